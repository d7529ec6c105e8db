// Which columns of a grid are shown, and what is shown as CSV.

// What a reader looks for first: who, what was measured, when, and its value; else a dataset has its own order.
const LEADING = ["USUBJID", "STUDYID", "SUBJID", "SITEID", "PARAM", "PARAMCD", "PARAMN", "AVISIT", "AVISITN", "ADT", "ADTM", "ADY", "AVAL", "AVALC", "CNSR", "BASE", "BASEC", "CHG", "PCHG"];

// The columns of a dataset as they are shown: of records by parameter (ADaM BDS) the leading ones, else the subject first.
function inShownOrder(columns) {
  const byParameter = columns.some((column) => column.name === "PARAMCD");
  const placeOf = ({ name }) => {
    const at = LEADING.indexOf(name);
    return at === 0 || (byParameter && at > 0) ? at : LEADING.length;
  };
  return [...columns].sort((a, b) => placeOf(a) - placeOf(b));
}

// Leave out columns by their names; the first one stays, since it names the row.
function hideColumns(view, names) {
  const { grid } = view;
  const sort = grid.sort && grid.columns[grid.sort.column].name;
  view.hidden = names.filter((name) => name !== view.columns[0].name);
  grid.columns = view.columns.filter((column) => !view.hidden.includes(column.name));
  grid.lefts = leftsOf(grid.columns);
  grid.active.column = Math.min(grid.active.column, grid.columns.length);
  grid.box.setAttribute("aria-colcount", String(grid.columns.length + 1));
  const at = grid.columns.findIndex((column) => column.name === sort);
  grid.sort = sort && at >= 0 ? { ...grid.sort, column: at } : null;
}

function chooseColumns(view) {
  const boxes = view.columns.map((column, at) => {
    const box = el("input", { type: "checkbox", checked: !view.hidden.includes(column.name), disabled: at === 0 });
    box.wanted = column.name;
    return el("label", {}, box, " ", column.name, el("span", { class: "quiet" }, ` ${column.label}`));
  });
  const all = (on) => () => boxes.forEach((label) => { const box = label.querySelector("input"); box.checked = on || box.disabled; });
  const apply = (event) => {
    event.preventDefault();
    const hidden = [...event.target.querySelectorAll("input:not(:checked)")].map((box) => box.wanted);
    closeDialogs();
    hideColumns(view, hidden);
    refresh(view);
  };
  const tools = el("div", { class: "tools" }, el("button", { type: "submit", class: "first" }, "Show"), button("All", all(true)), button("None", all(false)));
  openDialog(`Columns of ${view.title}`, el("form", { onsubmit: apply }, el("fieldset", {}, el("legend", {}, "Shown"), el("div", { class: "values" }, boxes)), tools), "column");
}

// Save the rows and columns that are shown, in their order, with the values as they lie in the file.
function saveShown(view) {
  const { columns, rows } = view.grid;
  const number = view.raw ? "Row" : "Record";
  const lines = [[number, ...columns.map((column) => column.name)], ...Array.from(rows, (position) => [view.grid.numberOf(position), ...columns.map((column) => textAt(column.data, position))])];
  const text = lines.map((line) => line.map(csvField).join(",")).join("\r\n");
  const from = URL.createObjectURL(new Blob([`${text}\r\n`], { type: "text/csv" }));
  el("a", { href: from, download: `${view.name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(from), 1000);
  say(`${several(rows.length, view.raw ? "row" : "record")} saved as ${view.name}.csv.`);
}

function csvField(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
