-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 4: appointments are counted per state as other rows are.

INSERT INTO tally (kind, state, n)
	SELECT 'appointment', 1, count(*) FROM appointment WHERE state = 1;
INSERT INTO tally (kind, state, n)
	SELECT 'appointment', 2, count(*) FROM appointment WHERE state = 2;
INSERT INTO tally (kind, state, n)
	SELECT 'appointment', 3, count(*) FROM appointment WHERE state = 3;

CREATE TRIGGER appointment_added AFTER INSERT ON appointment BEGIN
	UPDATE tally SET n = n + 1 WHERE kind = 'appointment' AND state = NEW.state;
END;
CREATE TRIGGER appointment_moved AFTER UPDATE OF state ON appointment WHEN OLD.state <> NEW.state BEGIN
	UPDATE tally SET n = n - 1 WHERE kind = 'appointment' AND state = OLD.state;
	UPDATE tally SET n = n + 1 WHERE kind = 'appointment' AND state = NEW.state;
END;
