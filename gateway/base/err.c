/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names of errors and verdicts, as they stand in logs.
 *
 * The names are those of the enum, so that a line of a log leads to the code by a plain search.
 */
#include "gateway/base/err.h"
#include <stddef.h>
#include <string.h>

#define NAMED(code) \
	{ \
		code, #code \
	}
static const struct {
	int err;
	const char *name;
} names[] = {
	NAMED(OK),
	NAMED(ERR_INVALID),
	NAMED(ERR_NO_MEMORY),
	NAMED(ERR_NOT_FOUND),
	NAMED(ERR_EXISTS),
	NAMED(ERR_FULL),
	NAMED(ERR_IO),
	NAMED(ERR_READ_ONLY),
	NAMED(ERR_TOO_LONG),
	NAMED(ERR_BUSY),
	NAMED(ERR_LIMIT),
	NAMED(ERR_TIMEOUT),
	NAMED(ERR_DENIED),
	NAMED(ERR_UTF8),
	NAMED(ERR_CHARSET),
	NAMED(ERR_TRUNCATED),
	NAMED(ERR_CHECK_DIGIT),
	NAMED(ERR_SYNTAX),
	NAMED(ERR_SCHEMA),
	NAMED(ERR_SEAL),
	NAMED(ERR_KEY),
	NAMED(ERR_UNCERTAIN),
	NAMED(ERR_VERSION),
	NAMED(ERR_RANGE),
};

const char *err_name(int err)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].err == err)
			return names[i].name;

	/* -INT_MIN would overflow; no errno comes near -1000 */
	if (err < 0 && err > -1000) {
		const char *text = strerrordesc_np(-err);
		if (text)
			return text;
	}
	return "error";
}

const char *verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_OK:
		return "ok";
	case VERDICT_TEMPFAIL:
		return "tempfail";
	case VERDICT_PERMFAIL:
		return "permfail";
	case VERDICT_UNKNOWN:
		return "unknown";
	}
	return "?";
}
