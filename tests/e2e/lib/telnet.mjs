// SPDX-License-Identifier: AGPL-3.0-or-later
// Telnet to a VTY, as an operator has it: lines out, what comes until the next prompt in.
import net from 'node:net';

const seconds = 10;

/** What a terminal would show: without telnet's own octets (IAC and two more). */
function plain(buffer) {
	const out = [];
	for (let i = 0; i < buffer.length; i++) {
		if (buffer[i] === 0xff)
			i += 2;
		else if (buffer[i] !== 0x0d && buffer[i] !== 0)
			out.push(buffer[i]);
	}
	return Buffer.from(out).toString('utf8');
}

export class Telnet {
	static async open(host, port) {
		const telnet = new Telnet(net.connect(port, host));
		telnet.greeting = await telnet.answer();
		return telnet;
	}

	constructor(socket) {
		Object.assign(this, { socket, got: Buffer.alloc(0), closed: false, wake: () => {} });
		socket.on('data', (data) => {
			this.got = Buffer.concat([this.got, data]);
			this.wake();
		});
		for (const event of ['close', 'error'])
			socket.on(event, () => {
				this.closed = true;
				this.wake();
			});
	}

	/** All up to the next prompt, or the end. */
	async answer() {
		const deadline = performance.now() + seconds * 1000;
		for (;;) {
			const text = plain(this.got);
			if (this.closed || /(^|\n)(motcuad[^\n]*[>#] |Password: )$/.test(text)) {
				this.got = Buffer.alloc(0);
				return text;
			}
			if (performance.now() > deadline)
				throw new Error(`no prompt within ${seconds} s after: ${text}`);
			await new Promise((resolve) => {
				this.wake = resolve;
				setTimeout(resolve, 100);
			});
		}
	}

	/** Gives what the command says, without its echo and the prompt. */
	async say(line) {
		this.socket.write(`${line}\n`);
		return (await this.answer()).replace(/^[^\n]*\n/, '').replace(/\n?[^\n]*$/, '');
	}

	close() {
		this.socket.destroy();
	}
}
