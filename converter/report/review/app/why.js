// The dialog that says why: the same answer as `converter explain`, and all of it on demand.

const MOST = 20;

async function openWhy(asked, extent = {}) {
  const body = el("div", {}, el("p", { role: "status" }, "Tracing\u2026"));
  openDialog(`Why ${asked.dataset}.${asked.variable}, record ${counted(asked.record)}`, body, "why");
  const found = await explained(asked, extent).catch((trouble) => trouble);
  const whole = !(found instanceof Error) && leavesOut(found) ? button("Tell all of it", () => openWhy(asked, { full: true })) : null;
  const told = found instanceof Error ? el("p", {}, found.message) : el("ul", { class: "trail" }, traceItem(found));
  body.replaceChildren(...[told, whole].filter(Boolean));
}

// A value that is explained when its item is opened.
function askItem(place) {
  const [body, value] = [el("div", { class: "trace-body" }), el("span", { class: "trace-value" })];
  valueOf(place.dataset, place.variable, place.record).then((text) => value.replaceChildren(shownValue(text)));
  const name = el("span", { class: "trace-name" }, `${place.dataset}.${place.variable}`);
  const details = el("details", {}, el("summary", {}, name, ` record ${counted(place.record)} `, value), body);
  details.addEventListener("toggle", () => {
    if (details.open) explained(place).then((found) => body.replaceChildren(...traceBody(found)), (trouble) => body.replaceChildren(trouble.message));
  });
  return el("li", {}, details);
}

const leavesOut = (step) => Object.keys(step.left_out).length > 0 || step.inputs.some(leavesOut);

function traceItem(step) {
  const part = step.part ? `${step.part}: ` : "";
  const name = el("span", { class: "trace-name" }, `${part}${step.dataset}.${step.variable}`);
  const value = el("span", { class: "trace-value" }, shownValue(step.value));
  const head = [name, ` record ${counted(step.row)} `, value, besideText(step.beside)];
  if (step.again) return el("li", {}, head, el("span", { class: "quiet" }, " told elsewhere in this answer"));
  return el("li", {}, el("details", { open: true }, el("summary", {}, head), el("div", { class: "trace-body" }, traceBody(step))));
}

function besideText(beside) {
  const told = Object.entries(beside).map(([name, value]) => `, ${name} ${value === "" ? "missing" : value}`);
  return el("span", { class: "quiet" }, told.join(""));
}

function shownValue(text) {
  if (text === "(not shipped)" || text === ELSEWHERE) return el("em", {}, text);
  return text === "" ? el("em", {}, "missing") : `\u201C${text}\u201D`;
}

function traceBody(step) {
  const told = facts([
    ["Subject", step.subject],
    ["Decided", step.decision],
    ["Rule", step.rule && el("code", {}, step.rule)],
    ["Method", step.method],
    ["Written in", step.place && el("code", {}, step.place)],
    ["Origin", step.origin],
    ["Note", step.note],
    ["Record", link(toData(step.dataset, step.row, step.variable), `${step.dataset}, record ${counted(step.row)}`)],
  ]);
  return [told, rawCellsTable(step.cells), readList(step)].filter(Boolean);
}

function rawCellsTable(cells) {
  if (!cells.length) return null;
  const received = receivedAs(cells[0].file);
  const heads = (received ? ["File", "Record", "Variable", "Value"] : ["Raw file", "Row", "Column", "Text as collected"]).map((text, at) => ({ text, number: at === 1 }));
  const rows = cells.map((cell) => [cell.file, link(toCell(cell), String(cell.row)), cell.column || el("em", {}, "name of the item"), rawText(cell.text)]);
  return table(received ? "Cells of the datasets received" : "Raw cells", heads, rows, { class: "raw-cells" });
}

const receivedAs = (file) => Object.keys(main.plan.received).find((name) => main.plan.received[name] === file);

function toCell({ file, row, column }) {
  const name = receivedAs(file);
  return name ? toData(name, row, column.split(" ")[0]) : toRaw(rawOfFile(file).name, row, column);
}

function rawText(text) {
  return text === "" ? el("em", {}, "blank") : el("code", { class: "raw-text" }, text);
}

function readList(step) {
  const counts = Object.entries(step.left_out).map(([name, number]) => `${name} ${counted(number)}`);
  if (!step.inputs.length && !counts.length) return null;
  const more = counts.length ? el("p", { class: "quiet" }, `and more that is not shown: ${counts.join(", ")}`) : null;
  return el("div", {}, el("p", { class: "trail-head" }, "Rests on"), el("ul", { class: "trail" }, step.inputs.map(traceItem)), more);
}
