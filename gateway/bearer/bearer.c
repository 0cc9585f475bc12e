/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bearers in general: their names, and how a dial string is read. */
#include "gateway/bearer/bearer.h"
#include <string.h>
#include "gateway/base/err.h"

const char *bearer_name(enum bearer bearer)
{
	switch (bearer) {
	case BEARER_HTTP:
		return "http";
	case BEARER_SMS:
		return "sms";
	case BEARER_GSUP:
		return "gsup";
	case BEARER_SMPP:
		return "smpp";
	}
	return "?";
}

int bearer_dialled(const char *dialled, const char *service_code, char *out)
{
	size_t code_len = strlen(service_code), len = strlen(dialled);

	if (len > DIALLED_MAX || code_len < 2 || strspn(dialled, "0123456789*#") != len)
		return ERR_SYNTAX;
	if (dialled[len ? len - 1 : 0] == '#')
		len--;
	if (service_code[code_len - 1] == '#')
		code_len--;
	if (len < code_len || memcmp(dialled, service_code, code_len) != 0)
		return ERR_SYNTAX;
	if (len > code_len && dialled[code_len] != '*')
		return ERR_SYNTAX;

	const char *rest = dialled + code_len + (len > code_len);
	size_t rest_len = len - code_len - (len > code_len);

	memcpy(out, rest, rest_len);
	out[rest_len] = '\0';
	return OK;
}
