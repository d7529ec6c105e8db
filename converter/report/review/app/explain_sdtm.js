// Why a value of an SDTM dataset is what it is: its rule, what the rule read, and the raw cells below.

async function explainSdtm(name, variable, record) {
  const found = await dataset(name);
  if (!(variable in found.columns)) {
    if (isQualifier(name, variable)) return explainQualifier(name, variable, record);
    throw new Error(`${name} has no variable '${variable}'.`);
  }
  const sources = await sourcesOf(name, record);
  const home = await homeOf(name, variable, record);
  const number = ruleOf(home.dataset, home.variable, new Set(sources.map((one) => one.table)));
  const rule = number < 0 ? null : main.plan.rules[number];
  const value = textAt(found.columns[variable], record - 1);
  return {
    dataset: name,
    variable,
    row: record,
    subject: found.columns.USUBJID ? textAt(found.columns.USUBJID, record - 1) : "",
    value,
    rule: rule ? rule.name : "filled by the converter",
    method: rule ? rule.method : "",
    place: rule ? rule.place : "",
    origin: rule ? rule.origin : "",
    cells: rule ? await rawCells(sources, rule, number) : [],
    inputs: rule ? await inputsOf(home.dataset, home.record, rule, value) : [],
    more: 0,
  };
}

function isQualifier(name, variable) {
  return Boolean(datasetNamed(`SUPP${name}`)) && (main.plan.qualifiers[name] || []).includes(variable);
}

// A supplemental qualifier of a record, which analysis reads beside the record's own variables.
async function explainQualifier(name, variable, record) {
  const [found, supp] = [await dataset(name), (await dataset(`SUPP${name}`)).columns];
  const sequence = found.columns[`${name}SEQ`] ? textAt(found.columns[`${name}SEQ`], record - 1) : "";
  const subject = textAt(found.columns.USUBJID, record - 1);
  const mine = (await recordsOfSubjects(`SUPP${name}`)).get(subject) || [];
  const at = mine.find((one) => textAt(supp.QNAM, one - 1) === variable && textAt(supp.IDVARVAL, one - 1) === sequence);
  if (at) return explainSdtm(`SUPP${name}`, "QVAL", at);
  const rule = "no such qualifier of the record";
  return { dataset: name, variable, row: record, subject, value: "", rule, method: "", place: "", origin: "", cells: [], inputs: [], more: 0 };
}

// Where a value was made: QVAL of SUPP-- in the record of the parent that it qualifies, all others in place.
async function homeOf(name, variable, record) {
  const parent = name.replace(/^SUPP/, "");
  if (variable !== "QVAL" || !datasetNamed(parent)) return { dataset: name, variable, record };
  const { columns } = await dataset(name);
  const qualifier = textAt(columns.QNAM, record - 1);
  const known = main.plan.qualifiers[parent] || [];
  const made = known.includes(qualifier) ? qualifier : qualifier.replace(/[0-9]+$/, "");
  const sequence = Number.parseInt(textAt(columns.IDVARVAL, record - 1) || "0", 10);
  return { dataset: parent, variable: made, record: await recordNumbered(parent, textAt(columns.USUBJID, record - 1), sequence) };
}

async function recordNumbered(name, subject, sequence) {
  const numbers = (await dataset(name)).columns[`${name}SEQ`];
  const mine = (await recordsOfSubjects(name)).get(subject) || [];
  const at = mine.find((one) => !sequence || !numbers || Number(textAt(numbers, one - 1)) === sequence);
  if (!at) throw new Error(`${name}: no record ${sequence} of subject ${subject}.`);
  return at;
}

// The position of the rule that made a variable from these raw tables; a derived one goes before a mapped one.
function ruleOf(name, variable, tables) {
  const steps = main.plan.steps.filter((step) => step.dataset === name);
  const derived = steps.find((step) => step.variable === variable);
  const mapped = steps.find((step) => step.rules && tables.has(step.table) && variable in step.rules);
  const built = steps.find((step) => !step.rules && !("variable" in step));
  return derived ? derived.rule : mapped ? mapped.rules[variable] : built ? built.rule : -1;
}

// What a rule read: the same record's values, and the subject's record of other datasets.
async function inputsOf(name, record, rule, value) {
  const inputs = [];
  for (const read of rule.variables) {
    const [owner, variable] = parted(read);
    const there = owner && owner !== name ? owner : name;
    if (!datasetNamed(there) || !(variable in (await dataset(there)).columns)) continue;
    const at = there === name ? record : await recordOfSubject(name, record, there, variable, value);
    if (at) inputs.push({ dataset: there, variable, record: at });
  }
  return inputs;
}

// The record of the subject in another dataset: the only one, or the first that has the value; 0 where there is none.
async function recordOfSubject(name, record, owner, variable, value) {
  const [here, there] = [(await dataset(name)).columns, (await dataset(owner)).columns];
  if (!here.USUBJID || !there.USUBJID) return 0;
  const mine = (await recordsOfSubjects(owner)).get(textAt(here.USUBJID, record - 1)) || [];
  const found = mine.length > 1 ? mine.filter((one) => textAt(there[variable], one - 1) === value) : mine;
  return found[0] || 0;
}

async function rawCells(sources, rule, number) {
  const cells = [];
  for (const { table: name, row, item } of sources) {
    const file = rawNamed(name);
    if (!file || !rule.columns.length) continue;
    const raw = await rawTable(name);
    const at = positionOfRow(raw, row);
    for (const column of columnsRead(rule, number, name, item)) {
      if (column in raw.columns && at >= 0) cells.push({ file: file.file, row, column, text: textAt(raw.columns[column], at) });
    }
  }
  return cells;
}

function positionOfRow(raw, row) {
  if (!raw.positions) raw.positions = new Map(raw.numbers.map((number, position) => [number, position]));
  return raw.positions.get(row) ?? -1;
}

// The raw columns behind the columns a rule reads: through the unpivoted item, and through joins.
function columnsRead(rule, number, raw, item) {
  let names = rule.columns;
  for (const step of main.plan.steps) {
    if (!step.rules || !Object.values(step.rules).includes(number)) continue;
    const own = step.items[item];
    if (own) names = names.map((one) => own[one] ?? one);
    for (const join of step.joins) names = names.map((one) => (join.table === raw ? join.columns[one] ?? one : one));
  }
  return names;
}

function parted(name) {
  const at = name.lastIndexOf(".");
  return at < 0 ? ["", name] : [name.slice(0, at), name.slice(at + 1)];
}
