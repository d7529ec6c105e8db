// Moving in a grid: arrows, Page Up and Down, Home and End, with Ctrl to the first and last row; Enter opens a cell.

function gridKey(grid, event) {
  const { row, column } = grid.active;
  const page = Math.max(1, Math.floor(gridScale(grid).room / ROW) - 1);
  const [last, end] = [grid.rows.length - 1, grid.columns.length];
  const moves = {
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1],
    PageDown: [row + page, column],
    PageUp: [Math.max(0, row - page), column],
    Home: event.ctrlKey ? [0, 0] : [row, 0],
    End: event.ctrlKey ? [last, end] : [row, end],
  };
  if (event.key === "Enter" || event.key === " ") actOnActive(grid);
  else if (moves[event.key]) reachCell(grid, ...moves[event.key]);
  else return;
  event.preventDefault();
}

function gridClick(grid, event) {
  const cell = event.target.closest(".cell");
  if (!cell) return;
  reachCell(grid, Number(cell.dataset.row), Number(cell.dataset.column));
  if (cell.dataset.row === "-1" || cell.dataset.column === "0") actOnActive(grid);
}

function actOnActive(grid) {
  const { row, column } = grid.active;
  if (row < 0 && !column) return;
  grid.act({ position: row < 0 ? -1 : grid.rows[row], column: column - 1 });
}

// Make a cell the active one and bring it into view; the row -1 is the head.
function reachCell(grid, row, column) {
  grid.active = { row: Math.max(-1, Math.min(row, grid.rows.length - 1)), column: Math.max(0, Math.min(column, grid.columns.length)) };
  bringIntoView(grid);
  drawGrid(grid);
  if (grid.active.row >= 0 && grid.reach) grid.reach({ position: grid.rows[grid.active.row], column: grid.active.column - 1 });
}

function bringIntoView(grid) {
  const { row, column } = grid.active;
  const { room, factor } = gridScale(grid);
  const top = grid.box.scrollTop * factor;
  if (row >= 0 && row * ROW < top) grid.box.scrollTop = (row * ROW) / factor;
  else if (row >= 0 && (row + 1) * ROW > top + room) grid.box.scrollTop = ((row + 1) * ROW - room + 16) / factor;
  if (!column || (grid.pinned && column === 1)) return;
  const [left, right] = [grid.lefts[column - 1], grid.lefts[column]];
  const kept = matchMedia("screen and (max-width: 760px)").matches ? NUMBERED : keptWidth(grid);
  if (left - kept < grid.box.scrollLeft) grid.box.scrollLeft = left - kept;
  else if (right > grid.box.scrollLeft + grid.box.clientWidth) grid.box.scrollLeft = Math.min(right - grid.box.clientWidth, left - kept);
}

function tellActive(grid) {
  if (grid.box.querySelector("#active-cell")) grid.box.setAttribute("aria-activedescendant", "active-cell");
  else grid.box.removeAttribute("aria-activedescendant");
}
