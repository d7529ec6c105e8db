// Which records of a frame are shown and in which order: filters and sort, on the codes of the columns.

// `filter` has text (in any column), columns (name to { contains, values }), and records (a Set of the numbers of records or raw rows).
function selected(body, filter) {
  const tests = Object.entries(filter.columns).map(([name, asked]) => columnTest(body.columns[name], asked));
  if (filter.text) tests.push(textTest(body, filter.text));
  if (filter.records) tests.push((position) => filter.records.has(body.numbers[position]));
  const found = new Int32Array(body.records);
  let count = 0;
  for (let position = 0; position < body.records; position += 1) {
    if (tests.every((test) => test(position))) found[count++] = position;
  }
  return found.subarray(0, count);
}

function columnTest(column, { contains = "", values = null }) {
  const wanted = contains.toLowerCase();
  const good = column.texts.map((text) => (!wanted || text.toLowerCase().includes(wanted)) && (!values || values.has(text)));
  return (position) => good[column.codes[position]];
}

function textTest(body, text) {
  const wanted = text.toLowerCase();
  const columns = Object.values(body.columns).map(({ texts, codes }) => ({ codes, good: texts.map((one) => one.toLowerCase().includes(wanted)) }));
  const able = columns.filter((one) => one.good.includes(true));
  return (position) => able.some((one) => one.good[one.codes[position]]);
}

// Sort by one column; numbers by size, text by its letters, missing first, equal ones in their order.
function sorted(positions, column, numeric, falling) {
  const order = column.texts.map((text, code) => code).sort((a, b) => compared(column.texts[a], column.texts[b], numeric));
  const rank = new Int32Array(order.length);
  order.forEach((code, at) => { rank[code] = falling ? -at : at; });
  return positions.slice().sort((a, b) => rank[column.codes[a]] - rank[column.codes[b]] || a - b);
}

function compared(a, b, numeric) {
  if (numeric) return (a === "" ? -Infinity : Number(a)) - (b === "" ? -Infinity : Number(b)) || 0;
  return a < b ? -1 : a > b ? 1 : 0;
}
