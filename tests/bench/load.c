/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Phones that walk whole dialogues over a few keep-alive connections, check every answer, and say
 * how fast it went. A phone's next step waits for its answer and uses the sequence it was given.
 *
 *   load --port N [--walk menus|apply|half] [--dialect json|kannel] [options, see usage()]
 *
 * menus goes on for a time: closed loop (each connection always busy), or with --rate R an open
 * loop, in which steps are due at intended times and latency counts from those, so that a stall is
 * seen by all it would have hit. apply and half are walked once by each phone; of apply only the
 * last leg, the promise, is measured. Prints one line of key=value.
 */
#include <getopt.h>
#include <sys/epoll.h>
#include <time.h>

#include "tests/bench/exchange.h"
#include "tests/bench/walks.h"

#define CONNECTIONS_MAX 1024
#define EVENTS_MAX	64
#define COMPLAINTS_MAX	5
#define STALL_S		10 /* without a single answer */

enum mode { MODE_MENUS, MODE_APPLY, MODE_HALF };

struct options {
	uint16_t port;
	enum mode mode;
	enum dialect dialect;
	bool unchecked; /* the floor answers one fixed text */
	unsigned connections, phones, first, seconds, settle_ms, rate, pid;
};

struct phone {
	const struct walk *walk;
	unsigned number, leg, sequence;
};

struct slot {
	struct connection connection;
	unsigned phone;
	uint64_t due_us; /* the intended start of what is under way */
	bool busy;
};

struct load {
	struct options o;
	int epoll;
	struct slot slots[CONNECTIONS_MAX];
	unsigned idle[CONNECTIONS_MAX], idle_n;
	struct phone *phones;
	unsigned *ready; /* a ring of phones without a step under way */
	unsigned ready_at, ready_n;
	unsigned next_number, serial;
	unsigned stop_leg; /* phones that walk once wait here */
	uint64_t begun_us, due_us; /* open loop: the first and the next intended start */
	uint64_t begun_n;
	bool measuring;
	uint64_t steps, errors, dialogues;
	uint32_t *latency_us;
	size_t latency_n, latency_room;
};

static uint64_t now_us(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (uint64_t)at.tv_sec * 1000000 + (uint64_t)at.tv_nsec / 1000;
}

static void die(const char *what)
{
	fprintf(stderr, "load: %s\n", what);
	exit(1);
}

