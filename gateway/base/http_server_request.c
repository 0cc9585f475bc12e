/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A request's way: headers (find the route, refuse early), body (bounded), the turn, the answer.
 *
 * libmicrohttpd calls request_access_cb() once with the headers, then for each piece of the body,
 * then once when all is there. It takes an answer only at the first and the last of these, and
 * closes the connection after an early one; hence a request without a body is refused at the end.
 */
#include <arpa/inet.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/base/http_server_internal.h"
#include "gateway/base/log.h"

#define REQUEST_POOL_OCTETS 2048 /* a small request with its body, state and answer */
#define REQUEST_POOL_CHUNKS 16
#define LENGTH_UNKNOWN	    UINT64_MAX
#define BODY_FIRST_OCTETS   2048 /* room for a body that does not say its length */

static const char *const method_names[] = {
	[HTTP_GET] = "GET",
	[HTTP_POST] = "POST",
	[HTTP_PUT] = "PUT",
	[HTTP_DELETE] = "DELETE",
};

/* --- routes -------------------------------------------------------------------------------- */

/* The part of `path` for the route's "*", "" for an exact match, NULL if the route does not fit. */
static const char *match(const struct http_route *route, const char *path)
{
	size_t len = strlen(route->path);

	if (route->path[len - 1] != '*')
		return strcmp(route->path, path) == 0 ? "" : NULL;
	if (strncmp(route->path, path, len - 1) != 0 || !path[len - 1])
		return NULL;
	return path + len - 1;
}

static void allow(struct http_request *request)
{
	char *methods = talloc_strdup(request, "");
	const struct http_route *route;

	for (route = request->server->routes; route->path; route++) {
		if (!match(route, request->path))
			continue;
		methods = talloc_asprintf_append(
			methods, "%s%s", *methods ? ", " : "", method_names[route->method]);
	}
	http_answer_header(request, MHD_HTTP_HEADER_ALLOW, methods);
}

/* Sets route and rest, or the refusal. */
static void find_route(struct http_request *request, const char *method)
{
	const struct http_route *route;

	request->refusal = MHD_HTTP_NOT_FOUND;
	for (route = request->server->routes; route->path; route++) {
		const char *rest = match(route, request->path);

		if (!rest)
			continue;
		request->refusal = MHD_HTTP_METHOD_NOT_ALLOWED;
		if (strcmp(method, method_names[route->method]) != 0)
			continue;
		request->route = route;
		request->rest = rest;
		request->refusal = 0;
		return;
	}
}

static enum MHD_Result refuse(struct http_request *request)
{
	struct http_server_stats *stats = &request->server->stats;

	switch (request->refusal) {
	case MHD_HTTP_CONTENT_TOO_LARGE:
		stats->refused_body++;
		http_answer_error(request, request->refusal, "too_large",
			"The body is larger than this path takes.");
		break;
	case MHD_HTTP_METHOD_NOT_ALLOWED:
		stats->refused_path++;
		allow(request);
		http_answer_error(request, request->refusal, "method_not_allowed",
			"This path does not take this method.");
		break;
	default:
		stats->refused_path++;
		http_answer_error(
			request, request->refusal, "not_found", "There is nothing at this path.");
		break;
	}
	return answer_send(request);
}

/* --- the turn ------------------------------------------------------------------------------ */

static int request_decide(struct turn_input *input)
{
	struct http_request *request = container_of(input, struct http_request, input);

	return request->route->decide(request, request->route->data);
}

static void answer_failure(struct http_request *request, enum turn_outcome outcome)
{
	static const struct {
		const char *code, *sentence;
	} texts[] = {
		[TURN_REFUSED] = { "refused", "The request could not be carried out now." },
		[TURN_NOT_RECORDED] = { "not_recorded", "Nothing was recorded. Please try again." },
		[TURN_UNCERTAIN] = { "uncertain", "It is not certain that this was recorded." },
	};

	http_answer_header(
		request, MHD_HTTP_HEADER_RETRY_AFTER, OSMO_STRINGIFY_VAL(HTTP_RETRY_AFTER_S));
	http_answer_error(request, MHD_HTTP_SERVICE_UNAVAILABLE, texts[outcome].code,
		texts[outcome].sentence);
}

static void request_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct http_request *request = container_of(input, struct http_request, input);
	struct http_server *server = request->server;

	llist_del_init(&request->entry);
	request->in_turn = false;
	server->stats.waiting--;
	if (request->route->release)
		request->route->release(request, outcome, error, request->route->data);
	else if (outcome != TURN_DONE)
		answer_failure(request, outcome);
	if (answer_send(request) == MHD_NO)
		LOGP(DHTTP, LOGL_ERROR, "%s: an answer was not taken\n", server->name);
	peer_is_due(server, request->connection);
	MHD_resume_connection(request->connection);
	server->resumed = true;
}

static const struct turn_kind request_kind = {
	.name = "http",
	.decide = request_decide,
	.release = request_release,
};

static void post(struct http_request *request)
{
	struct http_server *server = request->server;

	MHD_suspend_connection(request->connection);
	peer_waits_for_us(request->connection);
	request->in_turn = true;
	request->was_posted = true;
	llist_add_tail(&request->entry, &server->in_turn);
	server->stats.requests++;
	server->stats.waiting++;
	server->stats.answering++;
	/* Refused when the turn is full; the release has answered then. */
	(void)turn_post(server->turn, &request->input);
}

/* --- headers and body ---------------------------------------------------------------------- */

