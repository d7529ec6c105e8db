// What is told of one place, and what it rests on. A place is { dataset, variables, record, before, part, folded }: values of
// one record as the steps before a certain one have made them.

const [HERE, NEAR, ASIDE, FAR] = [0, 1, 2, 6];
const FILLED = "filled by the converter";
const NOT_SET = "No step set it for this record.";
const COPIED = "Taken from the record that this one was made of.";

async function toldOf(place) {
  const [first] = place.variables;
  if (!(await isHeld(place.dataset, place.record))) return { itself: { ...(await bareOf(place)), method: "", note: `This page does not hold this record; ask ${askedOf(place)}.` }, inputs: [] };
  if (place.dataset in main.plan.received) return { itself: { ...(await bareOf(place)), method: "", cells: await receivedCells(place) }, inputs: [] };
  if (place.variables.length === 1 && (await isBeside(place.dataset, first))) return toldOfQualifier(place);
  const number = await stepAt(place, first);
  const step = number === NO_STEP ? null : stepsOf(place.dataset)[number];
  const bare = await bareOf(place);
  if (!step || (step.rules && !(first in step.rules) && !place.folded)) {
    return { itself: step || !isAnalysis(place.dataset) ? { ...bare, rule: FILLED, method: "" } : bare, inputs: [] };
  }
  if (!isAnalysis(place.dataset)) return toldOfTabulation(place, bare);
  const reads = readsOf(step, first);
  const itself = { ...(await withRule(place, bare, step)), note: await unrecorded(place, number, reads) };
  return { itself, inputs: await inputsOfAll(place, number, step) };
}

// What a step read for each of the variables of a place; one record of SDTM is one place for all of them.
async function inputsOfAll(place, number, step) {
  if (place.variables.length === 1) return inputsOf(place, number, readsOf(step, place.variables[0]));
  const found = new Map();
  for (const name of place.variables) {
    for (const [one, distance] of await inputsOf({ ...place, variables: [name] }, number, readsOf(step, name))) {
      const shared = one.folded && one.variables.length === 1 ? [] : one.variables;
      const key = JSON.stringify([one.dataset, shared, one.record, one.before, one.part, one.folded]);
      const known = found.get(key) ?? { one, names: new Set(), near: distance };
      one.variables.forEach((each) => known.names.add(each));
      found.set(key, { ...known, near: Math.min(known.near, distance) });
    }
  }
  return [...found.values()].map(({ one, names, near }) => [{ ...one, variables: [...names] }, near]);
}

// Whether a variable is a non-standard one, which stands beside the dataset of its record.
async function isBeside(name, variable) {
  const parent = qualifiedBy(name);
  if (!parent) return false;
  return (await isLong(name)) ? variable === "QVAL" : main.plan.qualifiers[parent].includes(variable);
}

// The cells of a record that others made, and of its supplemental qualifiers: the trace ends there.
async function receivedCells({ dataset: name, variables, record }) {
  const cells = [];
  for (const variable of variables) {
    const text = await valueOf(name, variable, record);
    if (variable in (await dataset(name)).columns) cells.push({ file: main.plan.received[name], row: record, column: variable, text });
    else {
      const row = await qualifierRecord(name, variable, record);
      if (row) cells.push({ file: main.plan.received[besideOf(name)], row, column: (await isLong(besideOf(name))) ? `QVAL of ${variable}` : variable, text });
    }
  }
  return cells;
}

async function stepAt(place, variable) {
  return stepOf((await trace(place.dataset)).making, variable, place.record, place.before);
}

const NOTHING = { own: [], records: {}, subject: {}, population: {} };

function readsOf(step, variable) {
  if (step.rules) return NOTHING;
  const at = step.reads[variable] ?? step.reads[""];
  return at === undefined ? { own: [], records: { [step.dataset]: [variable] }, subject: {}, population: {} } : main.plan.reads[at];
}

const makes = (step, variable) => Boolean(step.rules) || variable in step.reads || "" in step.reads;

async function bareOf(place) {
  const [first, ...others] = place.variables;
  const beside = {};
  for (const name of others) beside[name] = await valueOf(place.dataset, name, place.record);
  return {
    dataset: place.dataset,
    variable: first,
    row: place.record,
    subject: await subjectOf(place.dataset, place.record),
    value: await valueOf(place.dataset, first, place.record),
    beside,
    part: place.part,
    rule: "",
    method: NOT_SET,
    decision: "",
    place: "",
    origin: (main.plan.origins[place.dataset] || {})[first] || "",
    note: "",
    cells: [],
    inputs: [],
    again: false,
    left_out: {},
  };
}

const ruleOf = (step, variable) => main.plan.rules[step.rules ? step.rules[variable] : step.rule];

async function withRule(place, bare, step) {
  const [variable] = place.variables;
  const rule = ruleOf(step, variable);
  const said = makes(step, variable) ? await decisionOf(place, rule) : null;
  return {
    ...bare,
    rule: rule.name,
    place: rule.place,
    method: makes(step, variable) ? rule.method : COPIED,
    origin: isAnalysis(place.dataset) ? bare.origin : rule.origin,
    decision: said ? said.sentence : await conversionOf(place, rule),
  };
}

