/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Everything a start reads and a mistake can be in, in the order of the configuration. */
#include "gateway/check.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include "db/keyfile.h"
#include "gateway/appointment/office.h"
#include "gateway/base/err.h"
#include "gateway/base/texts.h"
#include "gateway/bearer/http.h"
#include "gateway/gateway.h"
#include "gateway/portal/neutral.h"
#include "menus/proved.h"
#include "sms/status.h"

bool gateway_secret(const char *path, char *out, size_t cap, char *error, size_t error_size)
{
	int rc = config_secret(path, out, cap);

	if (rc == OK)
		return true;
	snprintf(error, error_size, "%s: %s", path,
		rc == ERR_DENIED	      ? "others may read this secret; run chmod 600 on it"
			: rc == ERR_NOT_FOUND ? "no such file, or not readable"
					      : "expected one line with the secret");
	return false;
}

static bool check_secrets(const struct config *c, char *error, size_t error_size)
{
	const char *const paths[] = { c->token_file, c->sendsms_password_file, c->portal_token_file,
		c->portal_webhook_secret_file };
	char secret[TOKEN_SIZE];
	bool sound = true;

	for (size_t i = 0; sound && i < sizeof(paths) / sizeof(paths[0]); i++)
		sound = !*paths[i] ||
			gateway_secret(paths[i], secret, sizeof(secret), error, error_size);
	sodium_memzero(secret, sizeof(secret));
	return sound;
}

static bool check_folder(const struct config *c, char *error, size_t error_size)
{
	char folder[CONFIG_TEXT_MAX];
	struct stat st;

	snprintf(folder, sizeof(folder), "%s", c->store_file);

	char *slash = strrchr(folder, '/');

	if (slash)
		*slash = '\0';
	if (stat(slash ? folder : ".", &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	snprintf(error, error_size,
		"%s: the folder of the store is not there; make it with mode 700",
		slash ? folder : ".");
	return false;
}

static bool check_service(void *ctx, const struct config *c, char *error, size_t error_size)
{
	struct texts *texts;

	if (!proved_read(ctx, c->menus_folder, error, error_size) ||
		!offices_read(ctx, c->offices_file, error, error_size))
		return false;
	texts = texts_read(ctx, c->sms_texts_folder, error, error_size);
	return texts && status_table_read(ctx, c->sms_status_file, texts, error, error_size);
}

bool gateway_check(const struct config *c, char *error, size_t error_size)
{
	const char *problem = config_problem(c);
	void *ctx = talloc_new(NULL);
	bool sound = false;

	if (problem)
		snprintf(error, error_size, "%s", problem);
	else if (!neutral_config_ok(c->portal_url, ""))
		snprintf(
			error, error_size, "portal / url: expected http:// or https:// and a host");
	else
		sound = check_folder(c, error, error_size) && check_secrets(c, error, error_size) &&
			key_ring_read(ctx, c->key_file, error, error_size) &&
			check_service(ctx, c, error, error_size) &&
			http_bearer_new(ctx, NULL, NULL, c, error, error_size);
	talloc_free(ctx);
	return sound;
}