/* User and system time of a process in microseconds, in the kernel's ticks; 0 if there is none. */
static uint64_t cpu_us(unsigned pid)
{
	unsigned long user = 0, system = 0;
	char path[40];
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%u/stat", pid);
	stat = pid ? fopen(path, "r") : NULL;
	if (!stat)
		return 0;
	if (fscanf(stat, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
		    &system) != 2)
		user = system = 0;
	fclose(stat);
	return (uint64_t)(user + system) * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

/* --- phones -------------------------------------------------------------------------------- */
static bool walks_once(const struct load *l)
{
	return l->o.mode != MODE_MENUS;
}

static void dialogue_begin(struct load *l, struct phone *phone)
{
	static const unsigned menus = sizeof(menu_walks) / sizeof(menu_walks[0]);

	*phone = (struct phone) { .number = l->next_number++ };
	phone->walk = l->o.mode == MODE_APPLY ? &apply_walk
		: l->o.mode == MODE_HALF      ? &half_walk
					      : &menu_walks[phone->number % menus];
}

static void make_ready(struct load *l, unsigned phone)
{
	l->ready[(l->ready_at + l->ready_n++) % l->o.phones] = phone;
}

static unsigned take_ready(struct load *l)
{
	unsigned phone = l->ready[l->ready_at];

	l->ready_at = (l->ready_at + 1) % l->o.phones;
	l->ready_n--;
	return phone;
}

/* After an answer: on with the dialogue, or with the next one, or no further. */
static void phone_goes_on(struct load *l, unsigned index)
{
	struct phone *phone = &l->phones[index];

	phone->leg++;
	if (phone->leg < phone->walk->legs_n) {
		if (!walks_once(l) || phone->leg < l->stop_leg)
			make_ready(l, index);
		return;
	}
	l->dialogues += l->measuring;
	if (!walks_once(l)) {
		dialogue_begin(l, phone);
		make_ready(l, index);
	}
}

/* --- steps --------------------------------------------------------------------------------- */
static void ask(struct load *l, struct slot *slot, uint64_t due_us)
{
	const struct phone *phone = &l->phones[slot->phone];
	char input[INPUT_SIZE];
	const struct message message = { l->o.dialect, phone->number, l->serial++, phone->sequence,
		phone->leg == 0, input };

	input_of(&phone->walk->legs[phone->leg], phone->number, input);
	slot->due_us = due_us;
	slot->busy = true;
	if (!connection_ask(&slot->connection, &message))
		die("a request could not be sent");
}

/* Begins all steps that a free connection, a ready phone and (open loop) their time allow. */
static void begin_steps(struct load *l)
{
	uint64_t now = now_us();

	while (l->idle_n && l->ready_n && (!l->o.rate || l->due_us <= now)) {
		struct slot *slot = &l->slots[l->idle[--l->idle_n]];

		slot->phone = take_ready(l);
		ask(l, slot, l->o.rate ? l->due_us : now_us());
		if (l->o.rate)
			l->due_us = l->begun_us + ++l->begun_n * 1000000 / l->o.rate;
	}
}

static const char *fault(const struct load *l, struct phone *phone, const struct answer *answer)
{
	const struct leg *leg = &phone->walk->legs[phone->leg];
	unsigned sequence = phone->sequence + 1;

	if (answer->status != 200)
		return "not 200";
	if (l->o.unchecked) {
		phone->sequence = sequence;
		return NULL;
	}
	if (l->o.dialect == DIALECT_JSON) {
		json_unescape(answer->body);
		phone->sequence = json_number(answer->body, "\"sequence\":");
		if (phone->sequence != sequence)
			return "the sequence is not the next";
	}
	return strstr(answer->body, leg->expect) ? NULL : "another screen was expected";
}

static void note_latency(struct load *l, uint64_t us)
{
	if (l->latency_n == l->latency_room) {
		l->latency_room = l->latency_room ? l->latency_room * 2 : 1 << 16;
		l->latency_us = realloc(l->latency_us, l->latency_room * sizeof(*l->latency_us));
		if (!l->latency_us)
			die("out of memory");
	}
	l->latency_us[l->latency_n++] = us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
}

static void take_answer(struct load *l, unsigned index, const struct answer *answer)
{
	struct slot *slot = &l->slots[index];
	struct phone *phone = &l->phones[slot->phone];
	const char *wrong = fault(l, phone, answer);

	if (wrong && l->errors++ < COMPLAINTS_MAX)
		fprintf(stderr, "load: \"%s\", leg %u: %s: %u %s\n", phone->walk->name, phone->leg,
			wrong, answer->status, answer->body);
	if (l->measuring) {
		l->steps++;
		note_latency(l, now_us() - slot->due_us);
	}
	slot->busy = false;
	l->idle[l->idle_n++] = index;
	phone_goes_on(l, slot->phone);
}

/* Waits for answers, in the open loop no longer than to the next intended start. */
static int wait_for(struct load *l, struct epoll_event *events)
{
	uint64_t now = now_us(), wait = STALL_S * UINT64_C(1000000);

	if (l->o.rate && l->idle_n && l->ready_n)
		wait = l->due_us > now ? l->due_us - now : 0;

	const struct timespec limit = { (time_t)(wait / 1000000), (long)(wait % 1000000) * 1000 };
	int n = epoll_pwait2(l->epoll, events, EVENTS_MAX, &limit, NULL);

	if (n == 0 && wait == STALL_S * UINT64_C(1000000))
		die("no answer for a long time");
	return n;
}

static void pass(struct load *l)
{
	struct epoll_event events[EVENTS_MAX];
	struct answer answer;
	int n;

	begin_steps(l);
	n = wait_for(l, events);
	for (int i = 0; i < n; i++) {
		unsigned index = events[i].data.u32;
		int rc = connection_read(&l->slots[index].connection, &answer);

		if (rc < 0 || (rc > 0 && !l->slots[index].busy))
			die("a connection broke, or an answer that nobody asked for");
		if (rc > 0)
			take_answer(l, index, &answer);
	}
}

/* --- runs ---------------------------------------------------------------------------------- */
static void run_for(struct load *l, uint64_t us)
{
	uint64_t end = now_us() + us;

	l->begun_us = l->due_us = now_us();
	l->begun_n = 0;
	while (now_us() < end)
		pass(l);
}

/* Until every phone waits at `leg`, or is through. */
static void run_to(struct load *l, unsigned leg)
{
	l->stop_leg = leg;
	for (unsigned i = 0; i < l->o.phones; i++)
		if (l->phones[i].leg < leg)
			make_ready(l, i);
	while (l->ready_n || l->idle_n < l->o.connections)
		pass(l);
}

static int by_size(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static unsigned percentile(const struct load *l, unsigned per_mille)
{
	return l->latency_n ? l->latency_us[(l->latency_n - 1) * per_mille / 1000] : 0;
}

static void report(struct load *l, uint64_t wall_us, uint64_t server_us)
{
	double seconds = (double)wall_us / 1e6;

	qsort(l->latency_us, l->latency_n, sizeof(*l->latency_us), by_size);
	printf("steps=%llu dialogues=%llu errors=%llu seconds=%.2f steps_per_s=%.0f cpu_us=%.2f "
	       "cpu_share=%.2f p50_us=%u p99_us=%u max_us=%u\n",
		(unsigned long long)l->steps, (unsigned long long)l->dialogues,
		(unsigned long long)l->errors, seconds, (double)l->steps / seconds,
		l->steps ? (double)server_us / (double)l->steps : 0,
		(double)server_us / (double)wall_us, percentile(l, 500), percentile(l, 990),
		percentile(l, 1000));
}

static void measure(struct load *l)
{
	uint64_t start_us, start_cpu_us;

	if (walks_once(l)) {
		run_to(l, l->phones[0].walk->legs_n - 1);
		usleep(l->o.settle_ms * 1000);
	} else {
		run_for(l, l->o.settle_ms * UINT64_C(1000));
	}
	l->measuring = true;
	start_us = now_us();
	start_cpu_us = cpu_us(l->o.pid);
	if (walks_once(l))
		run_to(l, l->phones[0].walk->legs_n);
	else
		run_for(l, l->o.seconds * UINT64_C(1000000));
	report(l, now_us() - start_us, cpu_us(l->o.pid) - start_cpu_us);
}

static void start(struct load *l)
{
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->phones = calloc(l->o.phones, sizeof(*l->phones));
	l->ready = calloc(l->o.phones, sizeof(*l->ready));
	if (l->epoll < 0 || !l->phones || !l->ready)
		die("out of memory");
	for (unsigned i = 0; i < l->o.connections; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

		if (connection_open(&l->slots[i].connection, l->o.port) < 0 ||
			epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->slots[i].connection.fd, &event) < 0)
			die("nobody listens at that port");
		l->idle[l->idle_n++] = i;
	}
	l->next_number = l->serial = l->o.first;
	for (unsigned i = 0; i < l->o.phones; i++) {
		dialogue_begin(l, &l->phones[i]);
		if (!walks_once(l))
			make_ready(l, i);
	}
}

static void usage(void)
{
	fprintf(stderr,
		"load --port N      of the inside listener or the floor on 127.0.0.1\n"
		"  --walk W         menus (default), apply, half\n"
		"  --dialect D      json (default), kannel\n"
		"  --connections N  default 64\n"
		"  --phones N       with a dialogue open at once; default 1024\n"
		"  --first N        number of the first phone; later ones count on; default 0\n"
		"  --seconds N      menus: how long is measured; default 5\n"
		"  --settle N       ms before measuring: menus warm up, others wait; default 1000\n"
		"  --rate N         menus: open loop with N steps a second\n"
		"  --pid N          of the server, for its CPU time\n"
		"  --unchecked      any answer with status 200 is right\n");
	exit(2);
}

static unsigned number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end || value > UINT32_MAX)
		usage();
	return (unsigned)value;
}

