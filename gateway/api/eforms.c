/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stored forms, for whoever writes overlays. */
#include "gateway/api/eforms.h"
#include <string.h>
#include "db/procedure.h"
#include "gateway/api/answer.h"

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

/* Why there is none, as far as the store can tell. */
static int answer_none(struct http_request *request, const struct gateway *gw)
{
	struct procedure_row any;
	int n = procedure_list(gw->store, &any, 1);

	if (n < 0)
		return n;
	http_answer_error(request, 404, "eform",
		n ? "the gateway has no form of this code: it keeps forms of the procedures it "
		    "offers, as the portal gives them"
		  : "the portal was not read yet: its forms are not here");
	return OK;
}

int eforms_show(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	const char *code = http_request_rest(request);
	struct procedure_row row;
	char *json;
	size_t len;
	int rc;

	if (!api_allowed(gw, request))
		return OK;
	rc = procedure_find(gw->store, code, &row);
	if (rc == OK)
		rc = procedure_eform(gw->store, code, http_request_ctx(request), &json, &len);
	if (rc == ERR_NOT_FOUND)
		return answer_none(request, gw);
	if (rc != OK)
		return rc;
	answer_form(request, row.etag, json, len);
	return OK;
}
