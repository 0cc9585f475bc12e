-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 5: somebody files for another person. The dossier belongs to that person's phone, or where
-- none was given to the helper's.

-- Sealed: the phone that filed it; NULL: its own person.
ALTER TABLE dossier ADD COLUMN helper BLOB;
CREATE INDEX dossier_own ON dossier (phone_hash) WHERE helper IS NULL;
