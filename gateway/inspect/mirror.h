/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of metrics as libosmocore's counters: a rate_ctr for each counter (with rates per
 * second, minute, hour, day) and a stat_item for each gauge, brought up to date once a second. So
 * the VTY's `show stats` and `show rate-counters` work, and its statsd reporter for those who have
 * one.
 */
#pragma once

struct gateway;

/* Once per process, as the groups are global. Ends with the gateway. */
void mirror_start(struct gateway *gateway);
