// The dialog that traces a value: each step tells its rule and opens what the rule read, down to the raw text.

function openWhy(place) {
  const trail = el("ul", { class: "trail" });
  openDialog(`Why ${place.dataset}.${place.variable}, record ${counted(place.record)}`, trail, "why");
  trail.append(traceItem(place, true));
}

function traceItem(place, open) {
  const body = el("div", { class: "trace-body" }, el("p", { role: "status" }, "Tracing\u2026"));
  const value = el("span", { class: "trace-value" });
  const title = [el("span", { class: "trace-name" }, `${place.dataset}.${place.variable}`), ` record ${counted(place.record)} `];
  const details = el("details", { open }, el("summary", {}, title, value), body);
  const step = explainStep(place).then(
    (found) => { value.replaceChildren(shownValue(found.value)); return found; },
    (trouble) => { value.replaceChildren("cannot be traced"); return trouble; },
  );
  const show = async () => body.replaceChildren(...traceBody(await step));
  details.addEventListener("toggle", () => { if (details.open) show(); });
  if (open) show();
  return el("li", {}, details);
}

function shownValue(text) {
  if (text === "(not shipped)") return el("em", {}, text);
  return text === "" ? el("em", {}, "missing") : `\u201C${text}\u201D`;
}

function traceBody(step) {
  if (step instanceof Error) return [el("p", {}, step.message)];
  const told = facts([
    ["Subject", step.subject],
    ["Rule", el("code", {}, step.rule)],
    ["Method", step.method],
    ["Written in", step.place && el("code", {}, step.place)],
    ["Origin", step.origin],
    ["Record", link(toData(step.dataset, step.row, step.variable), `${step.dataset}, record ${counted(step.row)}`)],
  ]);
  return [told, rawCellsTable(step.cells), readList(step)].filter(Boolean);
}

function rawCellsTable(cells) {
  if (!cells.length) return null;
  const heads = ["Raw file", "Row", "Column", "Text as collected"].map((text, at) => ({ text, number: at === 1 }));
  const rows = cells.map((cell) => {
    const raw = rawOfFile(cell.file);
    return [cell.file, link(toRaw(raw.name, cell.row, cell.column), String(cell.row)), cell.column, rawText(cell.text)];
  });
  return table("Raw cells", heads, rows, { class: "raw-cells" });
}

function rawText(text) {
  return text === "" ? el("em", {}, "blank") : el("code", { class: "raw-text" }, text);
}

function readList(step) {
  if (!step.inputs.length && !step.more) return null;
  const items = step.inputs.map((input) => traceItem(input, step.inputs.length === 1));
  const more = step.more ? el("p", { class: "quiet" }, `and ${several(step.more, "more record")}`) : null;
  return el("div", {}, el("p", { class: "trail-head" }, `Read ${several(step.inputs.length, "value")}`), el("ul", { class: "trail" }, items), more);
}