// How the unit of the record was converted, where the rule does that.
async function conversionOf(place, rule) {
  const known = main.plan.conversions[rule.place];
  if (!known) return "";
  const values = await Promise.all(known.variables.map((name) => valueOf(place.dataset, name, place.record)));
  return known.told[values.join(" | ")] || "";
}

async function decisionOf(place, rule) {
  return rule.decided ? rule.decisions[await valueOf(place.dataset, rule.decided, place.record)] || null : null;
}

// Of which datasets no record is recorded behind a value, though the step reads them.
async function unrecorded(place, number, reads) {
  const found = new Set((await sourcesOf(place.dataset, place.record, number)).map((one) => one.table));
  const silent = Object.keys(reads.records).filter((owner) => !found.has(owner));
  const elsewhere = [];
  for (const owner of Object.keys(reads.subject).filter((one) => !found.has(one))) {
    const record = await recordRead(place.dataset, place.record, number, owner);
    if (record === NOT_HELD) elsewhere.push(owner);
    else if (!record) silent.push(owner);
  }
  const told = [[silent, "is recorded behind it"], [elsewhere, "of its subject is in this page"]].filter(([owners]) => owners.length);
  return told.map(([owners, why]) => `No record of ${[...new Set(owners)].join(", ")} ${why}.`).join(" ");
}

// The places that a step read, each with how far it stands from the value.
async function inputsOf(place, number, reads) {
  const step = stepsOf(place.dataset)[number];
  const rows = step.kind === "records" || step.kind === "build";
  const found = [];
  for (const variables of await groupsOf({ ...place, before: number }, reads.own)) found.push([{ ...place, variables, before: number, part: "" }, NEAR]);
  for (const one of await sourcesBehind(place, number, step)) {
    const before = one.table === place.dataset ? number : stepsOf(one.table).length;
    const near = isAnalysis(one.table) || !isAnalysis(place.dataset) ? NEAR : HERE;
    const distance = (await decides(place, step, one)) ? near : FAR;
    found.push(...(await placesOf({ ...one, item: rows ? one.item : "" }, reads.records[one.table] || [], before, distance, NEAR + ASIDE)));
  }
  for (const [asked, distance] of [[reads.subject, ASIDE], [reads.population, FAR]]) {
    for (const [owner, names] of Object.entries(asked)) {
      const record = await recordRead(place.dataset, place.record, number, owner);
      if (record > 0) found.push(...(await placesOf({ table: owner, row: record, item: "" }, names, stepsOf(owner).length, distance, distance)));
    }
  }
  return found;
}

async function sourcesBehind(place, number, step) {
  const [variable] = place.variables;
  const copied = isAnalysis(place.dataset) && !makes(step, variable);
  const mine = (one) => one.item !== SUBJECT_READ && (step.kind === "records" || step.kind === "build" || ["", variable].includes(one.item));
  return (await sourcesOf(place.dataset, place.record, number)).filter((one) => mine(one) && !(copied && one.table !== place.dataset));
}

// Whether the decision that was taken has asked for a record.
async function decides(place, step, source) {
  const rule = step.rules ? {} : main.plan.rules[step.rule];
  const said = await decisionOf(place, rule);
  return !said || !said.parts.length || said.parts.includes(source.item);
}

async function placesOf(source, names, before, first, more) {
  if (!names.length || !datasetNamed(source.table)) return [];
  const analysis = isAnalysis(source.table);
  const place = { dataset: source.table, variables: names, record: source.row, before, part: source.item, folded: !analysis };
  const groups = analysis ? await groupsOf(place, names) : await gathered(place, names);
  return groups.map((variables, at) => [{ ...place, variables }, at ? Math.max(first, more) : first]);
}

// Variables of a record by the step that set them; of SDTM each is one of its own.
async function groupsOf(place, names) {
  if (!isAnalysis(place.dataset)) return names.map((name) => [name]);
  const found = new Map();
  for (const name of names) {
    const step = await stepAt(place, name);
    if (!found.has(step)) found.set(step, []);
    found.get(step).push(name);
  }
  return [...found.values()];
}

// Variables of a record of SDTM: the first with all that rest on no other record, the others one by one.
async function gathered(place, names) {
  const others = [];
  for (const name of names.slice(1)) {
    if ((await toldOf({ ...place, variables: [name] })).inputs.length) others.push(name);
  }
  return [names.filter((name) => !others.includes(name)), ...others.map((name) => [name])];
}

async function toldOfQualifier(place) {
  const parent = await qualified(place.dataset, place.variables[0], place.record);
  const bare = await bareOf(place);
  if (parent.record === NOT_HELD) return { itself: { ...bare, method: "", note: `This page does not hold the record of ${parent.dataset} that it qualifies; ask ${askedOf(place)}.` }, inputs: [] };
  if (!parent.record) return { itself: { ...bare, method: "", note: `IDVAR and IDVARVAL name no record of ${parent.dataset}, or several.` }, inputs: [] };
  const there = await toldOf({ dataset: parent.dataset, variables: [parent.variable], record: parent.record, before: stepsOf(parent.dataset).length, part: "", folded: false });
  const kept = { dataset: bare.dataset, variable: bare.variable, row: bare.row, value: bare.value, beside: { QNAM: parent.variable } };
  return { itself: { ...there.itself, ...kept }, inputs: there.inputs };
}
