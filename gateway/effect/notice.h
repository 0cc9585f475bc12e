/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An SMS about a dossier: which values its template may use. Used by effects and by what the
 * bridge reports.
 */
#pragma once
#include "gateway/effect/effects.h"

#define NOTICE_PAPERS_SIZE 256

struct notice {
	const struct effect_world *world;
	const struct dossier *dossier;
	const struct phone *to; /* NULL: whose dossier it is */
	const struct appointment *appointment; /* NULL: none */
	const struct dossier_event *said; /* a word about its status; NULL: none */
	const char *about; /* which of several of its kind, such as a code; NULL: the receipt */
	unsigned language; /* index in the menus' catalogue */
	bool accents;
	enum sms_lane lane;
	char papers[NOTICE_PAPERS_SIZE];
	char scratch[96]; /* of the value callback */
};

/* Fills language and script from what is remembered of the dossier's phone. Error of the store. */
int notice_for_subscriber(struct notice *notice) MUST_CHECK;
/* Plans it; one per template and dossier. Results as sms_plan(). A template that does not fit or
 * lacks a value is logged and gives OK: the application must not fail because of its SMS. */
int notice_plan(struct notice *notice, const char *template_id) MUST_CHECK;
/* What it would send; results as sms_preview(). */
int notice_preview(
	struct notice *notice, const char *template_id, struct sms_preview *out) MUST_CHECK;