static unsigned one_of(const char *text, const char *const *names)
{
	for (unsigned i = 0; names[i]; i++)
		if (strcmp(text, names[i]) == 0)
			return i;
	usage();
	return 0;
}

static void read_options(struct options *o, int argc, char **argv)
{
	static const char *const modes[] = { "menus", "apply", "half", NULL };
	static const char *const dialects[] = { "json", "kannel", NULL };
	static const struct option longs[] = { { "port", 1, NULL, 'p' }, { "walk", 1, NULL, 'w' },
		{ "dialect", 1, NULL, 'd' }, { "connections", 1, NULL, 'c' },
		{ "phones", 1, NULL, 'n' }, { "first", 1, NULL, 'f' }, { "seconds", 1, NULL, 's' },
		{ "settle", 1, NULL, 'S' }, { "rate", 1, NULL, 'r' }, { "pid", 1, NULL, 'P' },
		{ "unchecked", 0, NULL, 'u' }, { NULL, 0, NULL, 0 } };
	unsigned *const numbers[128] = { ['c'] = &o->connections,
		['n'] = &o->phones,
		['f'] = &o->first,
		['s'] = &o->seconds,
		['S'] = &o->settle_ms,
		['r'] = &o->rate,
		['P'] = &o->pid };
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 'p')
			o->port = (uint16_t)number(optarg);
		else if (c == 'w')
			o->mode = (enum mode)one_of(optarg, modes);
		else if (c == 'd')
			o->dialect = (enum dialect)one_of(optarg, dialects);
		else if (c == 'u')
			o->unchecked = true;
		else if (c != '?' && numbers[c])
			*numbers[c] = number(optarg);
		else
			usage();
	}
	if (optind != argc || !o->port || !o->connections || o->connections > CONNECTIONS_MAX ||
		o->phones < o->connections || o->rate > 1000000)
		usage();
}

int main(int argc, char **argv)
{
	static struct load load = {
		.o = { .connections = 64, .phones = 1024, .seconds = 5, .settle_ms = 1000 }
	};

	read_options(&load.o, argc, argv);
	start(&load);
	measure(&load);
	return load.errors ? 1 : 0;
}
