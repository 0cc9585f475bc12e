-- SPDX-License-Identifier: AGPL-3.0-or-later
--
-- Schema version 1. Embedded into the program and run inside the migration's transaction.
--
-- Times end in _s: UTC seconds. Columns named "sealed" in their remark hold db/seal.h blobs, bound to
-- table, column and row id; columns ending in _hash hold keyed look-up hashes of 16 octets. Row ids are
-- given by db/ (largest + 1), because a sealed value needs its row id before the row is there.

-- Counters and small facts: 'receipt' and 'appointment' count the numbers given out, 'first_key' is the
-- key id that numbers and look-ups are bound to, 'rebuilds' counts recoveries from a failed sync.
CREATE TABLE meta (
	name TEXT NOT NULL PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('receipt', 0), ('appointment', 0), ('first_key', 0), ('rebuilds', 0);

-- One row per key that ever sealed here, with a known text sealed (column proof) under it.
CREATE TABLE sealing_key (
	key_id INTEGER PRIMARY KEY CHECK (key_id > 0),
	proof BLOB NOT NULL
) STRICT;

-- Rows per kind and state, kept by triggers, so that metrics never count a growing table.
CREATE TABLE tally (
	kind TEXT NOT NULL,
	state INTEGER NOT NULL,
	n INTEGER NOT NULL DEFAULT 0 CHECK (n >= 0),
	PRIMARY KEY (kind, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tally (kind, state) VALUES ('dossier', 1), ('dossier', 2), ('dossier', 3),
	('outbox', 1), ('outbox', 2), ('outbox', 3), ('outbox', 4), ('outbox', 5), ('outbox', 6), ('outbox', 7);

CREATE TABLE subscriber (
	id INTEGER PRIMARY KEY,
	phone_hash BLOB NOT NULL UNIQUE CHECK (length(phone_hash) = 16),
	phone BLOB NOT NULL, -- sealed
	language TEXT NOT NULL,
	accents INTEGER NOT NULL CHECK (accents IN (0, 1)),
	opted_out INTEGER NOT NULL CHECK (opted_out IN (0, 1))
) STRICT;

CREATE TABLE draft (
	id INTEGER PRIMARY KEY,
	phone_hash BLOB NOT NULL CHECK (length(phone_hash) = 16),
	phone BLOB NOT NULL, -- sealed
	procedure TEXT NOT NULL,
	tree_hash BLOB NOT NULL CHECK (length(tree_hash) = 16),
	answers BLOB NOT NULL, -- sealed; emptied when closed
	updated_s INTEGER NOT NULL,
	state INTEGER NOT NULL CHECK (state IN (1, 2)) -- 1 open, 2 closed
) STRICT;
CREATE UNIQUE INDEX draft_open ON draft (phone_hash, procedure) WHERE state = 1;
CREATE INDEX draft_age ON draft (updated_s) WHERE state = 1;

CREATE TABLE dossier (
	id INTEGER PRIMARY KEY,
	receipt TEXT NOT NULL UNIQUE CHECK (length(receipt) = 10),
	draft_id INTEGER NOT NULL UNIQUE REFERENCES draft (id),
	phone_hash BLOB NOT NULL CHECK (length(phone_hash) = 16),
	phone BLOB NOT NULL, -- sealed
	id_tail_hash BLOB CHECK (length(id_tail_hash) = 16),
	procedure TEXT NOT NULL,
	office TEXT NOT NULL,
	submitted_s INTEGER NOT NULL,
	state INTEGER NOT NULL CHECK (state IN (1, 2, 3)), -- enum dossier_state
	dossier_number TEXT UNIQUE,
	status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 10),
	status_s INTEGER NOT NULL,
	due_s INTEGER NOT NULL,
	reason TEXT NOT NULL,
	attempts INTEGER NOT NULL CHECK (attempts >= 0),
	next_at_s INTEGER NOT NULL
) STRICT;
CREATE INDEX dossier_phone ON dossier (phone_hash);
CREATE INDEX dossier_office ON dossier (office);
CREATE INDEX dossier_due ON dossier (next_at_s) WHERE state = 1;
CREATE INDEX dossier_queued ON dossier (submitted_s) WHERE state = 1;
CREATE TRIGGER dossier_added AFTER INSERT ON dossier BEGIN
	UPDATE tally SET n = n + 1 WHERE kind = 'dossier' AND state = NEW.state;
END;
CREATE TRIGGER dossier_moved AFTER UPDATE OF state ON dossier WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'dossier' AND state = OLD.state;
	UPDATE tally SET n = n + 1 WHERE kind = 'dossier' AND state = NEW.state;
END;
CREATE TRIGGER dossier_removed AFTER DELETE ON dossier BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'dossier' AND state = OLD.state;
END;

-- Apart from its dossier, so that a change of state does not write kilobytes again.
CREATE TABLE dossier_body (
	dossier_id INTEGER PRIMARY KEY REFERENCES dossier (id),
	body BLOB NOT NULL -- sealed
) STRICT;

CREATE TABLE dossier_event (
	id INTEGER PRIMARY KEY,
	dossier_id INTEGER NOT NULL REFERENCES dossier (id),
	source INTEGER NOT NULL CHECK (source IN (1, 2, 3)), -- enum event_source
	status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 10),
	at_s INTEGER NOT NULL,
	reason TEXT NOT NULL,
	event_id TEXT -- the portal's
) STRICT;
CREATE INDEX dossier_event_of ON dossier_event (dossier_id);
CREATE UNIQUE INDEX dossier_event_once ON dossier_event (event_id) WHERE event_id IS NOT NULL;

CREATE TABLE appointment (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL UNIQUE CHECK (length(code) = 9),
	dossier_id INTEGER NOT NULL REFERENCES dossier (id),
	phone_hash BLOB NOT NULL CHECK (length(phone_hash) = 16),
	office TEXT NOT NULL,
	start_s INTEGER NOT NULL,
	seat INTEGER NOT NULL CHECK (seat >= 0),
	state INTEGER NOT NULL CHECK (state IN (1, 2, 3)), -- enum appointment_state
	made_s INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX appointment_seat ON appointment (office, start_s, seat) WHERE state = 1;
CREATE UNIQUE INDEX appointment_open ON appointment (dossier_id) WHERE state = 1;
CREATE INDEX appointment_phone ON appointment (phone_hash, start_s) WHERE state = 1;
CREATE INDEX appointment_start ON appointment (start_s, seat) WHERE state = 1;

CREATE TABLE office (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,
	valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
	json TEXT NOT NULL,
	UNIQUE (code, valid_from)
) STRICT;

CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	dossier_id INTEGER REFERENCES dossier (id),
	phone BLOB NOT NULL, -- sealed
	text BLOB NOT NULL, -- sealed
	lane INTEGER NOT NULL CHECK (lane IN (1, 2, 3)), -- enum sms_lane
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7), -- enum sms_state
	dedupe TEXT UNIQUE,
	attempts INTEGER NOT NULL CHECK (attempts >= 0),
	made_s INTEGER NOT NULL,
	next_at_s INTEGER NOT NULL,
	changed_s INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (lane, next_at_s) WHERE state IN (1, 7);
CREATE INDEX outbox_state ON outbox (state);
CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN
	UPDATE tally SET n = n + 1 WHERE kind = 'outbox' AND state = NEW.state;
END;
CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'outbox' AND state = OLD.state;
	UPDATE tally SET n = n + 1 WHERE kind = 'outbox' AND state = NEW.state;
END;
CREATE TRIGGER outbox_removed AFTER DELETE ON outbox BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'outbox' AND state = OLD.state;
END;

-- Messages seen: the hash is of route and id.
CREATE TABLE inbox (
	id INTEGER PRIMARY KEY,
	message_hash BLOB NOT NULL UNIQUE CHECK (length(message_hash) = 16),
	answer BLOB NOT NULL, -- sealed
	at_s INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_age ON inbox (at_s);

CREATE TABLE attempt (
	id INTEGER PRIMARY KEY,
	key_hash BLOB NOT NULL CHECK (length(key_hash) = 16),
	at_s INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_key ON attempt (key_hash, at_s);
CREATE INDEX attempt_age ON attempt (at_s);

-- The portal's catalogue as last read.
CREATE TABLE procedure (
	code TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	fee_dong INTEGER NOT NULL,
	time_limit_days INTEGER NOT NULL,
	valid_from TEXT NOT NULL,
	valid_to TEXT NOT NULL,
	eform_version TEXT NOT NULL,
	read_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE procedure_eform (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL UNIQUE REFERENCES procedure (code),
	etag TEXT NOT NULL,
	json TEXT NOT NULL
) STRICT;
