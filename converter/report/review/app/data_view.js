// A dataset or a raw file as a grid, with search, filters, sort and a way to a record.

const WIDEST = 320;

async function showDataset(name, asked) {
  const described = datasetNamed(name);
  if (!described) return [el("h1", {}, "No such dataset"), el("p", {}, `The conversion made no dataset '${name}'.`)];
  const body = await dataset(name);
  const columns = described.variables.map((variable) => {
    const data = body.columns[variable.name];
    const texts = data.texts.map((text) => readable(text, variable.format));
    return { name: variable.name, label: variable.label, numeric: variable.type === "Num", data, described: describedVariable(variable), text: (position) => texts[data.codes[position]], width: widthOf(variable.name, variable.label, texts) };
  });
  const view = { name, title: name, raw: false, body, columns: inShownOrder(columns), hidden: [], linked: {}, started: false, filter: { text: "", columns: {}, records: null } };
  const lead = el("p", { class: "lead" }, `${described.package}. ${described.structure}. Keys: ${described.keys.join(", ")}.`);
  const told = [lead, leftOutOf(body, "record", `${described.package.toLowerCase()}/${name.toLowerCase()}.xpt`)];
  return viewed(view, described.label, told, (position) => String(body.numbers[position]), () => "", asked);
}

async function showRaw(name, asked) {
  const file = rawNamed(name);
  if (!file) return [el("h1", {}, "No such raw file"), el("p", {}, `The study reads no table '${name}'.`)];
  const body = await rawTable(name);
  const fates = new Map(body.fates.map((one) => [one.row, one]));
  const whole = withFate(body, fates);
  const used = Object.fromEntries(file.columns.map((one) => [one.column, one]));
  const columns = Object.entries(whole.columns).map(([column, data]) => {
    const told = used[column] || {};
    const label = told.fate ? `${told.fate}${told.variables ? `: ${told.variables}` : ""}` : "";
    const described = [["Use", told.fate], ["Variables", told.variables], ["Reason", told.reason]];
    return { name: column, label, numeric: false, data, described, text: (position) => textAt(data, position), width: widthOf(column, label.slice(0, 24), data.texts) };
  });
  const view = { name, title: file.file, raw: true, body: whole, columns, hidden: [], linked: {}, started: false, filter: { text: "", columns: {}, records: null } };
  const lead = el("p", { class: "lead" }, `Raw file, as collected: ${several(file.rows_in, "row")}; ${fatesTold(file)}.`);
  const told = [lead, leftOutOf(body, "row", "the raw file")];
  return viewed(view, "", told, (position) => String(body.numbers[position]), (position) => (fates.has(body.numbers[position]) ? "aside" : ""), asked);
}

// A raw table with what became of each row in a column before the others.
function withFate(body, fates) {
  const texts = [...new Set(["mapped", ...[...fates.values()].map(fateText)])];
  const codes = Int32Array.from(body.numbers, (row) => (fates.has(row) ? texts.indexOf(fateText(fates.get(row))) : 0));
  return { ...body, columns: { "(fate)": { texts, codes }, ...body.columns } };
}

const fateText = (one) => `\u2715 ${one.fate}${one.reason ? `: ${one.reason}` : ""}`;

function widthOf(name, label, texts) {
  let longest = Math.max(name.length * 1.15 + 2, Math.min(label.length * 0.85, 20));
  for (let at = 0; at < texts.length; at += Math.ceil(texts.length / 2000)) longest = Math.max(longest, texts[at].length);
  return Math.round(Math.min(WIDEST, 24 + longest * 7.2));
}

