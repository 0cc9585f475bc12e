/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's forms, for whoever writes overlays. What is decided here reads only; the portal is
 * asked in release.
 */
#include "gateway/api/eforms.h"
#include <stdio.h>
#include <string.h>
#include "db/procedure.h"
#include "gateway/api/answer.h"

/* Carries the decision to release. */
struct wish {
	bool decided;
	char code[PROCEDURE_CODE_SIZE]; /* the portal is to be asked for it; "": it is not */
};

/* A code becomes part of an address at the portal and of a file's name at the caller. */
static bool is_code(const char *code)
{
	size_t len = strlen(code);

	return len > 0 && len < PROCEDURE_CODE_SIZE && *code != '.' &&
		strspn(code,
			"0123456789.abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ") == len;
}

static bool is_fresh(struct http_request *request)
{
	const char *fresh = http_request_query(request, "fresh", NULL);

	return fresh && !strcmp(fresh, "1");
}

static void answer_form(
	struct http_request *request, const char *etag, const char *json, size_t len)
{
	const char *known = http_request_header(request, "If-None-Match");

	if (*etag)
		http_answer_header(request, "ETag", etag);
	if (*etag && known && !strcmp(known, etag))
		http_answer(request, 304, NULL, "", 0);
	else
		http_answer(request, 200, "application/json", json, len);
}

/* OK if it was answered, ERR_NOT_FOUND if it is not stored. */
static int answer_stored(const struct gateway *gw, struct http_request *request, const char *code)
{
	struct procedure_row row;
	size_t len;
	char *json;
	int rc = procedure_find(gw->store, code, &row);

	if (rc == OK)
		rc = procedure_eform(gw->store, code, http_request_ctx(request), &json, &len);
	if (rc == OK)
		answer_form(request, row.etag, json, len);
	return rc;
}

static int answer_later(struct http_request *request, struct wish *wish, const char *code)
{
	snprintf(wish->code, sizeof(wish->code), "%s", code);
	http_answer_header(request, "Retry-After", "1");
	return api_json(request, 202,
		json_pack("{s:s}", "message", "the portal is asked for it; ask again in a second"));
}

static int answer_without(struct http_request *request, struct wish *wish, const char *code,
	enum portal_form form, const char *why)
{
	char sentence[256];

	snprintf(sentence, sizeof(sentence), "%s: %s%s", code,
		form == PORTAL_FORM_NONE ? "" : "the form is not to be had now: ", why);
	if (form == PORTAL_FORM_NONE)
		http_answer_error(request, 404, "eform", sentence);
	else if (form == PORTAL_FORM_FAILED)
		http_answer_error(request, 503, "portal", sentence);
	else
		return answer_later(request, wish, code);
	return OK;
}

int eforms_decide(struct http_request *request, void *data)
{
	const struct gateway *gw = data;
	struct wish *wish = http_request_state(request, sizeof(*wish));
	const char *code = http_request_rest(request), *why;
	enum portal_form form;
	int rc = ERR_NOT_FOUND;

	if (!wish)
		return ERR_NO_MEMORY;
	wish->decided = true;
	if (!api_allowed(gw, request))
		return OK;
	if (!is_code(code)) {
		http_answer_error(request, 400, "code", "that is no code of a procedure");
		return OK;
	}
	form = portal_form(gw->portal, code, &why);
	if (!is_fresh(request) || form == PORTAL_FORM_READ)
		rc = answer_stored(gw, request, code);
	return rc == ERR_NOT_FOUND ? answer_without(request, wish, code, form, why) : rc;
}

void eforms_release(struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct gateway *gw = data;
	struct wish *wish = http_request_state(request, sizeof(*wish));

	(void)error;
	if (outcome != TURN_DONE || !wish || !wish->decided) {
		http_answer_header(request, "Retry-After", "5");
		http_answer_error(request, 503, "store", "the store cannot be read now");
		return;
	}
	if (*wish->code && portal_form_want(gw->portal, wish->code) < 0)
		http_answer_error(request, 503, "limit",
			"too many forms are asked for at once; wait a minute");
}
