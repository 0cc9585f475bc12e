/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The routes of the two listeners, and the inside API that the command line reads.
 *
 *   GET /api/v1/dossiers            ?office= &before= &limit=
 *   GET /api/v1/dossiers/RECEIPT    with history and appointment
 *   GET /api/v1/appointments        ?office= &days=, from today
 *   GET /api/v1/appointments/CODE   and what it was moved to
 *   GET, POST /api/v1/callbacks     see callbacks.h
 *   GET /api/v1/outbox              ?state= &before= &limit=
 *   GET /api/v1/offices
 *   GET /api/v1/status
 *   GET /api/v1/show/WHAT           dialogues, outbox, portal, offices, menus, version
 *   GET /api/v1/eforms/CODE         a form of the portal, see eforms.h
 *   POST /api/v1/reload             reads menus, offices and SMS texts anew
 *   POST, GET /api/v1/backups       see gateway/backup.h
 *
 * All need "Authorization: Bearer <token>". Phone numbers are masked and no text of an SMS is
 * shown: a listing is for finding out, not for reading along. /healthz, /readyz and
 * /metrics need no token: they tell nothing of anybody.
 */
#pragma once

struct gateway;
/* Fills gateway->inside and gateway->outside. */
void inside_routes(struct gateway *gateway);
