// An answer in a screen, as `converter explain` gives it: what decided a value down to the raw cells, shared parts once,
// the rest counted.

const LINES = 26;

const wholePlace = ({ dataset: name, variable, record }) => ({ dataset: name, variables: [variable], record, before: stepsOf(name).length, part: "", folded: false });

// `extent` is { depth, full }: levels below the value, or all of it; else as much as a screen holds.
async function explained(asked, extent = {}) {
  const root = wholePlace(asked);
  return assembled(root, null, await chosenFrom(root, extent));
}

function linesOf({ itself, inputs }) {
  const rows = new Set(itself.cells.map((cell) => `${cell.file}:${cell.row}`));
  return 1 + rows.size + [itself.rule, itself.decision, itself.note, inputs.length].filter(Boolean).length;
}

// The places that are told: the nearest first, of those equally near the one that was found first.
async function chosenFrom(root, { depth = 0, full = false }) {
  const chosen = new Map();
  const waiting = [{ distance: 0, order: 0, level: 0, place: root, below: null }];
  let [lines, order] = [0, 0];
  while (waiting.length) {
    const { distance, level, place, below } = takenFirst(waiting);
    const key = await keyOf(place);
    if (chosen.has(key)) continue;
    const found = await toldOf(place);
    lines += level ? linesOf(found) : 0;
    if (!(full || (depth ? level <= depth : lines <= LINES))) continue;
    chosen.set(key, { ...found, below });
    for (const [one, step] of found.inputs) waiting.push({ distance: distance + step, order: (order += 1), level: level + 1, place: one, below: key });
  }
  return chosen;
}

function takenFirst(waiting) {
  let first = 0;
  waiting.forEach((one, at) => {
    const least = waiting[first];
    if (one.distance < least.distance || (one.distance === least.distance && one.order < least.order)) first = at;
  });
  return waiting.splice(first, 1)[0];
}

async function keyOf(place) {
  return JSON.stringify([place.dataset, place.variables, place.record, await stepAt(place, place.variables[0])]);
}

async function assembled(place, below, chosen) {
  const key = await keyOf(place);
  const itself = { ...chosen.get(key).itself, part: place.part };
  if (chosen.get(key).below !== below) return { ...itself, rule: "", method: "", decision: "", place: "", origin: "", note: "", cells: [], again: true };
  const [inputs, leftOut] = [new Map(), {}];
  for (const [one] of chosen.get(key).inputs) {
    const named = await keyOf(one);
    if (!chosen.has(named)) leftOut[one.dataset] = (leftOut[one.dataset] || 0) + 1;
    else if (!inputs.has(named)) inputs.set(named, await assembled(one, key, chosen));
  }
  return { ...itself, inputs: [...inputs.values()], left_out: leftOut };
}
