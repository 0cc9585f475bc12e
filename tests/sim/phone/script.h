/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A written dialogue, played and checked without a person. The words of a script are described in
 * tests/demo/README.md.
 */
#pragma once
#include "tests/sim/phone/handset.h"
#include "tests/sim/phone/sms_log.h"

struct script {
	struct handset *handset;
	struct sms_log *sms;
	const char *portal_url; /* of the simulator; NULL: a script may not look at it */
	uint32_t wait_ms; /* how long an SMS or the portal's view is waited for */
};

/* Plays the file and prints the transcript. 0 when every line came true; otherwise the place and
 * the reason are on stderr: ERR_NOT_FOUND for an expectation that did not come true, ERR_SYNTAX for
 * a line that is no command, ERR_IO. */
int script_play(const struct script *script, const char *path) MUST_CHECK;
