"use strict";
// The embedded data: parts of gzip text in the page, each unpacked when it is first asked for.

const unpacked = new Map();
let main = null;

function part(name) {
  if (!unpacked.has(name)) unpacked.set(name, unpack(name));
  return unpacked.get(name);
}

async function unpack(name) {
  const element = document.getElementById(`part-${name}`);
  if (!element) throw new Error(`The page holds no part '${name}'.`);
  const packed = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  element.textContent = "";
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const frames = new Map();

// A dataset or raw table: records, and columns by name, each { texts, codes }.
function frame(name) {
  if (!frames.has(name)) frames.set(name, part(name).then(typed));
  return frames.get(name);
}

function typed(body) {
  for (const column of Object.values(body.columns)) column.codes = Int32Array.from(column.codes);
  if ("all" in body) body.numbers = summed(body.numbers);
  return body;
}

const dataset = (name) => frame(`data-${name}`);
const rawTable = (name) => frame(`raw-${name}`);

function textAt(column, position) {
  return column.texts[column.codes[position]];
}

// The records (from 1) of each subject of a dataset that the page holds, in their order.
async function recordsOfSubjects(name) {
  const found = await dataset(name);
  if (!found.bySubject) found.bySubject = grouped(found.columns.USUBJID, found.numbers);
  return found.bySubject;
}

function grouped(column, numbers) {
  const groups = new Map();
  column.codes.forEach((code, position) => {
    const text = column.texts[code];
    if (!groups.has(text)) groups.set(text, []);
    groups.get(text).push(numbers[position]);
  });
  return groups;
}

const traces = new Map();

function trace(name) {
  if (!traces.has(name)) traces.set(name, part(`trace-${name}`).then(traced));
  return traces.get(name);
}

function traced(body) {
  const records = summed(body.records);
  const of = new Map();
  records.forEach((record, position) => {
    if (!of.has(record)) of.set(record, []);
    of.get(record).push(position);
  });
  const steps = body.step.texts.map(Number);
  const recorded = new Set(body.read);
  return { records, of, recorded, rows: summed(body.rows), table: body.table, item: body.item, stepAt: (position) => steps[body.step.codes[position]], making: makingOf(body) };
}

function summed(steps) {
  let sum = 0;
  return Int32Array.from(steps, (step) => (sum += step));
}

// What a step read for one record: { table, row, item }.
async function sourcesOf(name, record, step) {
  const all = await trace(name);
  const mine = (all.of.get(record) || []).filter((position) => all.stepAt(position) === step);
  return mine.map((position) => ({ table: textAt(all.table, position), row: all.rows[position], item: textAt(all.item, position) }));
}
