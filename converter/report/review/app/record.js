// The dialogs of a whole record and of a raw row.

function openRecord(view, position) {
  const rows = view.columns.map((column) => {
    const text = column.text(position);
    const why = view.raw ? null : button("Why", () => openWhyOf(view, position, column.name), { "aria-label": `Why ${column.name}` });
    return [el("code", {}, column.name), column.label, text === "" ? el("em", {}, view.raw ? "blank" : "missing") : text, why];
  });
  const heads = [...(view.raw ? ["Column", "Use", "Text as collected"] : ["Variable", "Label", "Value"]).map((text) => ({ text })), { unseen: "Why" }];
  const shown = view.raw ? rows.map((row) => row.slice(0, 3)) : rows;
  const subject = view.body.columns.USUBJID && !view.raw ? subjectLinks(textAt(view.body.columns.USUBJID, position)) : null;
  const became = view.raw ? el("div", { class: "became" }, el("p", { role: "status" }, "Looking for its records\u2026")) : null;
  const number = view.grid.numberOf(position);
  openDialog(`${view.title} ${view.raw ? "row" : "record"} ${number}`, [became, table("Values", heads.slice(0, shown[0].length), shown), subject].filter(Boolean), "record");
  keepDialog(placeOfView(view, { [view.raw ? "row" : "record"]: number, open: "record" }), placeOfView(view));
  if (view.raw) recordsFrom(view.name, Number(number)).then((found) => became.replaceChildren(...becameList(found)));
}

// Links to all records of a subject, dataset by dataset.
function subjectLinks(subject) {
  const having = main.datasets.filter((one) => one.variables.some((variable) => variable.name === "USUBJID"));
  const links = having.map((one) => el("li", {}, link(address("data", one.name, { subject }), one.name)));
  return el("section", {}, el("h3", {}, `Records of ${subject} in`), el("ul", { class: "inline" }, links));
}

// The records that a raw row went to, by dataset.
async function recordsFrom(name, row) {
  const reached = [...new Set(rawNamed(name).flows.flatMap((flow) => named(flow.datasets)))].filter(datasetNamed);
  const found = [];
  const parts = [];
  for (const to of reached) {
    if (!isWhole(await dataset(to))) parts.push(to);
    const all = await trace(to);
    const code = all.table.texts.indexOf(name);
    const records = new Set();
    const mapped = (at) => main.plan.steps[all.stepAt(at)].table === name;
    all.rows.forEach((source, at) => { if (source === row && all.table.codes[at] === code && mapped(at)) records.add(all.records[at]); });
    if (records.size) found.push([to, [...records]]);
  }
  return { found, parts };
}

function becameList({ found, parts }) {
  const unseen = parts.length ? el("p", { class: "quiet" }, `Records of ${parts.join(", ")} that this page does not hold are not looked through.`) : null;
  return [becameRecords(found, parts), unseen].filter(Boolean);
}

function becameRecords(found, parts) {
  if (!found.length) return el("p", {}, parts.length ? "No record in this page comes from this row." : "No record of a dataset comes from this row.");
  const items = found.map(([name, records]) => {
    const links = records.slice(0, MOST).flatMap((record, at) => [at ? ", " : "", link(toData(name, record), counted(record))]);
    return el("li", {}, `${name} ${records.length === 1 ? "record" : "records"} `, links, records.length > MOST ? ` and ${counted(records.length - MOST)} more` : "");
  });
  return el("div", {}, el("p", {}, "This row went to"), el("ul", {}, items));
}
