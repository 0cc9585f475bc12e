/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The VTY's `show dialogues | outbox | portal | offices | menus` and `reload`, from the same JSON
 * that the API answers (inspect.h). Telnet is read between turns, when the store may be read too.
 */
#pragma once

struct gateway;

/* Adds the commands; once per process, after config_start(). */
void vty_commands(struct gateway *gateway);
