/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What happens by the clock alone: silent dialogues end, old rows go, and after a failed sync the
 * process rebuilds itself from the store.
 */
#pragma once

struct gateway;
void housekeeping_start(struct gateway *gateway);
