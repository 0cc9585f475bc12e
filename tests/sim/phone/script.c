/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands of a script; see script.h. */
#include "tests/sim/phone/script.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <time.h>
#include "gateway/base/clock.h"
#include "gateway/base/utf8.h"
#include "tests/sim/phone/captures.h"
#include "tests/sim/phone/display.h"
#include "tests/sim/phone/web.h"

#define LINE_SIZE 1024
#define POLL_MS	  50 /* between two looks at what is waited for */

struct player {
	const struct script *script;
	struct captures captures;
	unsigned checks;
	size_t sms_seen; /* messages that the transcript shows already */
	char why[512]; /* the reason of a failure */
};

typedef int (*command_cb)(struct player *player, const char *argument);

static int dial(struct player *player, const char *argument)
{
	struct handset *handset = player->script->handset;

	printf("\n> dial %s\n", argument);
	int rc = handset_dial(handset, argument);

	if (rc == OK)
		display_screen(handset);
	else
		snprintf(player->why, sizeof(player->why), "%.400s", handset->error);
	return rc;
}

static int send_input(struct player *player, const char *argument)
{
	struct handset *handset = player->script->handset;

	printf("\n> %s\n", argument);
	int rc = handset_send(handset, argument);

	if (rc == OK)
		display_screen(handset);
	else
		snprintf(player->why, sizeof(player->why), "%.400s", handset->error);
	return rc;
}

/* "INPUT TEXT": a question that is not put to everybody, or not twice. */
static int send_on(struct player *player, const char *argument)
{
	char input[LINE_SIZE];
	size_t len = strcspn(argument, " ");
	const char *text = argument + len + strspn(argument + len, " ");

	if (!*text) {
		snprintf(player->why, sizeof(player->why), "send-on needs an answer and a text");
		return ERR_SYNTAX;
	}
	if (!strstr(player->script->handset->text, text))
		return OK;
	memcpy(input, argument, len);
	input[len] = '\0';
	return send_input(player, input);
}

static int drop(struct player *player, const char *argument)
{
	(void)argument;
	printf("\n> (the signal is lost)\n");
	handset_drop(player->script->handset);
	return OK;
}

static int expect(struct player *player, const char *argument)
{
	player->checks++;
	if (strstr(player->script->handset->text, argument))
		return OK;
	snprintf(player->why, sizeof(player->why), "the screen does not say \"%s\"", argument);
	return ERR_NOT_FOUND;
}

static int expect_not(struct player *player, const char *argument)
{
	player->checks++;
	if (!strstr(player->script->handset->text, argument))
		return OK;
	snprintf(player->why, sizeof(player->why), "the screen says \"%s\"", argument);
	return ERR_NOT_FOUND;
}

static int expect_end(struct player *player, const char *argument)
{
	(void)argument;
	player->checks++;
	if (!player->script->handset->open)
		return OK;
	snprintf(player->why, sizeof(player->why), "the dialogue still waits for an answer");
	return ERR_NOT_FOUND;
}

static int save(struct player *player, const char *argument)
{
	player->checks++;
	return captures_take(&player->captures, argument, player->script->handset->text,
		player->why, sizeof(player->why));
}

/* --- what takes its time ------------------------------------------------------------------ */

/* Looks again and again until `look` answers 0 or the time is over. */
static int await(struct player *player, command_cb look, const char *argument)
{
	const struct clock *clock = clock_system();
	uint64_t deadline = clock_mono_ms(clock) + player->script->wait_ms;
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	int rc;

	while ((rc = look(player, argument)) == ERR_NOT_FOUND && clock_mono_ms(clock) < deadline)
		nanosleep(&pause, NULL);
	return rc;
}

static void show_new_sms(struct player *player)
{
	size_t n = sms_log_read(player->script->sms);

	for (; player->sms_seen < n; player->sms_seen++) {
		printf("\n");
		display_sms(sms_log_get(player->script->sms, player->sms_seen));
	}
}

static int look_for_sms(struct player *player, const char *argument)
{
	show_new_sms(player);
	for (size_t i = 0; i < player->sms_seen; i++)
		if (strstr(sms_log_get(player->script->sms, i)->text, argument))
			return OK;
	snprintf(player->why, sizeof(player->why), "no SMS says \"%s\" within %u ms", argument,
		player->script->wait_ms);
	return ERR_NOT_FOUND;
}

