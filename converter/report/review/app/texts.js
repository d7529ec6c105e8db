// How numbers, dates and places are written.

const SEVERITIES = ["error", "warning", "note"];
const SIGNS = { error: "\u25B2", warning: "\u25C6", note: "\u25CB" };
const DAY = 86400000;
const SAS_EPOCH = Date.UTC(1960, 0, 1);

const counted = (number) => number.toLocaleString("en-US");

function several(number, one, more = `${one}s`) {
  return `${counted(number)} ${number === 1 ? one : more}`;
}

function severityMark(severity) {
  return el("span", { class: `severity ${severity}` }, el("span", { "aria-hidden": "true" }, SIGNS[severity]), ` ${severity}`);
}

function isoDay(text) {
  return new Date(SAS_EPOCH + Math.floor(Number(text)) * DAY).toISOString().slice(0, 10);
}

// A numeric date or time as people read it, other values as they are.
function readable(text, format) {
  if (text === "" || !format || Number.isNaN(Number(text))) return text;
  if (/^(E8601DA|DATE\d|YYMMDD|MMDDYY|DDMMYY)/.test(format)) return isoDay(text);
  if (/^(DATETIME|E8601DT)/.test(format)) return new Date(SAS_EPOCH + Number(text) * 1000).toISOString().slice(0, 19);
  if (/^(TIME|E8601TM)/.test(format)) return new Date(Number(text) * 1000).toISOString().slice(11, 19);
  return text;
}

// An address of the page: a view, the name of what it shows, and what is asked of it.
function address(view, name, asked = {}) {
  const known = Object.entries(asked).filter(([, value]) => value);
  const query = known.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  return `#/${view}${name ? `/${encodeURIComponent(name)}` : ""}${query ? `?${query}` : ""}`;
}

const toData = (name, record, variable) => address("data", name, { record, variable: record && variable });
const toRaw = (name, row, column) => address("raw", name, { row, column: row && column });

const named = (list) => list.split(/[\s,]+/).filter(Boolean);
const datasetNamed = (name) => main.datasets.find((one) => one.name === name);
const rawNamed = (name) => main.raw.find((one) => one.name === name);
const rawOfFile = (file) => main.raw.find((one) => one.file === file);