function viewed(view, label, told, numberOf, marked, asked) {
  const bar = el("div", { class: "cell-bar" });
  const act = (cell) => actOnCell(view, cell);
  view.grid = makeGrid({ name: `${view.title} ${label}`, columns: view.columns, pinned: view.columns[0].name === (view.raw ? "(fate)" : "USUBJID"), numbered: view.raw ? "Row" : "Record", numberOf, marked, act, reach: (cell) => showCell(view, bar, cell) });
  printed.view = view;
  view.count = el("span", { class: "count", role: "status" });
  view.chips = el("div", { class: "chips" });
  view.filterBy = (name, wanted) => {
    if (wanted.contains || wanted.values) view.filter.columns[name] = wanted;
    else delete view.filter.columns[name];
    refresh(view);
  };
  view.sortBy = (column, falling) => {
    view.grid.sort = column < 0 ? null : { column, falling };
    refresh(view);
  };
  queueMicrotask(() => startView(view, asked));
  const heading = el("h1", {}, view.title, label ? el("span", { class: "label" }, ` ${label}`) : "");
  const hint = el("p", { class: "hint quiet" }, view.raw ? "Enter on a row tells which records it went to; Enter on a column head filters and sorts." : "Enter on a value asks why; on a column head it tells the variable, sorts and filters.");
  return [heading, ...told.filter(Boolean), dataTools(view), view.chips, view.grid.box, bar, hint];
}

async function startView(view, asked) {
  restoreView(view, asked);
  view.search.value = view.filter.text;
  view.filter.records = await askedRecords(view, asked);
  const lacking = [...(view.filter.records || [])].filter((number) => positionOf(view.body, number) < 0).length;
  if (lacking) view.why += `, ${counted(lacking)} of them not in this page`;
  refresh(view);
  const wanted = Number(asked.record || asked.row || 0);
  const row = wanted ? positionOf(view.body, wanted) : -1;
  if (wanted && row < 0) view.grid.box.before(el("p", { class: "notice", role: "status" }, notHere(view, wanted)));
  const column = view.grid.columns.findIndex((one) => one.name === (asked.variable || asked.column));
  if (row >= 0) goTo(view, row, Math.max(column + 1, 1));
  else {
    showCellAtStart(view);
    scrollGrid(view.grid, asked.at, asked.left);
  }
  view.started = true;
  let waiting = 0;
  view.grid.box.addEventListener("scroll", () => { clearTimeout(waiting); waiting = setTimeout(() => keepScrolled(view), PAUSE); }, { passive: true });
  if (row >= 0 && asked.open) setTimeout(() => openAskedOf(view, row, view.grid.columns[column], asked.open)); // after the grid is in its place, which closes dialogs
}

function openAskedOf(view, position, column, kind) {
  if (kind === "record") openRecord(view, position);
  else if (kind === "why" && column && !view.raw) openWhyOf(view, position, column.name);
}

function showCellAtStart(view) {
  if (view.grid.rows.length) view.grid.reach({ position: view.grid.rows[0], column: 0 });
}

// The records that a link asked for: those of an issue, of a subject, behind a result, or set aside.
async function askedRecords(view, asked) {
  if (asked.issue) {
    const issue = main.issues[asked.issue];
    view.why = `${issue.more.rows ? `the first ${counted(issue.rows.length)} of ${counted(issue.count)} ` : ""}rows of issue ${issue.rule}`;
    return new Set(issue.rows);
  }
  if (asked.subject) {
    view.why = `subject ${asked.subject}`;
    return new Set((await recordsOfSubjects(view.name)).get(asked.subject) || []);
  }
  if (asked.behind) {
    view.why = `records behind ${asked.behind.split("\t").join(" / ")}`;
    return new Set(await recordsBehindCell(asked.behind, view.name));
  }
  if (asked.aside) {
    view.why = "rows not mapped";
    return new Set(view.body.fates.map((one) => one.row));
  }
  return null;
}

