/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compiled menus that a test changes on purpose. The gateway loads only what was proved, so a test
 * says that its change was, without laying out a single screen.
 */
#pragma once

/* Writes the folder's proof.json anew, as if it had been proved as it is for every bearer. Fails
 * the test with the sentence if it does not load. */
void service_prove(const char *folder);
