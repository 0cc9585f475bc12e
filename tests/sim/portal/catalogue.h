/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the simulated portal offers: procedures, offices and forms, from a folder with
 * catalogue.json. Its "eforms" names the folder of the forms (CODE.json; default "eforms"), and
 * an entry's "form" the code whose form it shares. Read once at start.
 */
#pragma once
#include <jansson.h>
#include <stddef.h>

struct sim_catalogue;

struct sim_form {
	const char *text; /* the file as it is */
	size_t len;
	const json_t *form;
	const char *etag;
};

/* NULL and a sentence with the file. Owned by ctx. */
struct sim_catalogue *sim_catalogue_read(
	void *ctx, const char *folder, char *error, size_t error_size);
/* {"procedures": [...]} and {"offices": [...]}. Borrowed. */
json_t *sim_catalogue_procedures(const struct sim_catalogue *catalogue);
json_t *sim_catalogue_offices(const struct sim_catalogue *catalogue);
/* An entry of the list; NULL. Borrowed. */
const json_t *sim_catalogue_procedure(const struct sim_catalogue *catalogue, const char *code);
/* NULL if there is none. Borrowed. */
const struct sim_form *sim_catalogue_form(const struct sim_catalogue *catalogue, const char *code);
