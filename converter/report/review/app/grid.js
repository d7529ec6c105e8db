// A grid of any number of rows: only the cells in view are in the page, so that 100,000 records scroll at once.

const ROW = 28;
const HEAD = 48;
const TALLEST = 15000000;
const NUMBERED = 76;

// `columns` are { name, label, numeric, width, text(position) }, the first of them stays in view where `pinned`;
// `numbered` is the head of the column of numbers, `numberOf` gives the number of a record as people know it;
// `marked` gives the class of a row, or ''. `act` hears { position, column } when a cell is opened, `place` when it is reached.
function makeGrid({ name, columns, pinned = false, numbered = "Record", numberOf, marked = () => "", act, reach }) {
  const head = el("div", { class: "grid-head", role: "row", "aria-rowindex": "1" });
  const body = el("div", { class: "grid-body", role: "rowgroup" });
  const box = el("div", { class: "grid", role: "grid", tabindex: "0", "aria-label": name, "aria-colcount": String(columns.length + 1) }, el("div", { role: "rowgroup", class: "grid-top" }, head), body);
  const grid = { box, head, body, columns, pinned, numbered, numberOf, marked, act, reach, rows: new Int32Array(0), active: { row: 0, column: 1 }, sort: null, filtered: new Set() };
  grid.lefts = leftsOf(columns);
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; drawGrid(grid); });
  };
  box.addEventListener("scroll", soon, { passive: true });
  box.addEventListener("keydown", (event) => gridKey(grid, event));
  box.addEventListener("click", (event) => gridClick(grid, event));
  box.addEventListener("dblclick", (event) => { if (event.target.closest(".cell")) actOnActive(grid); });
  new ResizeObserver(soon).observe(box);
  return grid;
}

// Where each column begins, and where the last one ends.
function leftsOf(columns) {
  return columns.reduce((lefts, column) => [...lefts, lefts.at(-1) + column.width], [NUMBERED]);
}

function showRows(grid, rows) {
  grid.rows = rows;
  grid.active.row = Math.min(grid.active.row, rows.length - 1);
  grid.box.setAttribute("aria-rowcount", String(rows.length + 1));
  drawGrid(grid);
}

// Where a grid is scrolled to: the row (from 1) at its top and the column at its left; blank at its beginning.
function topOf(grid) {
  const row = Math.round((grid.box.scrollTop * gridScale(grid).factor) / ROW);
  return row > 0 ? String(row + 1) : "";
}

function leftOf(grid) {
  const left = grid.box.scrollLeft;
  const at = left > 0 ? grid.lefts.findLastIndex((edge) => edge - NUMBERED <= left) : 0;
  return at > 0 && at < grid.columns.length ? grid.columns[at].name : "";
}

function scrollGrid(grid, row, name) {
  const at = grid.columns.findIndex((column) => column.name === name);
  grid.box.scrollTop = (Math.max(Number(row || 1) - 1, 0) * ROW) / gridScale(grid).factor;
  grid.box.scrollLeft = at > 0 ? grid.lefts[at] - NUMBERED : 0;
}

// How the height of all rows is squeezed where it is more than a browser can scroll.
function gridScale(grid) {
  const all = grid.rows.length * ROW;
  const room = Math.max(grid.box.clientHeight - HEAD, ROW);
  const height = Math.min(all, TALLEST);
  return { height, room, factor: all > height ? (all - room) / (height - room) : 1 };
}

function drawGrid(grid) {
  const { height, room, factor } = gridScale(grid);
  const { scrollTop, scrollLeft, clientWidth } = grid.box;
  const top = scrollTop * factor;
  const first = Math.max(0, Math.floor(top / ROW) - 2);
  const last = Math.min(grid.rows.length, Math.ceil((top + room) / ROW) + 2);
  const shown = columnsInView(grid, scrollLeft, clientWidth);
  grid.body.style.height = `${height}px`;
  grid.body.style.width = grid.head.style.width = `${grid.lefts.at(-1)}px`;
  grid.head.replaceChildren(...headCells(grid, shown));
  const drawn = [];
  for (let row = first; row < last; row += 1) drawn.push(gridRow(grid, row, shown, row * ROW - top + scrollTop));
  grid.body.replaceChildren(...drawn);
  tellActive(grid);
}

function columnsInView(grid, left, width) {
  const shown = [];
  grid.columns.forEach((column, at) => {
    const inView = grid.lefts[at + 1] > left && grid.lefts[at] < left + width + 60;
    if (inView && !(grid.pinned && at === 0)) shown.push(at);
  });
  return shown;
}

function headCells(grid, shown) {
  const cells = kept(grid, shown).map((at) => {
    const column = grid.columns[at];
    const order = grid.sort && grid.sort.column === at ? (grid.sort.falling ? "descending" : "ascending") : "none";
    const marks = `${order === "ascending" ? " \u2191" : order === "descending" ? " \u2193" : ""}${grid.filtered.has(column.name) ? " (filtered)" : ""}`;
    const cell = gridCell(grid, -1, at + 1, "columnheader", [el("span", { class: "name" }, column.name + marks), el("span", { class: "label" }, column.label)]);
    cell.setAttribute("aria-sort", order);
    cell.title = `${column.name}: ${column.label}`;
    return cell;
  });
  return [gridCell(grid, -1, 0, "columnheader", [el("span", { class: "name" }, grid.numbered)]), ...placed(grid, cells, shown)];
}

function gridRow(grid, row, shown, top) {
  const position = grid.rows[row];
  const cells = kept(grid, shown).map((at) => gridCell(grid, row, at + 1, "gridcell", [grid.columns[at].text(position)]));
  const numbered = gridCell(grid, row, 0, "rowheader", [grid.numberOf(position)]);
  const line = el("div", { role: "row", class: `grid-row ${grid.marked(position)}`, "aria-rowindex": String(row + 2) }, numbered, placed(grid, cells, shown));
  line.style.transform = `translateY(${top}px)`;
  line.style.width = `${grid.lefts.at(-1)}px`;
  return line;
}

function gridCell(grid, row, column, role, children) {
  const active = grid.active.row === row && grid.active.column === column;
  const numeric = column > 0 && grid.columns[column - 1].numeric;
  const cell = el("div", { role, class: `cell${numeric ? " number" : ""}${active ? " active" : ""}`, "aria-colindex": String(column + 1), "data-row": String(row), "data-column": String(column), "aria-selected": active ? "true" : null, id: active ? "active-cell" : null }, children);
  cell.style.width = `${column ? grid.columns[column - 1].width : NUMBERED}px`;
  return cell;
}

// The columns to draw: the pinned one, and those in view.
function kept(grid, shown) {
  return grid.pinned ? [0, ...shown] : shown;
}

function keptWidth(grid) {
  return grid.pinned ? grid.lefts[1] : NUMBERED;
}

// Leave room for the columns that are scrolled out to the left.
function placed(grid, cells, shown) {
  const next = cells[grid.pinned ? 1 : 0];
  if (next) next.style.marginLeft = `${grid.lefts[shown[0]] - keptWidth(grid)}px`;
  if (grid.pinned) cells[0].classList.add("pinned");
  return cells;
}
