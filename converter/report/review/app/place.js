// The address follows what is shown: Back returns to it, a reload keeps it, and a link to it shows the same.

const LINKED = ["issue", "subject", "behind", "aside"];

// Write the address of what is shown; `anew` as a place of its own, to which Back returns.
function keepPlace(to, anew) {
  if (to === location.hash) return;
  history[anew ? "pushState" : "replaceState"](null, "", to);
  document.getElementById("main").dataset.shown = location.hash;
}

// The address of a grid: what a link asked for, and the search, filters, sort and columns that the reader chose.
function placeOfView(view, opened = {}) {
  const { filter, grid } = view;
  const linked = filter.records ? view.linked : {};
  const filters = Object.entries(filter.columns).flatMap(([name, { contains, values }]) => [[`has.${name}`, contains], [`is.${name}`, values && JSON.stringify([...values])]]);
  const sort = grid.sort ? `${grid.sort.falling ? "-" : ""}${grid.columns[grid.sort.column].name}` : "";
  const chosen = { find: filter.text, sort, hide: view.hidden.join(" "), ...Object.fromEntries(filters) };
  return address(view.raw ? "raw" : "data", view.name, { ...linked, ...chosen, ...opened });
}

function keepView(view, anew = true) {
  if (view.started) keepPlace(placeOfView(view), anew);
}

// Set a grid to what an address says; what names no column of it is passed over.
function restoreView(view, asked) {
  const known = new Set(view.columns.map((column) => column.name));
  view.linked = Object.fromEntries(LINKED.filter((name) => asked[name]).map((name) => [name, asked[name]]));
  view.filter.text = asked.find || "";
  for (const [key, text] of Object.entries(asked)) {
    const [, kind, name] = key.match(/^(has|is)\.(.+)$/s) || [];
    if (!known.has(name)) continue;
    const values = kind === "is" ? listed(text) : null;
    if (kind === "has" || values) view.filter.columns[name] = { ...view.filter.columns[name], ...(kind === "has" ? { contains: text } : { values: new Set(values) }) };
  }
  hideColumns(view, (asked.hide || "").split(" ").filter((name) => known.has(name)));
  const [sign, name] = (asked.sort || "").startsWith("-") ? ["-", asked.sort.slice(1)] : ["", asked.sort];
  const column = view.grid.columns.findIndex((one) => one.name === name);
  if (column >= 0) view.grid.sort = { column, falling: sign === "-" };
}

function listed(text) {
  try {
    const values = JSON.parse(text);
    return Array.isArray(values) ? values.map(String) : null;
  } catch {
    return null; // an address cut short on its way is no filter
  }
}

// Give the open dialog its address; when it is closed, the address is that of what lies `below` it.
function keepDialog(to, below) {
  const dialog = document.querySelector("dialog[open]");
  keepPlace(to, true);
  const mine = location.hash;
  dialog.addEventListener("close", () => { if (location.hash === mine) keepPlace(below, false); });
}
