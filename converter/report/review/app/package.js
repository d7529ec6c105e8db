// Values of the package with their supplemental qualifiers, and the one record of a subject that a step read.

const SUBJECT_READ = "USUBJID";
const isAnalysis = (name) => main.plan.analysisDatasets.includes(name);
const stepsOf = (name) => (isAnalysis(name) ? main.plan.analysis : main.plan.steps);

async function valueOf(name, variable, record) {
  if (!(await isHeld(name, record))) return ELSEWHERE;
  const { columns } = await dataset(name);
  if (variable in columns) return dated(name, variable, await cellOf(name, variable, record));
  if ((main.plan.qualifiers[name] || []).includes(variable)) return qualifierOf(name, variable, record);
  const { making } = await trace(name);
  if ([...making.gave.values()].some((one) => one.has(variable))) return "(not shipped)";
  throw new Error(`${name} has no variable '${variable}'.`);
}

function dated(name, variable, text) {
  const described = datasetNamed(name).variables.find((one) => one.name === variable);
  return described && described.format.startsWith("DATE9") && text !== "" && !Number.isNaN(Number(text)) ? `${isoDay(text)} (${text})` : text;
}

async function subjectOf(name, record) {
  const { columns } = await dataset(name);
  return columns.USUBJID && (await isHeld(name, record)) ? cellOf(name, "USUBJID", record) : "";
}

// The dataset that holds the non-standard variables of another, such as SUPPAE, and whether each value is a record of it.
const besideOf = (name) => main.plan.beside[name] || "";
const isLong = async (beside) => "QNAM" in (await dataset(beside)).columns;

async function qualifierOf(name, variable, record) {
  const beside = besideOf(name);
  if (datasetNamed(beside) && !(await holdsSubject(beside, await subjectOf(name, record)))) return ELSEWHERE;
  const row = await qualifierRecord(name, variable, record);
  return row ? cellOf(beside, (await isLong(beside)) ? "QVAL" : variable, row) : "";
}

// The record of SUPP-- that holds a qualifier of a record, the first of several; 0 where there is none.
async function qualifierRecord(name, variable, record) {
  const supp = besideOf(name);
  if (!datasetNamed(supp)) return 0;
  const long = await isLong(supp);
  for (const one of (await recordsOfSubjects(supp)).get(await subjectOf(name, record)) || []) {
    if ((!long || (await cellOf(supp, "QNAM", one)) === variable) && (await namedBy(supp, one)).includes(record)) return one;
  }
  return 0;
}

// The records that a record of SUPP-- names by IDVAR and IDVARVAL: numbers as numbers, text without outer blanks.
async function namedBy(supp, record) {
  const name = qualifiedBy(supp);
  if (!(await isLong(supp))) return identifiedBy(supp, name, record);
  const [by, value] = [(await cellOf(supp, "IDVAR", record)).trim(), (await cellOf(supp, "IDVARVAL", record)).trim()];
  const body = await dataset(name);
  const there = body.columns;
  const mine = (await recordsOfSubjects(name)).get(await subjectOf(supp, record)) || [];
  if (!by) return mine;
  const described = datasetNamed(name).variables.find((one) => one.name === by);
  if (!described || !(by in there) || !value) return [];
  const alike = described.type === "Num" ? (text) => text !== "" && Number(text) === Number(value) : (text) => text.trim() === value;
  return mine.filter((one) => alike(textAt(there[by], positionOf(body, one))));
}

const qualifiedBy = (supp) => Object.keys(main.plan.beside).find((name) => main.plan.beside[name] === supp) || "";

// The records with the same subject, --SEQ and whatever else a record of NS-- has of its dataset.
async function identifiedBy(supp, name, record) {
  const [body, own] = [await dataset(name), await dataset(supp)];
  const shared = Object.keys(own.columns).filter((one) => one in body.columns);
  const mine = (await recordsOfSubjects(name)).get(await subjectOf(supp, record)) || [];
  const wanted = await Promise.all(shared.map((one) => cellOf(supp, one, record)));
  return mine.filter((one) => shared.every((column, at) => textAt(body.columns[column], positionOf(body, one)) === wanted[at]));
}

// What a record of SUPP-- qualifies, by IDVAR and IDVARVAL; the first where our own names several, for they have one value;
// record 0 where none or several of others' are named so, NOT_HELD where the
// page does not hold the records of the subject.
async function qualified(supp, asked, record) {
  const [name, variable] = [qualifiedBy(supp), (await isLong(supp)) ? await cellOf(supp, "QNAM", record) : asked];
  const here = await holdsSubject(name, await subjectOf(supp, record));
  const found = await namedBy(supp, record);
  const given = [...(await trace(name)).making.gave.values()].some((one) => one.has(variable));
  const alike = found.length === 1 || (found.length > 1 && !Object.keys(main.plan.received).length);
  return { dataset: name, variable: given ? variable : variable.replace(/[0-9]+$/, ""), record: here ? (alike ? found[0] : 0) : NOT_HELD };
}

// The record of its subject that a step read: the one that is recorded, else the only one; 0 for none, NOT_HELD where the
// page does not hold those of the subject.
async function recordRead(name, record, step, owner) {
  if (await isRecorded(name, step, owner)) {
    const told = (await sourcesOf(name, record, step)).find((one) => one.table === owner && one.item === SUBJECT_READ);
    return told ? told.row : 0;
  }
  if (!datasetNamed(owner) || !(await dataset(owner)).columns.USUBJID) return 0;
  const subject = await subjectOf(name, record);
  if (!(await holdsSubject(owner, subject))) return NOT_HELD;
  const mine = (await recordsOfSubjects(owner)).get(subject) || [];
  return mine.length === 1 ? mine[0] : 0;
}

async function isRecorded(name, step, owner) {
  return (await trace(name)).recorded.has(`${step} ${owner}`);
}

function parted(name) {
  const at = name.lastIndexOf(".");
  return at < 0 ? ["", name] : [name.slice(0, at), name.slice(at + 1)];
}
