/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Results of functions: 0 or positive is success, negative is one of these.
 *
 * The first part are errno values with the sign turned, so results of libosmocore and of system
 * calls pass through unchanged; the second part is ours and starts at -1000.
 */
#pragma once
#include <errno.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum motcua_err {
	OK = 0,
	ERR_INVALID = -EINVAL, /* an argument or a field has a value that is never right */
	ERR_NO_MEMORY = -ENOMEM,
	ERR_NOT_FOUND = -ENOENT,
	ERR_EXISTS = -EEXIST, /* a unique key is there already */
	ERR_FULL = -ENOSPC, /* disk, table or slot is full */
	ERR_IO = -EIO,
	ERR_READ_ONLY = -EROFS,
	ERR_TOO_LONG = -EMSGSIZE, /* does not fit the named limit or the caller's room */
	ERR_BUSY = -EBUSY,
	ERR_LIMIT = -ENOBUFS, /* a named limit on a count is reached */
	ERR_TIMEOUT = -ETIMEDOUT,
	ERR_DENIED = -EACCES,

	ERR_UTF8 = -1000, /* octets are not UTF-8 */
	ERR_CHARSET = -1001, /* a character cannot be written in the wanted alphabet */
	ERR_TRUNCATED = -1002, /* input ends within an element */
	ERR_CHECK_DIGIT = -1003,
	ERR_SYNTAX = -1004, /* JSON or another text is not well formed */
	ERR_SCHEMA = -1005, /* well formed, but not what its schema asks for */
	ERR_SEAL = -1006, /* a sealed field does not open: wrong key, or altered */
	ERR_KEY = -1007, /* a key file is missing, open to others, or malformed */
	ERR_UNCERTAIN = -1008, /* a sync failed: the rows may or may not be on disk */
	ERR_VERSION = -1009, /* written by a newer program */
	ERR_RANGE = -1010, /* a number or date outside its sane range */
};

/* The name of an error, such as "ERR_FULL", for logs. Never NULL; unknown values give strerror's
 * text or "error". Borrowed, static. */
const char *err_name(int err);

/* What may be done after a failed attempt to hand something to a peer (OpenSMTPD's three outcomes
 * and the honest fourth: a request went out and no answer says whether it was carried out). */
enum verdict {
	VERDICT_OK,
	VERDICT_TEMPFAIL, /* not taken; may be tried again */
	VERDICT_PERMFAIL, /* not taken; trying again is useless */
	VERDICT_UNKNOWN, /* may have been taken */
};
const char *verdict_name(enum verdict verdict);
