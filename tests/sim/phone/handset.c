/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests and answers of the HTTP bearer; see handset.h. */
#include "tests/sim/phone/handset.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "tests/sim/phone/web.h"

int handset_init(struct handset *handset, const char *url, const char *number)
{
	memset(handset, 0, sizeof(*handset));
	handset->url = url;
	return phone_parse(number, &handset->number);
}

static void new_session(struct handset *handset)
{
	uint8_t random[16];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		abort();
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(handset->session + 2 * i, 3, "%02x", random[i]);
	handset->sequence = 0;
}

/* Reads an answer into the handset, or a sentence into its error. */
static int read_answer(struct handset *handset, const struct web_answer *answer)
{
	struct json_reader reader = { 0 };

	if (answer->status != 200) {
		snprintf(handset->error, sizeof(handset->error), "the counter answers %u: %.300s",
			answer->status, answer->body);
		return ERR_IO;
	}

	json_t *json = json_read(&reader, "answer", answer->body, answer->len);
	struct json_at root = json_root(&reader, json);
	const char *text = json_text(&root, "text", 0, HANDSET_TEXT_MAX - 1);
	bool end = json_bool_opt(&root, "end", false);
	int64_t sequence = json_int(&root, "sequence", 0, UINT32_MAX);

	if (json_failed(&reader)) {
		snprintf(handset->error, sizeof(handset->error), "%s", reader.error);
		json_decref(json);
		return ERR_SCHEMA;
	}
	snprintf(handset->text, sizeof(handset->text), "%s", text);
	handset->open = !end;
	handset->sequence = (uint32_t)sequence;
	json_decref(json);
	return OK;
}

static int ask(struct handset *handset, const char *field, const char *value)
{
	void *ctx = talloc_new(NULL);
	char national[PHONE_DIGITS_MAX + 2];
	struct web_answer answer;

	phone_national(&handset->number, national);

	json_t *body = json_pack("{s:s s:s s:s s:I}", "session", handset->session, "phone",
		national, field, value, "sequence", (json_int_t)handset->sequence);
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	int rc = ERR_UTF8;

	snprintf(handset->error, sizeof(handset->error), "what was typed is not UTF-8");
	if (text) {
		rc = web_ask(ctx, talloc_asprintf(ctx, "%s/ussd/v1/motcua", handset->url), text,
			&answer, handset->error);
		if (rc == OK)
			rc = read_answer(handset, &answer);
	}
	if (rc != OK)
		handset_drop(handset);
	free(text);
	json_decref(body);
	talloc_free(ctx);
	return rc;
}

int handset_dial(struct handset *handset, const char *dialled)
{
	handset_drop(handset);
	new_session(handset);
	return ask(handset, "dialled", dialled);
}

int handset_send(struct handset *handset, const char *input)
{
	if (!handset->open) {
		snprintf(handset->error, sizeof(handset->error), "no dialogue is open: dial first");
		return ERR_INVALID;
	}
	return ask(handset, "input", input);
}

void handset_drop(struct handset *handset)
{
	handset->open = false;
	handset->text[0] = '\0';
}
