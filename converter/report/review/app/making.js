// Which step made each record of a dataset, and which steps set its values.

const NO_STEP = -1;

function makingOf(body) {
  const madeBy = new Int32Array(body.size + 1).fill(NO_STEP);
  const gave = new Map();
  const only = new Map();
  for (const [step, made, variables, records] of body.steps) {
    eachRecord(made, (record) => { madeBy[record] = step; });
    if (!gave.has(step)) gave.set(step, new Set());
    for (const variable of variables.split(" ").filter(Boolean)) {
      gave.get(step).add(variable);
      if (records) only.set(`${step} ${variable}`, marked(records));
    }
  }
  return { madeBy, gave, only, makers: new Set(madeBy) };
}

// Records are written '1-20 25'; 'none' where there is none.
function eachRecord(text, act) {
  for (const part of text.split(" ").filter((one) => one && one !== "none")) {
    const [first, last = first] = part.split("-").map(Number);
    for (let record = first; record <= last; record += 1) act(record);
  }
}

function marked(text) {
  const found = new Set();
  eachRecord(text, (record) => found.add(record));
  return found;
}

// The last step before another one that set a variable of a record, NO_STEP where none did.
function stepOf(making, variable, record, before) {
  let found = NO_STEP;
  for (const [step, variables] of making.gave) {
    if (step < before && step > found && variables.has(variable) && wasSet(making, step, variable, record)) found = step;
  }
  return found;
}

function wasSet(making, step, variable, record) {
  const made = making.madeBy[record];
  if (step === made) return true;
  const marks = making.only.get(`${step} ${variable}`);
  return made < step && !making.makers.has(step) && (!marks || marks.has(record));
}
