/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP bearer: our own JSON dialect, spoken by the terminal phone and by tests.
 *
 *   POST /ussd/v1/motcua {"session","phone","dialled","input","sequence"}
 *     -> {"text","end","coding","sequence"}
 *
 * Sequence 0 opens with `dialled`; each answer names the sequence of the next input. It trusts the
 * phone number it is given, so it lives on the inside listener.
 */
#pragma once
#include "gateway/base/http_server.h"
#include "gateway/dialogue/step.h"

struct http_route bearer_http_route(struct counter *counter);
