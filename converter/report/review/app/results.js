// The results: tables and figures, and behind each result its method and the records it was made of.

function showResults(asked) {
  const intro = el("h1", {}, "Results");
  if (!main.displays.length) return [intro, el("p", {}, "This study has no results: its specification has no results/*.yaml. The datasets, the ledger and the issues can be reviewed all the same.")];
  const contents = el("nav", { "aria-label": "Displays" }, el("ul", { class: "contents" }, main.displays.map((one) => el("li", {}, link(address("results", "", { display: one.id }), titleOf(one)), el("span", { class: "quiet" }, ` ${one.kind}`)))));
  const wanted = main.displays.filter((one) => !asked.display || one.id === asked.display);
  if (asked.row) setTimeout(() => openAsked(wanted[0], asked)); // after the section is in its place, which closes dialogs
  const all = asked.display ? el("p", {}, link("#/results", "All results")) : null;
  const published = main.published && !asked.display ? laterDetails(main.published.told, publishedTable, "published") : null;
  return [intro, el("p", { class: "lead" }, "Every number is made from the analysis datasets. Open one to see its method and the records behind it."), published, all ?? contents, ...wanted.map(displaySection)].filter(Boolean);
}

// Each published figure beside the derived one; those that differ or are missing come first.
function publishedTable() {
  const order = ["differs", "not derived", "equal", "left out"];
  const rows = [...main.published.rows].sort((one, other) => order.indexOf(one[3]) - order.indexOf(other[3]));
  const remark = (inferred, reason) => [reason, inferred ? "inferred, not printed" : ""].filter(Boolean).join("; ");
  const heads = ["Figure", "Published", "Derived", "Status", "Remark", "Display"].map((text) => ({ text }));
  return table("Published figures", heads, rows.map(([path, printed, derived, status, inferred, reason, display]) =>
    [path, printed, derived, status, remark(inferred, reason), display ? link(address("results", "", { display }), display) : ""]), { class: "narrow" });
}

function displaySection(display) {
  const picture = display.figure ? el("img", { class: "drawing", alt: display.title, src: `data:image/svg+xml;base64,${utf8Base64(display.figure)}` }) : null;
  const absent = display.kind === "figure" && !picture ? el("p", { class: "notice" }, `This page does not hold its picture: it is results/${display.id.toLowerCase()}.svg.`) : null;
  const rest = display.kind === "figure" || picture ? laterDetails("The numbers of the figure", () => displayTable(display), display.id) : displayTable(display);
  const about = facts([["Population", display.population], ["Published", display.source]]);
  return el("section", { class: "display" }, el("h2", {}, titleOf(display)), about, picture, absent, rest, display.footnotes.map((text) => el("p", { class: "quiet" }, text)));
}

// A display by its number and its title: 'Table 1. Age and sex'.
function titleOf(display) {
  return display.called === display.id ? display.title : `${display.called}. ${display.title}`;
}

// Details that are made when they are first opened: a figure may have thousands of numbers. The address names them by `key`.
function laterDetails(summary, make, key) {
  const details = el("details", { "data-key": key, ontoggle: () => { if (details.children.length === 1) details.append(make()); } }, el("summary", {}, summary));
  return details;
}

