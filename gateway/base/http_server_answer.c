/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Responses: collected in the request's pool while the turn decides, turned into libmicrohttpd's
 * form once, when they leave.
 */
#include <jansson.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <string.h>

#include "gateway/base/http_server_internal.h"
#include "gateway/base/log.h"

#define JSON_TYPE "application/json"

void http_answer(struct http_request *request, unsigned status, const char *content_type,
	const char *body, size_t len)
{
	request->answer.status = status;
	request->answer.content_type = content_type ? talloc_strdup(request, content_type) : NULL;
	request->answer.body = len ? talloc_memdup(request, body, len) : NULL;
	request->answer.len = len;
	OSMO_ASSERT(!len || request->answer.body);
}

void http_answer_header(struct http_request *request, const char *name, const char *value)
{
	struct http_header **end = &request->answer.headers;
	struct http_header *header = talloc_zero(request, struct http_header);

	OSMO_ASSERT(header);
	header->name = talloc_strdup(header, name);
	header->value = talloc_strdup(header, value);
	while (*end)
		end = &(*end)->next;
	*end = header;
}

void http_answer_error(
	struct http_request *request, unsigned status, const char *code, const char *sentence)
{
	json_t *object = json_pack("{s:s, s:s}", "error", code, "message", sentence);
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

	json_decref(object);
	OSMO_ASSERT(text); /* both texts are ours, hence UTF-8 */
	http_answer(request, status, JSON_TYPE, text, strlen(text));
	free(text);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) == MHD_NO)
		LOGP(DHTTP, LOGL_ERROR, "response header %s left out: not allowed in HTTP\n",
			log_escaped(name, strlen(name), 40));
}

enum MHD_Result answer_send(struct http_request *request)
{
	struct MHD_Response *response;
	enum MHD_Result queued;

	if (!request->answer.status) {
		LOGP(DHTTP, LOGL_ERROR, "route %s gave no answer\n", request->route->path);
		http_answer_error(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "no_answer",
			"The service has no answer to this request.");
	}
	response = MHD_create_response_from_buffer(
		request->answer.len, request->answer.body, MHD_RESPMEM_PERSISTENT);
	OSMO_ASSERT(response);
	if (request->answer.content_type)
		add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, request->answer.content_type);
	for (struct http_header *header = request->answer.headers; header; header = header->next)
		add_header(response, header->name, header->value);
	if (request->server->closing)
		add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	queued = MHD_queue_response(request->connection, request->answer.status, response);
	MHD_destroy_response(response);
	return queued;
}
