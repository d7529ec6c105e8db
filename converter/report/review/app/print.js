// On paper: details are open, and a grid is a table of its first records and columns that says what it leaves out.

const PRINTED_ROWS = 1000;
const PRINTED_WIDTH = 1500;
const WRAPPED_WIDTH = 120;

let printing = false;
const printed = { view: null, opened: [], table: null };

function watchPrint() {
  window.addEventListener("beforeprint", preparePrint);
  window.addEventListener("afterprint", endPrint);
}

function preparePrint() {
  if (printing) return;
  printing = true;
  for (let closed = closedDetails(); closed.length; closed = closedDetails()) { // what is opened may hold others
    closed.forEach(unfold);
    printed.opened.push(...closed);
  }
  const { view } = printed;
  if (view?.grid.box.isConnected) view.grid.box.after((printed.table = printedGrid(view)));
}

const closedDetails = () => [...document.querySelectorAll("main details:not([open])")];

function endPrint() {
  for (const details of printed.opened) details.open = false;
  printed.table?.remove();
  Object.assign(printed, { opened: [], table: null });
  setTimeout(() => { printing = false; }, 0); // after the events of closing
}

function printedGrid(view) {
  const { grid } = view;
  const columns = columnsThatFit(grid.columns);
  const rows = Array.from(grid.rows.subarray(0, PRINTED_ROWS), (position) => [grid.numberOf(position), ...columns.map((column) => column.text(position))]);
  const heads = [{ text: grid.numbered }, ...columns.map((column) => ({ text: column.name, number: column.numeric }))];
  return el("div", { class: "printed" }, el("p", {}, leftOffPaper(view, rows.length, columns.length)), table(view.title, heads, rows));
}

// The first columns that fit the width of the paper, where long texts are wrapped; the first always does.
function columnsThatFit(columns) {
  let width = NUMBERED;
  return columns.filter((column, at) => (width += Math.min(column.width, WRAPPED_WIDTH)) <= PRINTED_WIDTH || at === 0);
}

function leftOffPaper(view, rows, columns) {
  const { grid } = view;
  const noun = view.raw ? "row" : "record";
  const of = view.count.textContent === several(grid.rows.length, noun) ? "" : ` that are shown (${view.count.textContent})`;
  const told = `${counted(rows)} of ${several(grid.rows.length, noun)}${of} and ${counted(columns)} of ${several(view.columns.length, "column")}`;
  const whole = rows === grid.rows.length && columns === view.columns.length;
  return whole ? `Printed: ${told}.` : `Printed: ${told}. The others are left out: choose columns under "Columns" and records by filters, or "Save as CSV" what is shown.`;
}
