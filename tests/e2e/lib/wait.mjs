// SPDX-License-Identifier: AGPL-3.0-or-later
// Waiting for something to become true, with a deadline and a sentence when it does not.

/**
 * Asks `look` every 50 ms until it gives something true, and gives that. Throws after `seconds` and
 * says what was waited for, with the last error of `look` if it threw.
 */
export async function until(what, look, seconds = 20) {
	const deadline = performance.now() + seconds * 1000;
	let reason = '';
	for (;;) {
		try {
			const found = await look();
			if (found)
				return found;
			reason = '';
		} catch (error) {
			reason = `: ${error.message}`;
		}
		if (performance.now() > deadline)
			throw new Error(`not within ${seconds} s: ${what}${reason}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
