/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The load generator's side of HTTP: requests of our JSON dialect and of Kannel's get-url, and
 * the reading of answers from a keep-alive connection. Knows nothing of walks. Answers are read
 * with the least work that still notices every fault: the generator must not be what is measured.
 */
#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_SIZE 1024
#define ANSWER_SIZE  4096

enum dialect { DIALECT_JSON, DIALECT_KANNEL };

/* One message of a phone. */
struct message {
	enum dialect dialect;
	unsigned number; /* of the phone */
	unsigned serial; /* of the message, among all: Kannel's id */
	unsigned sequence;
	bool begins;
	const char *input;
};

struct connection {
	int fd;
	char in[ANSWER_SIZE];
	size_t in_len;
};

struct answer {
	unsigned status;
	char *body; /* NUL-terminated, borrowed from the connection */
};

static size_t json_request(const struct message *m, char out[REQUEST_SIZE])
{
	char body[REQUEST_SIZE / 2];
	int len = snprintf(body, sizeof(body),
		"{\"session\":\"bench-%08x\",\"phone\":\"09%08u\",\"%s\":\"%s\",\"sequence\":%u}",
		m->number, m->number, m->begins ? "dialled" : "input", m->input, m->sequence);

	return (size_t)snprintf(out, REQUEST_SIZE,
		"POST /ussd/v1/motcua HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		len, body);
}

/* As smsbox asks with the get-url of deploy/kannel/kannel.conf.in. */
static size_t kannel_request(const struct message *m, char out[REQUEST_SIZE])
{
	char text[64];
	size_t at = 0;

	for (const char *c = m->input; *c && at + 4 < sizeof(text); c++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
			*c == '*' || *c == '#' ? "%%%02X" : "%c", (unsigned char)*c);
	text[at] = '\0';
	return (size_t)snprintf(out, REQUEST_SIZE,
		"GET /kannel/mo?from=%%2B849%08u&to=1022&b=%s&u=&I=5f0c6a1e-8d8b-4d6e-9a53-%012x"
		"&C=GSM&c=0&D=&i=fake&T=1795312800&B=&op=&sess= HTTP/1.1\r\n"
		"Host: 127.0.0.1\r\nConnection: keep-alive\r\nUser-Agent: Kannel/1.4.5\r\n\r\n",
		m->number, text, m->serial);
}

static size_t request_write(const struct message *m, char out[REQUEST_SIZE])
{
	return m->dialect == DIALECT_JSON ? json_request(m, out) : kannel_request(m, out);
}

/* -1 with errno set when nobody listens. */
static int connection_open(struct connection *c, uint16_t port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	const int yes = 1;

	c->in_len = 0;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

static bool connection_ask(struct connection *c, const struct message *m)
{
	char request[REQUEST_SIZE];
	size_t len = request_write(m, request);

	c->in_len = 0;
	return send(c->fd, request, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* The octets of a whole answer at the head of the connection's buffer; 0 while it is not whole. */
static size_t answer_whole(struct connection *c, struct answer *out)
{
	char *end = strstr(c->in, "\r\n\r\n");
	const char *length = end ? strcasestr(c->in, "\r\nContent-Length:") : NULL;

	if (!length || length > end)
		return 0;
	out->body = end + 4;
	out->status = (unsigned)strtoul(c->in + strlen("HTTP/1.1 "), NULL, 10);
	return (size_t)(out->body - c->in) +
		strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
}

/* Reads what is there. 1: *out is a whole answer; 0: more is to come; -1: broken. */
static int connection_read(struct connection *c, struct answer *out)
{
	ssize_t n = recv(c->fd, c->in + c->in_len, sizeof(c->in) - 1 - c->in_len, MSG_DONTWAIT);
	size_t whole;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -1;
	c->in_len += (size_t)n;
	c->in[c->in_len] = '\0';
	whole = answer_whole(c, out);
	if (whole > c->in_len || (!whole && c->in_len < sizeof(c->in) - 1))
		return 0;
	return whole == c->in_len ? 1 : -1;
}

/* Line breaks as they are on the phone: enough to look for a text in our JSON. */
static void json_unescape(char *body)
{
	char *to = body;

	for (const char *from = body; *from; from++) {
		if (from[0] == '\\' && from[1]) {
			from++;
			*to++ = *from == 'n' ? '\n' : *from;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* A number of an answer in our JSON; UINT_MAX if it is not there. */
static unsigned json_number(const char *body, const char *key)
{
	const char *at = strstr(body, key);

	return at ? (unsigned)strtoul(at + strlen(key), NULL, 10) : UINT32_MAX;
}
