-- SPDX-License-Identifier: AGPL-3.0-or-later
--
-- Schema version 2: status comes back from portal and clerks, and words go up to the portal.

-- What a word says beside status and reason; 0 and '' where it says nothing. The event_id of a row is
-- unique per source: db/ writes the source before it.
ALTER TABLE dossier_event ADD COLUMN papers TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier_event ADD COLUMN fee_dong INTEGER NOT NULL DEFAULT 0 CHECK (fee_dong >= 0);
ALTER TABLE dossier_event ADD COLUMN due_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossier_event ADD COLUMN collect_s INTEGER NOT NULL DEFAULT 0;

-- The moment of the portal's event that gave the status; 0: it came with the answer to the submission,
-- which names no moment, so that any event is later.
ALTER TABLE dossier ADD COLUMN portal_s INTEGER NOT NULL DEFAULT 0;

-- Events that name a dossier which is not here, kept until it is.
CREATE TABLE portal_stray (
	id INTEGER PRIMARY KEY,
	event_id TEXT NOT NULL UNIQUE,
	dossier_number TEXT NOT NULL,
	receipt TEXT CHECK (length(receipt) = 10),
	event BLOB NOT NULL, -- sealed
	seen_s INTEGER NOT NULL
) STRICT;
CREATE INDEX portal_stray_number ON portal_stray (dossier_number);
CREATE INDEX portal_stray_receipt ON portal_stray (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX portal_stray_age ON portal_stray (seen_s);
CREATE TRIGGER portal_stray_added AFTER INSERT ON portal_stray BEGIN
	UPDATE tally SET n = n + 1 WHERE kind = 'stray' AND state = 1;
END;
CREATE TRIGGER portal_stray_removed AFTER DELETE ON portal_stray BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'stray' AND state = 1;
END;

-- How far the portal's events were read.
CREATE TABLE portal_cursor (
	name TEXT NOT NULL PRIMARY KEY,
	cursor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO portal_cursor (name, cursor) VALUES ('events', '');

-- What the portal must be told, in order per dossier: of its open rows (states 1 and 2) only the first
-- is ever 1.
CREATE TABLE upcall (
	id INTEGER PRIMARY KEY,
	dossier_id INTEGER NOT NULL REFERENCES dossier (id),
	kind INTEGER NOT NULL CHECK (kind IN (1, 2)), -- enum upcall_kind
	body BLOB NOT NULL, -- sealed; emptied when it is over
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5), -- enum upcall_state
	attempts INTEGER NOT NULL CHECK (attempts >= 0),
	made_s INTEGER NOT NULL,
	next_at_s INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT;
CREATE INDEX upcall_due ON upcall (next_at_s) WHERE state = 1;
CREATE INDEX upcall_open ON upcall (dossier_id, id) WHERE state IN (1, 2);
CREATE INDEX upcall_over ON upcall (made_s) WHERE state IN (3, 5);
CREATE INDEX upcall_of ON upcall (dossier_id);
INSERT INTO tally (kind, state) VALUES ('stray', 1),
	('upcall', 1), ('upcall', 2), ('upcall', 3), ('upcall', 4), ('upcall', 5);
CREATE TRIGGER upcall_added AFTER INSERT ON upcall BEGIN
	UPDATE tally SET n = n + 1 WHERE kind = 'upcall' AND state = NEW.state;
END;
CREATE TRIGGER upcall_moved AFTER UPDATE OF state ON upcall WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'upcall' AND state = OLD.state;
	UPDATE tally SET n = n + 1 WHERE kind = 'upcall' AND state = NEW.state;
END;
CREATE TRIGGER upcall_removed AFTER DELETE ON upcall BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'upcall' AND state = OLD.state;
END;
