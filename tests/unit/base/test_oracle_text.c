/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our text codecs beside those of others.
 *
 * Run plainly it compares GSM-7 with libosmocore's, on the part of it that is right there: ASCII.
 * As `--filter unaccent|fold|gsm7` it converts lines from stdin to stdout, which is how the
 * comparisons under oracle/ drive it. It knows nothing of what it is compared with.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/vietnamese.h"

#define TEXT_OCTETS_MAX 160
#define LINE_MAX_OCTETS 4096

/* libosmogsm is not among the libraries of this layer, so it is opened, not linked. */
static struct {
	int (*septet_encode)(uint8_t *septets, const char *text);
	int (*septet_pack)(uint8_t *octets, const uint8_t *septets, size_t n, uint8_t padding);
	int (*encode_n)(uint8_t *octets, size_t cap, const char *text, int *octets_r);
	int (*decode_n)(char *text, size_t cap, const uint8_t *octets, uint8_t septets);
} osmo;

static void find(void *library, const char *name, void *function_r)
{
	void *function = dlsym(library, name);

	if (!function) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	memcpy(function_r, &function, sizeof(function));
}

static int open_osmogsm(void **state)
{
	void *library = dlopen("libosmogsm.so", RTLD_NOW);

	(void)state;
	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return -1;
	}
	find(library, "gsm_septet_encode", &osmo.septet_encode);
	find(library, "gsm_septet_pack", &osmo.septet_pack);
	find(library, "gsm_7bit_encode_n", &osmo.encode_n);
	find(library, "gsm_7bit_decode_n", &osmo.decode_n);
	return 0;
}

/* The printable ASCII characters that GSM-7 has, which are all but the backtick. */
static size_t ascii_alphabet(char out[96])
{
	size_t n = 0;

	for (char c = ' '; c <= '~'; c++)
		if (c != '`')
			out[n++] = c;
	out[n] = '\0';
	return n;
}

static void every_ascii_character_has_the_septets_of_libosmocore(void **state)
{
	char alphabet[96];
	size_t count = ascii_alphabet(alphabet);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		char text[2] = { alphabet[i], '\0' };
		uint8_t ours[2], theirs[8];
		size_t n = 0;

		assert_int_equal(gsm7_encode(text, 1, ours, sizeof(ours), &n), 0);
		assert_int_equal(osmo.septet_encode(theirs, text), (int)n);
		assert_memory_equal(ours, theirs, n);
	}
}

/* Texts of every length up to a full SMS, rotating through the alphabet. */
static void texts_are_packed_as_by_libosmocore_and_read_back_by_it(void **state)
{
	char alphabet[96];
	size_t count = ascii_alphabet(alphabet);

	(void)state;
	for (size_t len = 1; len <= TEXT_OCTETS_MAX / 2; len++) {
		uint8_t septets[TEXT_OCTETS_MAX], ours[TEXT_OCTETS_MAX], theirs[TEXT_OCTETS_MAX];
		char text[TEXT_OCTETS_MAX], back[TEXT_OCTETS_MAX + 1];
		int packed, their_octets = 0;
		size_t n = 0;

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[(i * 7 + len) % count];
		text[len] = '\0';
		assert_int_equal(gsm7_encode(text, len, septets, sizeof(septets), &n), 0);
		packed = gsm7_pack(septets, n, ours, sizeof(ours));
		assert_int_equal(
			osmo.encode_n(theirs, sizeof(theirs), text, &their_octets), (int)n);
		assert_int_equal(packed, their_octets);
		assert_memory_equal(ours, theirs, (size_t)packed);
		assert_int_equal(osmo.septet_pack(theirs, septets, n, 0), packed);
		assert_memory_equal(ours, theirs, (size_t)packed);
		osmo.decode_n(back, sizeof(back), ours, (uint8_t)n);
		assert_string_equal(back, text);
	}
}

/* --- filter -------------------------------------------------------------------------------- */
static int print_unaccented(const char *line, size_t len)
{
	char out[LINE_MAX_OCTETS];
	size_t n;
	int rc = vn_unaccent(line, len, out, sizeof(out), &n);

	return rc < 0 ? rc : puts(out);
}

static int print_folded(const char *line, size_t len)
{
	char out[LINE_MAX_OCTETS];
	size_t n;
	int rc = vn_fold(line, len, out, sizeof(out), &n);

	return rc < 0 ? rc : puts(out);
}

/* The septets in hexadecimal, or "-" for what has none. */
static int print_septets(const char *line, size_t len)
{
	uint8_t septets[LINE_MAX_OCTETS];
	size_t n = 0;
	int rc = gsm7_encode(line, len, septets, sizeof(septets), &n);

	if (rc == ERR_CHARSET)
		return puts("-");
	for (size_t i = 0; i < n; i++)
		printf("%02x", septets[i]);
	return rc < 0 ? rc : puts("");
}

static int filter(const char *name)
{
	static const struct {
		const char *name;
		int (*print)(const char *line, size_t len);
	} filters[] = {
		{ "unaccent", print_unaccented },
		{ "fold", print_folded },
		{ "gsm7", print_septets },
	};
	int (*print)(const char *line, size_t len) = NULL;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int rc = 0;

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (strcmp(filters[i].name, name) == 0)
			print = filters[i].print;
	if (!print)
		return 2;
	while (rc >= 0 && (len = getline(&line, &room, stdin)) > 0)
		rc = print(line, (size_t)(line[len - 1] == '\n' ? len - 1 : len));
	free(line);
	return rc < 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ascii_character_has_the_septets_of_libosmocore),
		cmocka_unit_test(texts_are_packed_as_by_libosmocore_and_read_back_by_it),
	};

	if (argc == 3 && strcmp(argv[1], "--filter") == 0)
		return filter(argv[2]);
	return cmocka_run_group_tests(tests, open_osmogsm, NULL);
}
