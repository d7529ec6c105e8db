// Why a value of an analysis dataset is what it is: the last step that made it, and the records that step read.

const MOST = 20;
const COPIED = "Taken from the record that this one was made of.";
const NOT_SET = "Not set for this record.";
const KEYS = ["STUDYID", "USUBJID"];

async function explainAnalysis(name, variable, record, before) {
  const found = await dataset(name);
  const number = stepBehind(found, name, variable, record, before);
  const known = variable in found.columns || main.plan.analysis.some((one) => one.dataset === name && one.makes.includes(variable));
  if (number < 0 || !known) throw new Error(`${name} has no variable '${variable}'.`);
  const step = main.plan.analysis[number];
  const rule = main.plan.rules[step.rule];
  const behind = recordsBehind(step, rule, variable, await sourcesOf(name, record));
  const own = ownVariables(step, rule).map((one) => ({ dataset: name, variable: one, record, before: number }));
  const others = behind.slice(0, MOST).flatMap((one) => one.variables.map((read) => ({ dataset: one.table, variable: read, record: one.row })));
  const subject = textAt(found.columns.USUBJID, record - 1);
  const makes = step.makes.includes(variable);
  const asked = makes ? await ofSubject(step, rule, variable, subject, new Set(behind.map((one) => one.table))) : [];
  const itself = (one) => one.dataset === name && one.variable === variable && one.record === record;
  return {
    dataset: name,
    variable,
    row: record,
    subject,
    value: variable in found.columns ? dated(name, variable, textAt(found.columns[variable], record - 1)) : "(not shipped)",
    rule: rule.name,
    method: makes ? rule.method : behind.length ? COPIED : NOT_SET,
    place: rule.place,
    origin: main.plan.origins[name][variable] || "",
    cells: [],
    inputs: [...own, ...[...others, ...asked].filter((one) => !itself(one))],
    more: Math.max(behind.length - MOST, 0),
  };
}

// The last step before another one that makes a variable of a record, else the step that made the record; -1 for none.
function stepBehind(found, name, variable, record, before) {
  const parameter = found.columns.PARAMCD ? textAt(found.columns.PARAMCD, record - 1) : null;
  const made = stepOfRecord(name, parameter);
  for (let number = before - 1; number >= Math.max(made, 0); number -= 1) {
    const step = main.plan.analysis[number];
    const mine = step.parameter == null || parameter == null || step.parameter === parameter;
    if (step.dataset === name && mine && step.makes.includes(variable)) return number;
  }
  return made;
}

function stepOfRecord(name, parameter) {
  const makers = main.plan.analysis.filter((step) => step.dataset === name && step.makesRows);
  const own = makers.find((step) => step.parameter === (parameter ?? ""));
  return main.plan.analysis.indexOf(own || makers[0]);
}

function ownVariables(step, rule) {
  const own = rule.variables.map(parted).filter(([owner, variable]) => !owner && !KEYS.includes(variable));
  return step.makesRows ? [] : own.map(([, variable]) => variable);
}

function recordsBehind(step, rule, variable, sources) {
  if (!step.makes.includes(variable)) {
    const copied = sources.filter((one) => one.item === "" && one.table === step.dataset);
    return copied.map((one) => ({ ...one, variables: [variable] }));
  }
  const named = sources.filter((one) => one.item === variable);
  const mine = named.length || !step.makesRows ? named : sources.filter((one) => one.item === "");
  return mine.map((one) => ({ ...one, variables: variablesRead(step, rule, variable, one.table) }));
}

// What a step read of another dataset to make a variable: its predecessor alone, else all but the keys.
function variablesRead(step, rule, variable, owner) {
  const [of, before] = parted(step.predecessors[variable] || "");
  if (before) return of === owner ? [before] : [];
  const brought = step.brought || {};
  const others = Object.values(brought).filter((one) => one !== brought[variable]);
  const read = rule.variables.map(parted).filter(([from, one]) => from === owner && !KEYS.includes(one) && !others.includes(one));
  if (read.length) return read.map(([, one]) => one);
  // rows made of rows made so far: these are read without naming their dataset
  const own = step.makesRows && owner === step.dataset ? rule.variables.map(parted).filter(([from]) => !from).map(([, one]) => one) : [];
  if (own.includes(variable)) return [variable];
  return own.length ? own : ["USUBJID"];
}

// What a step read of the subject's record in datasets that the trace has no record of.
async function ofSubject(step, rule, variable, subject, behind) {
  const asked = [];
  const owners = new Set(rule.variables.map((one) => parted(one)[0]));
  for (const owner of owners) {
    if (!owner || owner === step.dataset || behind.has(owner) || !datasetNamed(owner)) continue;
    const [record] = (await recordsOfSubjects(owner)).get(subject) || [];
    if (record) asked.push(...variablesRead(step, rule, variable, owner).map((one) => ({ dataset: owner, variable: one, record })));
  }
  return asked;
}

function dated(name, variable, text) {
  const described = datasetNamed(name).variables.find((one) => one.name === variable);
  return described && described.format.startsWith("DATE9") && text !== "" && !Number.isNaN(Number(text)) ? `${isoDay(text)} (${text})` : text;
}
