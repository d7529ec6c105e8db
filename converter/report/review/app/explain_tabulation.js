// What is told of values of SDTM: their raw cells, what derived ones read, and, where folded, what lies below that.

async function toldOfTabulation(place, bare) {
  const [cells, inputs, seen] = [new Map(), new Map(), new Set()];
  const names = place.variables.map((name) => [name, place.before]);
  let itself = bare;
  let note = "";
  while (names.length) {
    const [name, before] = names.shift();
    const one = { ...place, variables: [name], before, part: "" };
    const number = await stepAt(one, name);
    const step = number === NO_STEP ? null : main.plan.steps[number];
    if (seen.has(name) || !step || (step.rules && !(name in step.rules))) continue;
    seen.add(name);
    if (name === place.variables[0]) itself = await withRule(place, bare, step);
    if (step.rules) {
      for (const cell of await rawCells(one, number, step)) cells.set(JSON.stringify(cell), cell);
      continue;
    }
    const reads = readsOf(step, name);
    note = note || (await unrecorded(one, number, reads));
    const folded = place.folded ? reads.own : [];
    names.push(...folded.map((own) => [own, number]));
    for (const input of await inputsOf(one, number, { ...reads, own: folded.length ? [] : reads.own })) inputs.set(JSON.stringify(input), input);
  }
  return { itself: { ...itself, cells: [...cells.values()], note }, inputs: [...inputs.values()] };
}

async function rawCells(place, number, step) {
  const cells = [];
  for (const source of await sourcesOf(place.dataset, place.record, number)) {
    const file = rawNamed(source.table);
    if (!file) continue;
    const raw = await rawTable(source.table);
    const at = positionOf(raw, source.row);
    for (const column of columnsRead(step, place.variables[0], source)) {
      if (column in raw.columns) cells.push({ file: file.file, row: source.row, column, text: at < 0 ? ELSEWHERE : textAt(raw.columns[column], at) });
      else if (source.item && column === step.named) cells.push({ file: file.file, row: source.row, column: "", text: source.item });
    }
  }
  return cells;
}

// The raw columns behind the columns that a rule reads: through the unpivoted item, and through joins.
function columnsRead(step, variable, source) {
  let names = main.plan.rules[step.rules[variable]].columns.flatMap((one) => step.madeOf[one] ?? [one]);
  const own = step.items[source.item];
  if (own) names = names.map((one) => own[one] ?? one);
  for (const join of step.joins) names = names.map((one) => (join.table === source.table ? join.columns[one] ?? one : one));
  return names;
}