static const char *header(struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

/* The announced length of the body; LENGTH_UNKNOWN if there is one without. libmicrohttpd has
 * refused a malformed number already, and a Transfer-Encoding outweighs it. */
static uint64_t announced(struct http_request *request)
{
	const char *length;

	if (header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING))
		return LENGTH_UNKNOWN;
	length = header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
	return length ? OSMO_MIN(strtoull(length, NULL, 10), LENGTH_UNKNOWN - 1) : 0;
}

static struct http_request *request_new(
	struct http_server *server, struct MHD_Connection *connection, const char *url)
{
	struct http_request *request = talloc_pooled_object(
		server, struct http_request, REQUEST_POOL_CHUNKS, REQUEST_POOL_OCTETS);

	OSMO_ASSERT(request);
	*request = (struct http_request) {
		.server = server,
		.connection = connection,
		.path = url,
		.rest = "",
	};
	turn_input_init(&request->input, &request_kind);
	INIT_LLIST_HEAD(&request->entry);
	return request;
}

/* The first call: headers only. */
static enum MHD_Result begin(struct http_request *request, const char *method)
{
	uint64_t len = announced(request);

	find_route(request, method);
	if (request->route && len != LENGTH_UNKNOWN) {
		if (len > request->route->body_max)
			request->refusal = MHD_HTTP_CONTENT_TOO_LARGE;
		else
			request->body_room = (size_t)len + 1;
	}
	return request->refusal && len ? refuse(request) : MHD_YES;
}

static void body_reserve(struct http_request *request, size_t len)
{
	size_t room = request->body_room ? request->body_room : BODY_FIRST_OCTETS;

	if (request->body && len < request->body_room)
		return;
	while (room <= len)
		room *= 2;
	request->body_room = OSMO_MIN(room, request->route->body_max + 1);
	request->body = talloc_realloc_size(request, request->body, request->body_room);
	OSMO_ASSERT(request->body);
}

/* A piece of the body. Over the limit only its length is kept, and the answer comes at the end. */
static enum MHD_Result take_body(struct http_request *request, const char *data, size_t len)
{
	size_t max = request->route->body_max;

	if (request->refusal || len > max - request->body_len) {
		request->refusal = MHD_HTTP_CONTENT_TOO_LARGE;
		TALLOC_FREE(request->body);
		request->body_len += len;
		if (request->body_len <= max + HTTP_DISCARD_MAX_OCTETS)
			return MHD_YES;
		request->server->stats.refused_body++;
		return MHD_NO;
	}
	body_reserve(request, request->body_len + len);
	memcpy(request->body + request->body_len, data, len);
	request->body_len += len;
	return MHD_YES;
}

static enum MHD_Result complete(struct http_request *request)
{
	if (request->refusal)
		return refuse(request);
	if (request->body)
		request->body[request->body_len] = '\0';
	post(request);
	return MHD_YES;
}

enum MHD_Result request_access_cb(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload_data, size_t *upload_data_size,
	void **request_io)
{
	struct http_request *request = *request_io;

	(void)version;
	if (!request) {
		request = request_new(cls, connection, url);
		*request_io = request;
		return begin(request, method);
	}
	if (*upload_data_size) {
		size_t len = *upload_data_size;

		*upload_data_size = 0;
		return take_body(request, upload_data, len);
	}
	return complete(request);
}

void request_completed_cb(void *cls, struct MHD_Connection *connection, void **request_io,
	enum MHD_RequestTerminationCode how)
{
	struct http_request *request = *request_io;

	*request_io = NULL;
	if (!request)
		return;
	OSMO_ASSERT(!request->in_turn);
	if (request->was_posted)
		request->server->stats.answering--;
	if (request->was_posted && how != MHD_REQUEST_TERMINATED_COMPLETED_OK)
		request->server->stats.aborted++;
	peer_is_due(cls, connection);
	talloc_free(request);
}

/* --- what a route reads -------------------------------------------------------------------- */

const char *http_request_path(const struct http_request *request)
{
	return request->path;
}

const char *http_request_rest(const struct http_request *request)
{
	return request->rest;
}

const char *http_request_body(const struct http_request *request, size_t *len_r)
{
	if (len_r)
		*len_r = request->body_len;
	return request->body ? request->body : "";
}

const char *http_request_query(const struct http_request *request, const char *name, size_t *len_r)
{
	const char *value = NULL;
	size_t len = 0;

	if (MHD_lookup_connection_value_n(request->connection, MHD_GET_ARGUMENT_KIND, name,
		    strlen(name), &value, &len) == MHD_NO)
		return NULL;
	if (len_r)
		*len_r = value ? len : 0;
	return value ? value : "";
}

const char *http_request_header(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

void http_request_peer(const struct http_request *request, char out[HTTP_PEER_SIZE])
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *from = info ? info->client_addr : NULL;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	out[0] = '\0';
	if (from && from->sa_family == AF_INET) {
		memcpy(&in, from, sizeof(in));
		(void)!inet_ntop(AF_INET, &in.sin_addr, out, HTTP_PEER_SIZE);
	} else if (from && from->sa_family == AF_INET6) {
		memcpy(&in6, from, sizeof(in6));
		(void)!inet_ntop(AF_INET6, &in6.sin6_addr, out, HTTP_PEER_SIZE);
	}
}

void *http_request_state(struct http_request *request, size_t size)
{
	if (!request->state)
		request->state = talloc_zero_size(request, size);
	OSMO_ASSERT(request->state);
	return request->state;
}

void *http_request_ctx(struct http_request *request)
{
	return request;
}
