/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One word in Telex or in VNI becomes letters and a tone. For telex.c, which knows the rules by
 * which a reading is taken.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/syllable.h"
#include "gateway/base/telex.h"

struct spelled {
	char letters[NAME_CHARS_MAX]; /* in the code of syllable.h */
	size_t n;
	enum tone tone;
};

/* Reads small ASCII letters as Telex. True if there was a key of Telex among them and a well-formed
 * syllable came of it; *word_r is untouched otherwise. */
bool telex_spell(const uint32_t *keys, size_t n, struct spelled *word_r);

/* Reads small characters and digits as VNI. True if every digit found a letter to change, whether
 * or not that makes a syllable; *word_r is untouched otherwise. */
bool vni_spell(const uint32_t *keys, size_t n, struct spelled *word_r);
