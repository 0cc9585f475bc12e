/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bodies of requests against each dialect that ships, and files of dialects. The first octet
 * chooses: 0, 1, 2 a dialect, with the next as the sequence that its session waits for; 3 a file.
 * What is understood keeps within its limits and means the same when it comes twice; an appended
 * text is its parts again when they are put together; an answer holds its screen. A file that is
 * sound as a dialect takes a request without harm.
 */
#include <osmocom/core/utils.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/err.h"
#include "gateway/base/json.h"
#include "gateway/bearer/dialect_message.h"

#define SHIPPED 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dialects *shipped(void)
{
	static struct dialects *all;
	char error[256];

	if (!all)
		all = dialects_read(NULL, "gateway/bearer/dialects", error, sizeof(error));
	OSMO_ASSERT(all && all->n == SHIPPED);
	return all;
}

/* Every answer that is taken stands in the text where the dialogue's count says. */
static void check_appended(
	const struct dialect_message *m, const struct dialect_plan *p, unsigned known)
{
	size_t after = p->request.input_len;

	OSMO_ASSERT(!p->more_n || p->request.sequence == known);
	for (unsigned i = 0; i < p->more_n; i++) {
		OSMO_ASSERT(p->more[i].text[-1] == '*');
		OSMO_ASSERT(!memchr(p->more[i].text, '*', p->more[i].len));
		after += 1 + p->more[i].len;
	}
	OSMO_ASSERT(!memchr(p->request.input, '*', p->request.input_len));
	if (p->request.sequence == known && known > 0)
		OSMO_ASSERT(p->request.input + after == m->text + m->text_len);
}

static void check_plan(const struct dialect *d, const struct dialect_message *m, unsigned known)
{
	const struct dialect_known of = { known > 0, known };
	char sentence[DIALECT_SENTENCE_SIZE];
	struct dialect_plan p, again;
	const char *code;

	if (!dialect_message_plan(d, m, &of, "*1022#", &p, &code, sentence))
		return;
	OSMO_ASSERT(dialect_message_plan(d, m, &of, "*1022#", &again, &code, sentence));
	OSMO_ASSERT(again.request.sequence == p.request.sequence && again.more_n == p.more_n);
	OSMO_ASSERT(strcmp(again.dialled, p.dialled) == 0);
	OSMO_ASSERT(p.more_n <= DIALECT_AHEAD_MAX);
	OSMO_ASSERT(strspn(p.dialled, "0123456789*#") == strlen(p.dialled));
	OSMO_ASSERT(strlen(p.dialled) <= DIALLED_MAX);
	OSMO_ASSERT(p.request.begins || !*p.dialled);
	OSMO_ASSERT(!p.request.begins || !p.more_n);
	if (d->appended && !p.request.begins)
		check_appended(m, &p, known);
	if (!d->appended)
		OSMO_ASSERT(p.request.sequence == m->sequence && !p.more_n);
}

static void check_answer(const struct dialect *d, const struct dialect_message *m)
{
	struct bearer_answer answer = { .len = 4, .text = "a{b}", .end = m->text_len & 1 };
	void *ctx = talloc_new(NULL);
	char *said = dialect_answer(ctx, d, m, &answer);

	OSMO_ASSERT(said && strstr(said, "a{b}"));
	talloc_free(ctx);
}

static void take(const struct dialect *d, unsigned known, const char *body, size_t len)
{
	char sentence[DIALECT_SENTENCE_SIZE] = "";
	struct dialect_message m;
	struct json_reader reader;
	const char *code = NULL;
	json_t *fields = d->form == DIALECT_JSON ? json_read(&reader, "request", body, len)
						 : dialect_form_read(body, len);

	if (fields && dialect_message_read(d, fields, &m, &code, sentence)) {
		OSMO_ASSERT(*m.session && strlen(m.session) <= SESSION_MAX);
		OSMO_ASSERT(m.text_len == strlen(m.text) && m.text_len <= INPUT_MAX);
		OSMO_ASSERT(strncmp(m.phone.e164, "84", 2) == 0);
		check_plan(d, &m, known);
		check_answer(d, &m);
	} else if (fields) {
		OSMO_ASSERT(code && *sentence);
	}
	json_decref(fields);
}

static void take_file(const uint8_t *data, size_t size)
{
	static const char form[] = "s=1&p=0901234567&t=1*2";
	char folder[] = "/tmp/motcua-fuzz-XXXXXX", path[64], error[256] = "";
	struct dialect *d;
	FILE *file;

	OSMO_ASSERT(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/x.json", folder);
	file = fopen(path, "wb");
	OSMO_ASSERT(file && fwrite(data, 1, size, file) == size);
	fclose(file);
	d = dialect_read(NULL, path, error, sizeof(error));
	unlink(path);
	rmdir(folder);
	OSMO_ASSERT(!d == (*error != '\0'));
	if (!d)
		return;
	OSMO_ASSERT(dialect_budget_proved(&d->budget));
	if (d->form != DIALECT_JSON)
		take(d, 2, form, strlen(form));
	talloc_free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body;

	if (size < 2)
		return 0;
	if (data[0] % (SHIPPED + 1) == SHIPPED) {
		take_file(data + 1, size - 1);
		return 0;
	}
	body = malloc(size - 1); /* its own block, so that reading over its end shows */
	OSMO_ASSERT(body);
	memcpy(body, data + 2, size - 2);
	body[size - 2] = '\0';
	take(shipped()->all[data[0] % (SHIPPED + 1)], data[1], body, size - 2);
	free(body);
	return 0;
}
