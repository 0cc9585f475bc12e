/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the folder. The forms are served octet for octet; their ETag is a hash of them.
 */
#include <stdio.h>
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "tests/sim/portal/catalogue.h"

#define FILE_MAX  (1024 * 1024)
#define FORMS_MAX 64
#define CODE_SIZE 32

struct named_form {
	struct sim_form form;
	char code[CODE_SIZE];
	char etag[2 * crypto_generichash_BYTES_MIN + sizeof("\"\"")];
	json_t *root;
	char *text;
};

struct sim_catalogue {
	json_t *procedures, *offices; /* wrapped as they are served */
	struct named_form forms[FORMS_MAX];
	unsigned form_count;
};

static int catalogue_free(struct sim_catalogue *catalogue)
{
	for (unsigned i = 0; i < catalogue->form_count; i++)
		json_decref(catalogue->forms[i].root);
	json_decref(catalogue->procedures);
	json_decref(catalogue->offices);
	return 0;
}

static char *read_text(void *ctx, const char *path, size_t *len_r)
{
	FILE *file = fopen(path, "re");
	char *text;

	if (!file)
		return NULL;
	text = talloc_zero_size(ctx, FILE_MAX + 1);
	*len_r = fread(text, 1, FILE_MAX + 1, file);
	fclose(file);
	return *len_r > FILE_MAX ? NULL : talloc_realloc(ctx, text, char, (unsigned)*len_r + 1);
}

static void make_etag(struct named_form *form, size_t len)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	char hex[2 * sizeof(hash) + 1];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)form->text, len, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	snprintf(form->etag, sizeof(form->etag), "\"%s\"", hex);
}

/* `name` is the file's, without .json: the code, or that of the procedure whose form it shares. */
static int add_form(struct sim_catalogue *catalogue, const char *eforms, const char *name,
	const char *code, char *error, size_t error_size)
{
	struct named_form *form = &catalogue->forms[catalogue->form_count];
	struct json_reader reader;
	char *path = talloc_asprintf(catalogue, "%s/%s.json", eforms, name);
	size_t len = 0;

	form->text = read_text(catalogue, path, &len);
	if (!form->text) {
		snprintf(error, error_size, "%s: cannot be read", path);
		return ERR_IO;
	}
	form->root = json_read(&reader, path, form->text, len);
	if (!form->root) {
		snprintf(error, error_size, "%s", reader.error);
		return ERR_SYNTAX;
	}
	snprintf(form->code, sizeof(form->code), "%s", code);
	make_etag(form, len);
	form->form = (struct sim_form) { form->text, len, form->root, form->etag };
	catalogue->form_count++;
	return 0;
}

static int add_forms(
	struct sim_catalogue *catalogue, const char *eforms, char *error, size_t error_size)
{
	const json_t *list = json_object_get(catalogue->procedures, "procedures");
	size_t i;
	json_t *entry;
	int rc = 0;

	json_array_foreach (list, i, entry) {
		const char *code = json_string_value(json_object_get(entry, "code"));
		const char *shared = json_string_value(json_object_get(entry, "form"));
		const char *name = shared ? shared : code;

		if (!code || i >= FORMS_MAX || strchr(name, '/')) {
			snprintf(error, error_size, "procedures[%zu]: no code of use", i);
			return ERR_SCHEMA;
		}
		rc = add_form(catalogue, eforms, name, code, error, error_size);
		if (rc < 0)
			return rc;
		json_object_del(entry, "form"); /* how the files lie is nobody else's business */
	}
	return 0;
}

/* The folder of the forms: "eforms" of the catalogue, seen from the catalogue's own folder. */
static char *eforms_folder(void *ctx, const char *folder, const json_t *root)
{
	const char *eforms = json_string_value(json_object_get(root, "eforms"));

	return talloc_asprintf(ctx, "%s/%s", folder, eforms ? eforms : "eforms");
}

struct sim_catalogue *sim_catalogue_read(
	void *ctx, const char *folder, char *error, size_t error_size)
{
	struct sim_catalogue *catalogue = talloc_zero(ctx, struct sim_catalogue);
	struct json_reader reader;
	char *path = talloc_asprintf(catalogue, "%s/catalogue.json", folder);
	char *eforms;
	json_t *root;
	int rc;

	talloc_set_destructor(catalogue, catalogue_free);
	root = json_read_file(&reader, path, FILE_MAX);
	if (!root) {
		snprintf(error, error_size, "%s", reader.error);
		talloc_free(catalogue);
		return NULL;
	}
	catalogue->procedures =
		json_pack("{s:O?}", "procedures", json_object_get(root, "procedures"));
	catalogue->offices = json_pack("{s:O?}", "offices", json_object_get(root, "offices"));
	eforms = eforms_folder(catalogue, folder, root);
	json_decref(root);
	rc = add_forms(catalogue, eforms, error, error_size);
	if (rc == 0)
		return catalogue;
	talloc_free(catalogue);
	return NULL;
}

json_t *sim_catalogue_procedures(const struct sim_catalogue *catalogue)
{
	return catalogue->procedures;
}

json_t *sim_catalogue_offices(const struct sim_catalogue *catalogue)
{
	return catalogue->offices;
}

const json_t *sim_catalogue_procedure(const struct sim_catalogue *catalogue, const char *code)
{
	const json_t *list = json_object_get(catalogue->procedures, "procedures");
	size_t i;
	json_t *entry;

	json_array_foreach (list, i, entry) {
		if (strcmp(json_string_value(json_object_get(entry, "code")), code) == 0)
			return entry;
	}
	return NULL;
}

const struct sim_form *sim_catalogue_form(const struct sim_catalogue *catalogue, const char *code)
{
	for (unsigned i = 0; i < catalogue->form_count; i++) {
		if (strcmp(catalogue->forms[i].code, code) == 0)
			return &catalogue->forms[i].form;
	}
	return NULL;
}
