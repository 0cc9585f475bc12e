/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which listener answers what. */
#include "gateway/api/inside.h"
#include <osmocom/core/utils.h>
#include "gateway/api/callbacks.h"
#include "gateway/api/eforms.h"
#include "gateway/api/health.h"
#include "gateway/api/listings.h"
#include "gateway/api/notify.h"
#include "gateway/api/show.h"
#include "gateway/base/err.h"
#include "gateway/bearer/http.h"
#include "gateway/bearer/kannel.h"
#include "gateway/gateway.h"
#include "gateway/inspect/metrics.h"

void inside_routes(struct gateway *gw)
{
	const struct http_route inside[] = {
		bearer_kannel_route(&gw->kannel_mo),
		sms_dlr_route(gw->sms),
		{ HTTP_GET, "/healthz", 0, health_alive, NULL, gw },
		{ HTTP_GET, "/readyz", 0, health_ready, NULL, gw },
		{ HTTP_GET, "/metrics", 0, metrics_show, NULL, gw },
		{ HTTP_GET, "/api/v1/show/*", 0, show_what, NULL, gw },
		{ HTTP_GET, "/api/v1/eforms/*", 0, eforms_decide, eforms_release, gw },
		{ HTTP_POST, "/api/v1/reload", 0, reload_route_decide, reload_route_release, gw },
		{ HTTP_POST, "/api/v1/backups", BACKUP_BODY_MAX, backup_route_decide,
			backup_route_release, gw },
		{ HTTP_GET, "/api/v1/backups", 0, backup_route_show, NULL, gw },
		{ HTTP_GET, "/api/v1/status", 0, health_status, NULL, gw },
		{ HTTP_GET, "/api/v1/dossiers", 0, listing_dossiers, NULL, gw },
		{ HTTP_GET, "/api/v1/dossiers/*", 0, listing_dossier, NULL, gw },
		{ HTTP_GET, "/api/v1/appointments", 0, listing_appointments, NULL, gw },
		{ HTTP_GET, "/api/v1/appointments/*", 0, listing_appointment, NULL, gw },
		{ HTTP_GET, "/api/v1/callbacks", 0, callbacks_list, NULL, gw },
		{ HTTP_GET, "/api/v1/callbacks/*", 0, callbacks_show, NULL, gw },
		{ HTTP_POST, "/api/v1/callbacks/*", CALLBACKS_BODY_MAX, callbacks_change,
			callbacks_changed, gw },
		{ HTTP_POST, "/api/v1/notifications", NOTIFY_BODY_MAX, notify_decide,
			notify_release, gw },
		{ HTTP_GET, "/api/v1/outbox", 0, listing_outbox, NULL, gw },
		{ HTTP_GET, "/api/v1/offices", 0, listing_offices, NULL, gw },
	};
	const struct http_route outside[] = {
		{ HTTP_GET, "/healthz", 0, health_alive, NULL, gw },
	};

	size_t inside_n = ARRAY_SIZE(inside), outside_n = ARRAY_SIZE(outside);

	/* With the end of the list, and the webhook. */
	OSMO_ASSERT(ARRAY_SIZE(inside) + DIALECTS_MAX + 2 <= GATEWAY_ROUTES_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(inside); i++)
		gw->inside[i] = inside[i];
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		gw->outside[i] = outside[i];
	http_bearer_routes(gw->http_bearer, false, gw->inside, &inside_n);
	http_bearer_routes(gw->http_bearer, true, gw->outside, &outside_n);
	(void)portal_webhook_route(gw->portal, &gw->outside[outside_n]);
}
