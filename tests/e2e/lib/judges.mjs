// SPDX-License-Identifier: AGPL-3.0-or-later
// Form.io's validator over thousands of answers: on every core at once, each of the same answers
// judged but once.
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { formioJudges } from './eform.mjs';

const SLICE = 100;

if (!isMainThread) {
	// The validator complains there of each number that is left out.
	console.error = () => {};
	console.warn = () => {};
	parentPort.on('message', ({ form, texts }) =>
		parentPort.postMessage(texts.map((text) => formioJudges(form, JSON.parse(text)))));
}

/** What formioJudges() says of one worker's share; it takes slices until none are left. */
async function work(worker, form, slices, verdicts) {
	for (let texts = slices.pop(); texts; texts = slices.pop()) {
		worker.postMessage({ form, texts });
		const judged = await new Promise((resolve, reject) => {
			worker.once('message', resolve);
			worker.once('error', reject);
		});
		worker.removeAllListeners('error');
		texts.forEach((text, i) => verdicts.set(text, judged[i]));
	}
}

export class Judges {
	constructor() {
		const file = fileURLToPath(import.meta.url);
		this.workers = [...Array(os.availableParallelism())].map(() => new Worker(file));
	}

	/** What Form.io says of each of `all` answers to a form, in their order. */
	async judge(form, all) {
		const texts = all.map((one) => JSON.stringify(one));
		const different = [...new Set(texts)];
		const slices = [];
		while (different.length > 0)
			slices.push(different.splice(0, SLICE));
		const verdicts = new Map();
		await Promise.all(this.workers.map((worker) => work(worker, form, slices, verdicts)));
		return texts.map((text) => verdicts.get(text));
	}

	close() {
		return Promise.all(this.workers.map((worker) => worker.terminate()));
	}
}
