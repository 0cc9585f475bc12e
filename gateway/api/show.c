/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One route for all that can be looked at. */
#include "gateway/api/show.h"
#include <string.h>
#include "gateway/api/answer.h"
#include "gateway/inspect/inspect.h"

int show_what(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	const char *what = http_request_rest(request);

	if (!api_allowed(gw, request))
		return OK;
	for (const struct inspection *i = inspections; i->name; i++)
		if (!strcmp(i->name, what))
			return api_json(request, 200, i->look(gw));
	http_answer_error(request, 404, "show",
		"there are dialogues, outbox, portal, offices, menus and version");
	return OK;
}
