/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Upward: upcalls that are due go to the portal, answers come back to their rows. It lives as the
 * bridge does (leases, back-off, the same breaker) and sends after it: dossiers come first.
 * Inside portal/ only.
 */
#pragma once
#include "db/upcall.h"
#include "gateway/portal/bridge.h"

#define UPWARD_IN_FLIGHT_MAX 4

/* An upcall on its way from the store to a request. */
struct upward_parcel {
	struct upcall upcall;
	struct dossier dossier;
};

struct upward {
	struct bridge *bridge; /* whose store, clock, network, breaker and config it shares */
	bool takes_clerk_events, takes_appointments;
	struct timer timer;
	int64_t in_flight[UPWARD_IN_FLIGHT_MAX]; /* upcall ids */
	unsigned in_flight_count;

	/* Belong to the timer's input from its decide to its release. */
	struct upward_parcel parcels[UPWARD_IN_FLIGHT_MAX];
	unsigned parcel_count;
	bool looked, skipped;
	int64_t next_due_s; /* -1: nothing is queued, or not looked */

	uint64_t told, refused, failed;
};

struct upward *upward_new(void *ctx, struct bridge *bridge, struct timers *timers,
	bool takes_clerk_events, bool takes_appointments);
/* In release: looks for work in the next turn. */
void upward_wake(struct upward *upward);
