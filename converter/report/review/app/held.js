// What the page holds of a dataset or raw table: all of it, or some records, each with its number. The files hold the rest.

const ELSEWHERE = "(not in this page)";
const NOT_HELD = -1;

const isWhole = (body) => body.records === body.all;

// The position of a record or raw row by its number, NOT_HELD where the page does not hold it.
function positionOf(body, number) {
  if (!body.positions) body.positions = new Map(Array.from(body.numbers, (one, position) => [one, position]));
  return body.positions.get(number) ?? NOT_HELD;
}

async function isHeld(name, record) {
  return positionOf(await dataset(name), record) >= 0;
}

// Whether the page holds all records of a subject; of a dataset that it holds in part it holds all of a subject or none.
async function holdsSubject(name, subject) {
  const body = await dataset(name);
  return isWhole(body) || (Boolean(body.columns.USUBJID) && (await recordsOfSubjects(name)).has(subject));
}

async function cellOf(name, variable, record) {
  const body = await dataset(name);
  const at = positionOf(body, record);
  return at < 0 ? ELSEWHERE : textAt(body.columns[variable], at);
}

// Where a record that the page does not hold can be asked: a command for the terminal.
const askedOf = ({ dataset: name, variables, record }) => `converter explain STUDY ${name}.${variables[0]} --record ${record} --out PACKAGE`;

// What is not in the page of a dataset or raw table, and where it is; blank where nothing is left out.
function leftOutOf(body, noun, file) {
  if (isWhole(body)) return null;
  const kinds = noun === "record" ? "those of the subjects that issues name first" : "those behind the records in it, of issues and set aside come first";
  return el("p", { class: "notice" }, `This page holds ${counted(body.records)} of ${several(body.all, noun)}: ${kinds}. The other ${counted(body.all - body.records)} are in ${file}.`);
}
