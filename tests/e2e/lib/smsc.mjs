// SPDX-License-Identifier: AGPL-3.0-or-later
// An operator's SMSC as the real Kannel meets it: npm's smpp with the TLVs of USSD. Phones dial and
// answer over it, and SMS arrive with delivery reports, all over one bind.
import fs from 'node:fs';
import smpp from 'smpp';
import { Kannel } from './kannel.mjs';
import { fillIn, ownAddress, ownFolder } from './place.mjs';
import { national } from './sms.mjs';
import { System } from './system.mjs';
import { until } from './wait.mjs';

export const smscId = 'SMPP1';
const port = 2775;
const longCode = '1022';

export const op = { begin: 1, request: 2, notify: 3, response: 17, confirm: 18, notifyConfirm: 19 };

function textOf(pdu) {
	const message = pdu.short_message?.message ?? '';
	return Buffer.isBuffer(message) ? message.toString('latin1') : message;
}

export class Smsc {
	/** Listens on `host`; what arrives is in `submitted`, oldest first. */
	static async listen(host) {
		const smsc = new Smsc();
		await new Promise((resolve) => smsc.server.listen(port, host, resolve));
		return smsc;
	}

	constructor() {
		Object.assign(this, { submitted: [], link: null, links: 0, messages: 0, deaf: false });
		this.server = smpp.createServer((session) => this.#serve(session));
	}

	#serve(session) {
		session.on('error', () => {}); // a link that breaks is what some tests are about
		session.on('close', () => {
			if (this.link === session)
				this.link = null;
		});
		session.on('bind_transceiver', (pdu) => {
			session.send(pdu.response({ system_id: 'smsc' }));
			this.link = session;
			this.links++;
		});
		session.on('enquire_link', (pdu) => session.send(pdu.response()));
		session.on('unbind', (pdu) => session.send(pdu.response()));
		session.on('submit_sm', (pdu) => this.#submit(session, pdu));
	}

	#submit(session, pdu) {
		const id = String(++this.messages);
		this.submitted.push({ to: national(pdu.destination_addr), text: textOf(pdu),
			op: pdu.ussd_service_op, session: pdu.its_session_info, coding: pdu.data_coding,
			octets: pdu.short_message?.message, type: pdu.service_type, esm: pdu.esm_class });
		if (this.deaf) { // the message is here, its answer never comes
			this.deaf = false;
			session.destroy();
			return;
		}
		session.send(pdu.response({ message_id: id }));
		if (pdu.registered_delivery & 1)
			this.#report(session, pdu, id);
	}

	#report(session, pdu, id) {
		session.deliver_sm({ source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
			source_addr_ton: 1, source_addr_npi: 1, esm_class: 4, short_message:
			`id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000 text:` });
	}

	/** A message of a phone; resolves when Kannel has taken it. */
	deliver(phone, text, more = {}) {
		return new Promise((resolve) => {
			this.link.deliver_sm({ service_type: 'USSD', source_addr: `84${phone.slice(1)}`, source_addr_ton: 1,
				source_addr_npi: 1, destination_addr: longCode, data_coding: 0, short_message: text, ...more }, resolve);
		});
	}

	/** The screens that a phone got. */
	screens(phone) {
		return this.submitted.filter((pdu) => pdu.to === phone && pdu.op !== undefined);
	}

	/** The SMS that a phone got. */
	sms(phone) {
		return this.submitted.filter((pdu) => pdu.to === phone && pdu.op === undefined);
	}

	bound(seconds) {
		return until('Kannel has bound', () => this.link, seconds);
	}

	stop() {
		this.link?.destroy();
		return new Promise((resolve) => this.server.close(resolve));
	}
}

/** A phone at that SMSC, one dialogue at a time; `session` null is an operator that tells none. Its
 *  messages are counted in the session's second octet, above the end indicator. */
export class SmppPhone {
	constructor(smsc, phone, session = 0x41) {
		Object.assign(this, { smsc, phone, session, sent: 0, pdu: null, pdus: [] });
	}

	get text() {
		return this.pdu.text;
	}

	tlvs(service) {
		const counted = this.sent++ << 1 & 0xfe;
		return { ussd_service_op: service,
			...this.session === null ? {} : { its_session_info: Buffer.from([this.session, counted]) } };
	}

	async ask(service, text, more = {}) {
		const before = this.smsc.screens(this.phone).length;
		await this.smsc.deliver(this.phone, text, { ...this.tlvs(service), ...more });
		this.pdu = await until(`${this.phone} has a screen after "${text}"`,
			() => this.smsc.screens(this.phone)[before], 8);
		this.pdus.push(this.pdu);
		return this.pdu;
	}

	dial(text = '*1022#', more = {}) {
		return this.ask(op.begin, text, more);
	}

	async send(...inputs) {
		for (const input of inputs)
			await this.ask(op.confirm, input);
		return this.text;
	}
}

class SmppKannel extends Kannel {
	constructor(host, folder, password) {
		super(host, folder, password);
		const extra = `${this.conf}.smpp`;
		fillIn('deploy/kannel/smpp.conf.in', { SMSC_ID: smscId, SMPP_HOST: host, SMPP_PORT: port, SMPP_USER: 'motcua',
			SMPP_PASSWORD: 'secret', SMPP_TYPE: '' }, extra);
		fs.appendFileSync(this.conf, `\n${fs.readFileSync(extra, 'utf8')}`);
		this.smsc = null;
	}

	async startCentre() {
		this.smsc = await Smsc.listen(this.host);
		await this.smsc.bound();
	}

	messages(phone) {
		return this.smsc.sms(phone).map((pdu) => pdu.text);
	}

	async stop() {
		await this.smsbox.stop();
		await this.bearerbox.stop();
		await this.smsc?.stop();
	}
}

/** A counter whose phones are at the SMSC: `smsc` is it. `route` is the route's node in motcua.cfg. */
export class SmppSystem extends System {
	static async start(route = '') {
		const system = new SmppSystem(await ownAddress(), ownFolder());
		const file = (name) => `${system.folder}/${name}`;
		const config = fs.readFileSync(file('motcua.cfg'), 'utf8');
		fs.writeFileSync(file('motcua.cfg'), config.replace('\nportal\n', `\n smsc ${smscId}\nportal\n`) + route);
		system.kannel = new SmppKannel(system.host, file('kannel'), fs.readFileSync(file('sendsms.password'), 'utf8'));
		try {
			await system.startPortal();
			await system.kannel.start();
			await system.startDaemon();
		} catch (error) {
			await system.stop();
			throw error;
		}
		system.smsc = system.kannel.smsc;
		return system;
	}
}