function dataTools(view) {
  const search = el("input", { type: "search", id: "search", autocomplete: "off", oninput: () => { view.filter.text = search.value; refresh(view, false); } });
  view.search = search;
  const number = el("input", { type: "number", id: "go-to", min: "1", class: "short" });
  const go = (event) => {
    event.preventDefault();
    const wanted = Number(number.value);
    const position = positionOf(view.body, wanted);
    if (position < 0) say(notHere(view, wanted));
    else { goTo(view, position, 1); view.grid.box.focus(); }
  };
  return el("div", { class: "tools" }, el("label", { for: "search" }, "Find "), search,
    el("form", { onsubmit: go }, el("label", { for: "go-to" }, view.raw ? "Row " : "Record "), number, el("button", { type: "submit" }, "Go")),
    button("Columns", () => chooseColumns(view)), button("Save as CSV", () => saveShown(view), { title: "The rows and columns that are shown" }), view.count);
}

function notHere(view, number) {
  const noun = view.raw ? "row" : "record";
  if (isWhole(view.body) || (!view.raw && number > view.body.all)) return `There is no ${noun} ${number}.`;
  const asked = { dataset: view.name, variables: [view.columns[0].name], record: number };
  return `This page does not hold ${noun} ${number}${view.raw ? "" : `; ask ${askedOf(asked)}`}.`;
}

// Go to a record; filters that hide it are taken off.
function goTo(view, position, column) {
  if (!view.grid.rows.includes(position)) {
    view.filter = { text: "", columns: {}, records: null };
    refresh(view);
  }
  reachCell(view.grid, view.grid.rows.indexOf(position), column);
}

// Show what the filters leave; `anew` makes the address a place of its own, to which Back returns.
function refresh(view, anew = true) {
  const { grid, filter } = view;
  let rows = selected(view.body, filter);
  if (grid.sort) rows = sorted(rows, grid.columns[grid.sort.column].data, grid.columns[grid.sort.column].numeric, grid.sort.falling);
  grid.filtered = new Set(Object.keys(filter.columns));
  showRows(grid, rows);
  const held = view.body.records;
  const told = `${several(held, view.raw ? "row" : "record")}${isWhole(view.body) ? "" : " in this page"}`;
  view.count.textContent = rows.length === held ? told : `${counted(rows.length)} of ${told}`;
  view.chips.replaceChildren(...chipsOf(view));
  keepView(view, anew);
}

function chipsOf(view) {
  const { filter } = view;
  const chip = (text, off) => button(`${text} \u00D7`, off, { class: "chip", "aria-label": `Take off the filter: ${text}` });
  const columns = Object.entries(filter.columns).map(([name, { contains, values }]) => {
    const parts = [contains && `contains \u201C${contains}\u201D`, values && `is ${[...values].map((one) => one || "missing").join(" or ")}`];
    return chip(`${name} ${parts.filter(Boolean).join(" and ")}`, () => view.filterBy(name, {}));
  });
  const records = filter.records ? [chip(view.why, () => { filter.records = null; refresh(view); })] : [];
  return [...records, ...columns];
}

function actOnCell(view, { position, column }) {
  if (position < 0) openColumn(view, column);
  else if (column < 0 || view.raw) openRecord(view, position);
  else openWhyOf(view, position, view.grid.columns[column].name);
}

function openWhyOf(view, position, variable) {
  const record = view.body.numbers[position];
  openWhy({ dataset: view.name, variable, record });
  keepDialog(placeOfView(view, { record, variable, open: "why" }), placeOfView(view));
}

function showCell(view, bar, { position, column }) {
  const at = Math.max(column, 0);
  const one = view.grid.columns[at];
  const text = one.text(position);
  const plain = textAt(one.data, position);
  const value = [shownValue(text), text === plain ? "" : el("span", { class: "quiet" }, ` (${plain})`)];
  const why = view.raw ? null : button("Why this value", () => actOnCell(view, { position, column: at }), { class: "first" });
  const place = `${view.raw ? "Row" : "Record"} ${view.grid.numberOf(position)}, ${one.name}: `;
  const whole = button(view.raw ? "Where it went" : "Whole record", () => openRecord(view, position));
  bar.replaceChildren(el("p", {}, el("span", { class: "quiet" }, place), value), el("div", { class: "tools" }, [why, whole].filter(Boolean)));
}