static int sms(struct player *player, const char *argument)
{
	player->checks++;
	return await(player, look_for_sms, argument);
}

/* The dossiers of the simulator's answer: an array, or the array under "dossiers". */
static json_t *dossiers_of(json_t *answer)
{
	return json_is_array(answer) ? answer : json_object_get(answer, "dossiers");
}

static int show_dossier(struct player *player, json_t *list, const char *argument)
{
	size_t i;
	json_t *dossier;

	json_array_foreach (list, i, dossier) {
		char *compact = json_dumps(dossier, JSON_COMPACT);
		bool found = compact && strstr(compact, argument);

		free(compact);
		if (!found)
			continue;

		char *pretty = json_dumps(dossier, JSON_INDENT(2));

		printf("\nThe portal's view:\n%s\n", pretty ? pretty : "");
		free(pretty);
		return OK;
	}
	snprintf(player->why, sizeof(player->why),
		"no dossier in the portal holds \"%s\" within %u ms", argument,
		player->script->wait_ms);
	return ERR_NOT_FOUND;
}

static int look_at_portal(struct player *player, const char *argument)
{
	void *ctx = talloc_new(NULL);
	struct web_answer answer;
	int rc = web_ask(ctx, talloc_asprintf(ctx, "%s/sim/dossiers", player->script->portal_url),
		NULL, &answer, player->why);

	if (rc == OK) {
		json_t *json = json_loadb(answer.body, answer.len, 0, NULL);

		rc = show_dossier(player, dossiers_of(json), argument);
		json_decref(json);
	}
	talloc_free(ctx);
	return rc;
}

static int portal(struct player *player, const char *argument)
{
	player->checks++;
	if (!player->script->portal_url) {
		snprintf(player->why, sizeof(player->why), "no --portal was given");
		return ERR_INVALID;
	}
	return await(player, look_at_portal, argument);
}

/* --- lines -------------------------------------------------------------------------------- */

static const struct {
	const char *word;
	bool argument;
	command_cb run;
} commands[] = {
	{ "dial", true, dial },
	{ "send", true, send_input },
	{ "send-on", true, send_on },
	{ "drop", false, drop },
	{ "expect", true, expect },
	{ "expect-not", true, expect_not },
	{ "expect-end", false, expect_end },
	{ "save", true, save },
	{ "sms", true, sms },
	{ "portal", true, portal },
};

static int play_line(struct player *player, char *line)
{
	char argument[LINE_SIZE];
	size_t word = strcspn(line, " ");
	const char *rest = line + word + strspn(line + word, " ");

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strlen(commands[i].word) != word || strncmp(commands[i].word, line, word) != 0)
			continue;
		if (commands[i].argument != (*rest != '\0')) {
			snprintf(player->why, sizeof(player->why), "%s %s", commands[i].word,
				commands[i].argument ? "needs something after it"
						     : "takes nothing after it");
			return ERR_SYNTAX;
		}
		int rc = captures_expand(&player->captures, rest, argument, sizeof(argument),
			player->why, sizeof(player->why));

		return rc == OK ? commands[i].run(player, argument) : rc;
	}
	snprintf(player->why, sizeof(player->why), "\"%.*s\" is no command", (int)word, line);
	return ERR_SYNTAX;
}

static int play_file(struct player *player, FILE *file, const char *path)
{
	char line[LINE_SIZE];

	for (unsigned number = 1; fgets(line, sizeof(line), file); number++) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;

		int rc = utf8_valid(line, strlen(line)) ? play_line(player, line) : ERR_UTF8;

		show_new_sms(player);
		if (rc == OK)
			continue;
		fflush(stdout);
		fprintf(stderr, "%s:%u: %s\n", path, number,
			rc == ERR_UTF8 ? "the line is not UTF-8" : player->why);
		return rc;
	}
	return OK;
}

int script_play(const struct script *script, const char *path)
{
	struct player player = { .script = script };
	FILE *file = fopen(path, "re");

	if (!file) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return ERR_IO;
	}

	int rc = play_file(&player, file, path);

	fclose(file);
	if (rc == OK && !player.checks) {
		fprintf(stderr, "%s: checks nothing\n", path);
		rc = ERR_SYNTAX;
	}
	if (rc == OK)
		printf("\n%s: all %u checks came true\n", path, player.checks);
	return rc;
}
