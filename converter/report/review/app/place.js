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
  const chosen = { find: filter.text, sort, hide: view.hidden.join(" "), at: topOf(grid), left: leftOf(grid), ...Object.fromEntries(filters) };
  return address(view.raw ? "raw" : "data", view.name, { ...linked, ...chosen, ...opened });
}

function keepView(view, anew = true) {
  if (view.started) keepPlace(placeOfView(view), anew);
}

// Keep where a grid is scrolled to; a dialog above it has the address of its own.
function keepScrolled(view) {
  if (view.grid.box.isConnected && !document.querySelector("dialog[open]")) keepView(view, false);
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

// The address of what is shown with one thing more that is asked, or with less where `value` is blank.
function withAsked(name, value) {
  const [path, query = ""] = location.hash.split("?");
  const { [name]: _, ...asked } = Object.fromEntries(new URLSearchParams(query));
  const all = Object.entries({ ...asked, [name]: value }).filter(([, one]) => one);
  return path + (all.length ? `?${all.map(([key, one]) => `${key}=${encodeURIComponent(one)}`).join("&")}` : "");
}

// What a scroll can stop at: the first of them in view is the place, so that it is the same on any screen.
const STOPS = "section, .cause, section tbody > tr, .cause tbody > tr";
const PAUSE = 200;

const stopsOf = (place) => [...place.querySelectorAll(STOPS)].filter((stop) => stop.offsetParent);

// Keep in the address how far the reader has scrolled, when the scroll has come to rest.
function watchScroll(place) {
  let waiting = 0;
  const keep = () => {
    if (document.querySelector("dialog[open]") || place.classList.contains("filling")) return;
    const top = Math.max(place.getBoundingClientRect().top, document.querySelector("header").getBoundingClientRect().bottom * isStacked());
    const scrolled = place.scrollTop + window.scrollY > 0;
    const at = scrolled ? stopsOf(place).findIndex((stop) => stop.getBoundingClientRect().top >= top - 1) : -1;
    keepPlace(withAsked("at", at > 0 ? String(at) : ""), false);
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(keep, PAUSE); };
  place.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("scroll", soon, { passive: true });
}

// Whether the side stands above the content and stays in view, as on a telephone.
const isStacked = () => Number(getComputedStyle(document.querySelector("header")).position === "sticky");

// Unfold what an address names, and scroll to its place.
function restorePlace(place, asked) {
  for (const key of named(asked.unfolded || "")) {
    const details = place.querySelector(`details[data-key="${CSS.escape(key)}"]`);
    if (details) unfold(details);
  }
  const stop = asked.at ? stopsOf(place)[Number(asked.at)] : place.querySelector(".cause[open]");
  stop?.scrollIntoView({ block: asked.at ? "start" : "nearest" });
}

// Open details at once, with what they make when they are opened.
function unfold(details) {
  details.open = true;
  details.dispatchEvent(new Event("toggle"));
}

// Keep in the address which details are unfolded.
function watchFolds(place) {
  place.addEventListener("toggle", ({ target }) => {
    if (printing || !target.dataset.key) return;
    const keys = [...place.querySelectorAll("details[data-key][open]")].map((details) => details.dataset.key);
    keepPlace(withAsked("unfolded", keys.join(" ")), false);
  }, true);
}

// Give the open dialog its address; when it is closed, the address is that of what lies `below` it.
function keepDialog(to, below) {
  const dialog = document.querySelector("dialog[open]");
  keepPlace(to, true);
  const mine = location.hash;
  dialog.addEventListener("close", () => { if (location.hash === mine) keepPlace(below, false); });
}