function utf8Base64(text) {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

function displayTable(display) {
  const heads = [{ unseen: "Row" }, ...display.columns.map((column) => ({ text: column.label, number: true }))];
  const rows = display.rows.flatMap((row) => displayRows(display, row));
  return table(titleOf(display), heads, rows, { class: "result-table" });
}

// The lines of a row: a heading, one line, or one for each level of its results.
function displayRows(display, row) {
  const label = (text, more = 0) => el("span", { class: `indent-${Math.min(row.indent + more, 4)}${row.made ? "" : " heading"}` }, text);
  if (!row.made) return [[label(row.label), ...display.columns.map(() => "")]];
  const cells = display.columns.map((column) => display.cells[`${row.id}\t${column.id}`] || []);
  if (isOfAllLevels(row, cells.flat())) return [[label(row.label || row.id), ...cells.map((stats, at) => resultButton(display, row, display.columns[at], stats, ""))]];
  const levels = [...new Set(cells.flat().map((one) => one.level))];
  const line = (level, text, more) => [label(text, more), ...cells.map((stats, at) => resultButton(display, row, display.columns[at], stats.filter((one) => one.level === level), level))];
  if (levels.length < 2) return [line(levels[0] ?? "", row.label || levels[0] || row.id, 0)];
  return [[label(row.label || row.id), ...display.columns.map(() => "")], ...levels.map((level) => line(level, level || "all", 1))];
}

// A template that names statistics as they are called prints one cell of all levels; else each level has its own.
function isOfAllLevels(row, stats) {
  const names = [...(row.show || "").matchAll(/\{([^{}]+)\}/g)].map((found) => found[1]);
  return names.length > 0 && names.every((name) => stats.some((one) => statName(one) === name));
}

function resultButton(display, row, column, stats, level) {
  if (!stats.length) return "";
  const text = resultText(row, stats);
  const told = `${row.label || row.id}${level ? `, ${level}` : ""}, ${column.label}: ${text}`;
  return button(text, () => openResult(display, row, column, stats, text, level), { class: row.show && /^[-+<>\u2264\u2265\u2212]?\d|^NE\b/.test(text) ? "result" : "result listed", "aria-label": `${told}. What is behind it` });
}

function resultText(row, stats) {
  if (!row.show) return stats.map((one) => (stats.length > 1 ? `${one.stat} ${one.shown}` : one.shown)).join(", ");
  const shown = Object.fromEntries([...stats.map((one) => [one.stat, one.shown]), ...stats.map((one) => [statName(one), one.shown])]);
  return row.show.replace(/\{([^{}]+)\}/g, (whole, name) => shown[name] ?? whole);
}

// A statistic of a level is called as in a template: survival[12].
function statName(one) {
  return one.level ? `${one.stat}[${one.level}]` : one.stat;
}

async function recordsBehindCell(cell, name) {
  const behind = await frame("behind");
  const [wanted, from] = [behind.columns.cell.texts.indexOf(cell), behind.columns.table.texts.indexOf(name)];
  return behind.numbers.filter((record, at) => behind.columns.cell.codes[at] === wanted && behind.columns.table.codes[at] === from);
}

// Open the result that an address names.
function openAsked(display, { row: rowId, column: columnId, level = "" }) {
  const row = display?.rows.find((one) => one.id === rowId);
  const column = display?.columns.find((one) => one.id === columnId);
  const stats = (row && column && display.cells[`${row.id}\t${column.id}`]) || [];
  const shown = level ? stats.filter((one) => one.level === level) : stats;
  if (shown.length) openResult(display, row, column, shown, resultText(row, shown), level);
}

function openResult(display, row, column, stats, text, level) {
  const step = main.plan.results.find((one) => one.display === display.id && one.row === row.id);
  const rule = main.plan.rules[step.rule];
  const behind = el("div", {}, el("p", { role: "status" }, "Looking for the records\u2026"));
  const told = facts([
    ["Result", el("strong", {}, text)], ["Row", `${row.label || row.id}${level ? `, ${level}` : ""}`], ["Column", `${column.label}${column.says ? ` (${column.says})` : ""}`],
    ["Population", display.population], ["Rule", el("code", {}, rule.name)], ["Method", rule.method], ["Written in", el("code", {}, rule.place)],
    ["Reads", step.variables.join(", ")], ["Published as", publishedAs(display, row, column)],
  ]);
  const numbers = table("Statistics", [{ text: "Statistic" }, { text: "Value", number: true }], stats.map((one) => [statName(one), one.shown]), { class: "narrow" });
  openDialog(`Behind ${row.label || row.id}, ${column.label}`, [told, numbers, el("h3", {}, "Records behind it"), behind], "why");
  keepDialog(address("results", "", { display: display.id, row: row.id, column: column.id, level }), address("results", "", { display: display.id }));
  recordsList(`${display.id}\t${row.id}\t${column.id}`, step).then((lists) => behind.replaceChildren(...lists));
}

// The published figures that a cell reproduces, with its column and the column's number in the row put in.
function publishedAs(display, row, column) {
  const position = display.columns.filter((one) => display.cells[`${row.id}\t${one.id}`]).indexOf(column);
  const path = (written) => written.replaceAll("{column}", column.id).replaceAll("{position}", String(position));
  return Object.entries(row.reproduces).map(([stat, paths]) => `${stat}: ${paths.map(path).join(", ")}`).join("; ");
}

// The records behind a cell by dataset: a link to all of them, and of the first ones what the result read, to be traced.
async function recordsList(cell, step) {
  const { columns, more: others } = await frame("behind");
  const lists = [];
  const unheld = Object.keys(others).filter((key) => key.startsWith(`${cell}\t`)).map((key) => key.slice(cell.length + 1));
  for (const name of new Set([...columns.table.texts, ...unheld])) {
    const records = await recordsBehindCell(cell, name);
    const unnamed = others[`${cell}\t${name}`] || 0;
    const apart = unnamed ? el("p", { class: "quiet" }, `${records.length ? "and " : ""}${several(unnamed, "more record")} of ${name} in results/records.csv (or records.parquet)`) : null;
    if (!records.length) {
      if (apart) lists.push(apart);
      continue;
    }
    const known = (await dataset(name)).columns;
    const read = step.variables.map(parted).filter(([owner]) => (owner || "ADSL") === name).map(([, variable]) => variable).filter((one) => one in known && !["STUDYID", "USUBJID"].includes(one));
    const values = ["AVAL", "AVALC"].filter((one) => one in known && "PARAMCD" in known);
    const names = [...new Set([...read, ...(read.some((one) => values.includes(one)) ? [] : values.slice(0, 1))])];
    const named = ["USUBJID", "PARAM"].filter((one) => one in known && !names.includes(one));
    const more = records.length > MOST ? el("p", { class: "quiet" }, `and ${several(records.length - MOST, "more record")}`) : null;
    lists.push(el("div", {}, el("p", {}, link(address("data", name, { behind: cell }), `Show ${several(records.length, "record")} of ${name}`)), recordsTable(name, records.slice(0, MOST), named, names, known, await dataset(name)), more, apart));
  }
  return lists.length ? lists : [el("p", {}, "No record is behind it.")];
}

// Records by their number, subject and parameter, with the values that were read; each value tells why it is so.
function recordsTable(name, records, named, names, columns, body) {
  const heads = ["Record", ...[...named, ...names].map((one) => datasetNamed(name).variables.find((variable) => variable.name === one).label || one)];
  const value = (variable, at) => readable(textAt(columns[variable], at), datasetNamed(name).variables.find((one) => one.name === variable).format);
  const rows = records.map((record) => {
    const at = positionOf(body, record);
    const why = (variable) => button(at < 0 ? ELSEWHERE : value(variable, at) || "missing", () => openWhy({ dataset: name, variable, record }), { class: "result", "aria-label": `Why ${name}.${variable} of record ${record}` });
    return [link(toData(name, record), counted(record)), ...named.map((variable) => (at < 0 ? ELSEWHERE : value(variable, at))), ...names.map(why)];
  });
  return table(`Records of ${name}`, heads.map((text) => ({ text })), rows, { class: "narrow" });
}
