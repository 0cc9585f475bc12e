/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Frames: two octets of length, the protocol, its extension, the text. */
#include "gateway/bearer/gsup_ctrl.h"
#include <osmocom/core/select.h>
#include <osmocom/core/socket.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/log.h"
#include "gateway/base/wire.h"

#define PROTO_OSMO 0xee
#define EXT_CTRL   0x00
#define HEAD	   3 /* length and protocol; the length counts what is behind both */

struct gsup_ctrl {
	const struct clock *clock;
	const char *address;
	uint16_t port;
	void (*answer)(void *data, const char *text, size_t len);
	void *data;
	struct osmo_fd ofd;
	uint64_t tried_ms; /* to connect, if `tried` */
	bool tried;
	bool open;
	bool told; /* that it is away */
	size_t out_len, in_len;
	uint8_t out[GSUP_CTRL_OUT_MAX];
	uint8_t in[GSUP_CTRL_FRAME_MAX];
};

static void drop(struct gsup_ctrl *c, const char *why)
{
	if (!c->open)
		return;
	osmo_fd_close(&c->ofd);
	c->open = false;
	c->in_len = c->out_len = 0;
	if (!c->told)
		LOGP(DDLG, LOGL_ERROR, "gsup: control interface %s port %u: %s\n", c->address,
			(unsigned)c->port, why);
	c->told = true;
}

/* --- reading ------------------------------------------------------------------------------- */
/* One frame from the start of what came in; its octets, 0 while it is not whole, or an error. */
static int take_frame(struct gsup_ctrl *c)
{
	struct wire_reader reader, body;
	size_t len;

	wire_read_init(&reader, c->in, c->in_len);
	len = wire_read_u16(&reader);
	if (wire_read_err(&reader) < 0)
		return 0;
	if (len + HEAD > sizeof(c->in))
		return ERR_TOO_LONG;
	if (c->in_len < len + HEAD)
		return 0;

	bool is_ctrl = wire_read_u8(&reader) == PROTO_OSMO;

	body = wire_read_part(&reader, len);
	if (is_ctrl && wire_read_u8(&body) == EXT_CTRL && wire_read_err(&body) == OK) {
		size_t text_len = wire_left(&body);

		c->answer(c->data, text_len ? (const char *)wire_read_octets(&body, text_len) : "",
			text_len);
	}
	return (int)(len + HEAD);
}

static void read_some(struct gsup_ctrl *c)
{
	ssize_t n = recv(c->ofd.fd, c->in + c->in_len, sizeof(c->in) - c->in_len, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		drop(c, n < 0 ? strerror(errno) : "closed by the HLR");
		return;
	}
	c->told = false;
	c->in_len += (size_t)n;
	for (int used = 1; used > 0;) {
		used = take_frame(c);
		if (used < 0) {
			drop(c, "an answer is too long");
			return;
		}
		if (!c->open) /* whoever took the answer asked again, and that failed */
			return;
		memmove(c->in, c->in + used, c->in_len - (size_t)used);
		c->in_len -= (size_t)used;
	}
}

/* --- writing ------------------------------------------------------------------------------- */
static void write_some(struct gsup_ctrl *c)
{
	ssize_t n = c->out_len ? send(c->ofd.fd, c->out, c->out_len, MSG_NOSIGNAL) : 0;

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		drop(c, strerror(errno));
		return;
	}
	if (n > 0) {
		memmove(c->out, c->out + n, c->out_len - (size_t)n);
		c->out_len -= (size_t)n;
	}
	if (!c->out_len)
		osmo_fd_write_disable(&c->ofd);
}

static int on_ready(struct osmo_fd *ofd, unsigned what)
{
	struct gsup_ctrl *c = ofd->data;

	if (what & OSMO_FD_READ)
		read_some(c);
	if (c->open && (what & OSMO_FD_WRITE))
		write_some(c);
	return 0;
}

static int connect_ctrl(struct gsup_ctrl *c)
{
	uint64_t now = clock_mono_ms(c->clock);

	if (c->open)
		return OK;
	if (c->tried && now - c->tried_ms < GSUP_CTRL_RETRY_MS)
		return ERR_IO;
	c->tried = true;
	c->tried_ms = now;
	osmo_fd_setup(&c->ofd, -1, OSMO_FD_READ | OSMO_FD_WRITE, on_ready, c, 0);
	if (osmo_sock_init_ofd(&c->ofd, AF_INET, SOCK_STREAM, IPPROTO_TCP, c->address, c->port,
		    OSMO_SOCK_F_CONNECT | OSMO_SOCK_F_NONBLOCK) < 0)
		return ERR_IO;
	osmo_fd_write_enable(&c->ofd);
	c->open = true;
	return OK;
}

int gsup_ctrl_ask(struct gsup_ctrl *c, const char *text, size_t len)
{
	struct wire_writer writer;
	int rc = connect_ctrl(c);

	if (rc != OK)
		return rc;
	wire_write_init(&writer, c->out + c->out_len, sizeof(c->out) - c->out_len);
	if (len >= UINT16_MAX)
		wire_write_fail(&writer, ERR_TOO_LONG);
	wire_write_u16(&writer, (uint16_t)(len + 1));
	wire_write_u8(&writer, PROTO_OSMO);
	wire_write_u8(&writer, EXT_CTRL);
	wire_write_octets(&writer, text, len);
	if (wire_write_end(&writer) < 0)
		return ERR_LIMIT;
	c->out_len += writer.at;
	osmo_fd_write_enable(&c->ofd);
	return OK;
}

static int close_ctrl(struct gsup_ctrl *c)
{
	if (c->open)
		osmo_fd_close(&c->ofd);
	return 0;
}

struct gsup_ctrl *gsup_ctrl_new(void *ctx, const struct clock *clock, const char *address,
	uint16_t port, void (*answer)(void *data, const char *text, size_t len), void *data)
{
	struct gsup_ctrl *c = talloc_zero(ctx, struct gsup_ctrl);

	if (!c)
		return NULL;
	c->clock = clock;
	c->address = address;
	c->port = port;
	c->answer = answer;
	c->data = data;
	talloc_set_destructor(c, close_ctrl);
	return c;
}
