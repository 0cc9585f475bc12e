-- SPDX-License-Identifier: AGPL-3.0-or-later
--
-- Schema version 3: people ask to be called back, and appointments are moved.

-- "Please call this number": one that is not over per phone.
CREATE TABLE callback (
	id INTEGER PRIMARY KEY,
	phone_hash BLOB NOT NULL CHECK (length(phone_hash) = 16),
	phone BLOB NOT NULL, -- sealed
	office TEXT NOT NULL,
	screen TEXT NOT NULL, -- where the person was: tree/node
	state INTEGER NOT NULL CHECK (state IN (1, 2, 3, 4)), -- enum callback_state
	made_s INTEGER NOT NULL,
	changed_s INTEGER NOT NULL,
	note BLOB NOT NULL -- sealed; empty until the outcome is noted
) STRICT;
CREATE UNIQUE INDEX callback_open ON callback (phone_hash) WHERE state IN (1, 2);
CREATE INDEX callback_phone ON callback (phone_hash, made_s);
CREATE INDEX callback_waiting ON callback (id) WHERE state IN (1, 2);
CREATE INDEX callback_waiting_office ON callback (office, id) WHERE state IN (1, 2);
CREATE INDEX callback_over ON callback (changed_s) WHERE state IN (3, 4);
INSERT INTO tally (kind, state) VALUES ('callback', 1), ('callback', 2), ('callback', 3), ('callback', 4);
CREATE TRIGGER callback_added AFTER INSERT ON callback BEGIN
	UPDATE tally SET n = n + 1 WHERE kind = 'callback' AND state = NEW.state;
END;
CREATE TRIGGER callback_moved AFTER UPDATE OF state ON callback WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'callback' AND state = OLD.state;
	UPDATE tally SET n = n + 1 WHERE kind = 'callback' AND state = NEW.state;
END;
CREATE TRIGGER callback_removed AFTER DELETE ON callback BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'callback' AND state = OLD.state;
END;

-- How often a dossier's appointment was made anew.
CREATE INDEX appointment_of ON appointment (dossier_id);
