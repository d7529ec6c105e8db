// The ledger: every raw file, what became of its rows, and where they went.

const FATES = [["mapped", "mapped"], ["merged", "merged"], ["set_aside", "set aside"], ["not_mapped", "not mapped"]];

function fatesTold(file) {
  return FATES.filter(([key]) => file[key]).map(([key, name]) => `${counted(file[key])} ${name}`).join(", ") || "no rows";
}

const isReceived = () => Object.keys(main.plan.received).length > 0;

function showLedger() {
  if (isReceived()) return [el("h1", {}, "Ledger"), el("p", { class: "lead" }, "The line begins with SDTM that others made: there are no raw rows to account for.")];
  const sum = (key) => main.raw.reduce((all, file) => all + file[key], 0);
  const told = FATES.reduce((all, [key]) => all + sum(key), 0);
  const balance = `${counted(sum("rows_in"))} rows in = ${FATES.map(([key, name]) => `${counted(sum(key))} ${name}`).join(" + ")}`;
  return [
    el("h1", {}, "Ledger"),
    el("p", { class: "lead" }, balance, sum("rows_in") === told ? ". \u2713 It balances." : ". \u2715 It does not balance."),
    el("section", {}, el("h2", {}, "From raw files to datasets"), flowMap(), flowTable()),
    el("section", {}, el("h2", {}, "Rows not mapped"), asideTable()),
    el("section", {}, el("h2", {}, "Raw columns"), columnsTable()),
  ];
}

function flowTable() {
  const heads = [{ text: "Raw file" }, { text: "Rows in", number: true }, { text: "Flow" }, { text: "Went to" }, ...FATES.map(([, text]) => ({ text, number: true }))];
  const most = Math.max(1, ...main.raw.map((file) => file.rows_in));
  const rows = main.raw.map((file) => [link(toRaw(file.name), file.file), counted(file.rows_in), flowBar(file, most), wentTo(file), ...FATES.map(([key]) => fateCount(file, key))]);
  return table("Rows of each raw file by what became of them; the length of a bar is the logarithm of its rows", heads, rows, { class: "flows" });
}

function fateCount(file, key) {
  const text = counted(file[key]);
  if (!file[key]) return el("span", { class: "quiet" }, text);
  return key !== "mapped" ? link(address("raw", file.name, { aside: 1 }), text) : text;
}

// A bar as long as the file has rows (on a logarithmic scale, so that small files can be seen), split by fate.
function flowBar(file, most) {
  const width = file.rows_in ? Math.max(6, (120 * Math.log1p(file.rows_in)) / Math.log1p(most)) : 0;
  let left = 0;
  const bars = FATES.filter(([key]) => file[key]).map(([key]) => {
    const part = Math.max(3, (width * file[key]) / file.rows_in);
    const bar = svg("rect", { x: left, y: 2, width: part, height: 10, class: `fate ${key}` });
    left += part + 1;
    return bar;
  });
  return svg("svg", { width: 132, height: 14, role: "img", "aria-label": fatesTold(file) }, bars);
}

function wentTo(file) {
  const counts = new Map();
  for (const flow of file.flows) for (const name of named(flow.datasets)) counts.set(name, (counts.get(name) || 0) + flow.n);
  const links = [...counts].sort((a, b) => b[1] - a[1]).map(([name, n]) => el("li", {}, datasetNamed(name) ? link(toData(name), name) : name, n === file.rows_in ? "" : el("span", { class: "quiet" }, ` ${counted(n)}`)));
  return el("ul", { class: "inline" }, links);
}

function asideTable() {
  const rows = main.raw.flatMap((file) => file.aside.map((one) => [link(toRaw(file.name, one.row), `${file.file}:${one.row}`), one.fate, one.reason]));
  if (!rows.length) return el("p", {}, "Every raw row was mapped.");
  const shown = rows.slice(0, 500);
  const left = rows.length - shown.length + main.raw.reduce((all, file) => all + file.moreAside, 0);
  const more = left ? el("p", { class: "quiet" }, `and ${several(left, "more row")}, with these in ledger-rows.csv and set-aside/`) : null;
  return el("div", {}, table("Raw rows that no dataset holds, with the reason", [{ text: "Raw row" }, { text: "Fate" }, { text: "Reason" }], shown), more);
}

function columnsTable() {
  const columns = main.raw.flatMap((file) => file.columns.map((one) => ({ ...one, raw: file })));
  const kinds = [...new Set(columns.map((one) => one.fate))];
  const count = facts(kinds.map((kind) => [kind, counted(columns.filter((one) => one.fate === kind).length)]));
  const rows = columns.filter((one) => one.fate === "declared unused" || one.fate === "unused").map((one) => [link(toRaw(one.raw.name), `${one.raw.file} ${one.column}`), one.fate, one.reason]);
  const unused = el("details", { "data-key": "unused" }, el("summary", {}, `${several(rows.length, "column")} not used, with the reason`), table("Raw columns not used", [{ text: "Column" }, { text: "Fate" }, { text: "Reason" }], rows));
  return el("div", {}, count, rows.length ? unused : null);
}
