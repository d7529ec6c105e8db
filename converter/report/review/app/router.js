// The address after # names what is shown, so that links, the back button and bookmarks work.

const SECTIONS = [
  ["#/overview", "Overview", () => ""],
  ["#/results", "Results", () => main.displays.length],
  ["#/data", "Datasets", () => main.datasets.length],
  ["#/ledger", "Ledger", () => main.raw.length],
  ["#/issues", "Issues", () => main.issues.filter((issue) => !issue.accepted).length],
];
const VIEWS = {
  overview: () => showOverview(),
  results: (name, asked) => showResults(asked),
  data: (name, asked) => (name ? showDataset(name, asked) : showDatasets()),
  raw: (name, asked) => showRaw(name, asked),
  ledger: () => showLedger(),
  issues: (name, asked) => showIssues(asked),
};

let turn = 0;

async function route() {
  const mine = ++turn;
  const [path, query = ""] = location.hash.replace(/^#\//, "").split("?");
  const [section, name = ""] = path.split("/").map(decodeURIComponent);
  const asked = Object.fromEntries(new URLSearchParams(query));
  const view = VIEWS[section] || VIEWS.overview;
  const content = await view(name, asked);
  if (mine !== turn) return;
  closeDialogs();
  const place = document.getElementById("main");
  place.className = name && (section === "data" || section === "raw") ? "filling" : "";
  place.replaceChildren(...content.filter(Boolean));
  place.scrollTop = 0;
  window.scrollTo(0, 0);
  restorePlace(place, asked);
  markCurrent(section in VIEWS ? section : "overview", name);
  const heading = place.querySelector("h1");
  heading.tabIndex = -1;
  document.title = `${heading.textContent} - ${main.study.id}`;
  place.dataset.shown = location.hash;
  if (mine > 1) heading.focus({ preventScroll: true });
}

function markCurrent(section, name) {
  const wanted = section === "raw" ? "#/ledger" : `#/${section}`;
  for (const one of document.querySelectorAll("#sections a")) current(one, one.getAttribute("href") === wanted);
  for (const one of document.querySelectorAll("#shortcuts a")) current(one, section === "data" && one.getAttribute("href") === toData(name));
}

function current(one, is) {
  if (is) one.setAttribute("aria-current", "page");
  else one.removeAttribute("aria-current");
}

function fillSide() {
  document.getElementById("brand-study").textContent = main.study.id;
  if (main.study.synthetic) document.getElementById("brand-mark").replaceChildren(el("span", { class: "synthetic" }, "SYNTHETIC"));
  const items = SECTIONS.map(([to, text, count]) => el("li", {}, link(to, text, el("span", { class: "quiet" }, ` ${count() === "" ? "" : counted(count())}`))));
  document.getElementById("sections").append(...items);
  for (const name of ["SDTM", "ADaM"]) {
    const mine = main.datasets.filter((one) => one.package === name);
    if (mine.length) document.getElementById("shortcuts").append(el("h2", {}, name), el("ul", {}, mine.filter((one) => !parentOf(one.name)).map(shortcut)));
  }
}

// The dataset that a supplemental one belongs to, if both are there.
function parentOf(name) {
  return datasetNamed(qualifiedBy(name));
}

function shortcut(one) {
  const supp = datasetNamed(besideOf(one.name));
  const more = supp ? el("a", { href: toData(supp.name), title: supp.label, class: "supp" }, supp.name.slice(0, -one.name.length), el("span", { class: "unseen" }, one.name)) : null;
  return el("li", {}, el("a", { href: toData(one.name), title: one.label }, one.name), more);
}

async function start() {
  startTheme();
  main = await part("main");
  fillSide();
  window.addEventListener("hashchange", route);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  watchScroll(document.getElementById("main"));
  watchFolds(document.getElementById("main"));
  watchPrint();
  await route();
}

start().catch((trouble) => { document.getElementById("main").textContent = `The review cannot be shown: ${trouble.message}`; });
