// Issues by their kind: where they are, what was written instead, how they are mended, and what to paste.

const VALUES_SHOWN = 3;
const SOURCES_SHOWN = 3;
const SEVERITY_OF = { error: "Errors", warning: "Warnings", note: "Notes" };

function issueGroups(issues) {
  const groups = new Map();
  const shown = new Set(issues);
  const follows = (issue) => issue.follows !== undefined && shown.has(main.issues[issue.follows]);
  const keyOf = (issue) => `${issue.severity} ${issue.rule}`;
  for (const issue of issues.filter((one) => !follows(one))) {
    const key = keyOf(issue);
    if (!groups.has(key)) groups.set(key, { rule: issue.rule, severity: issue.severity, issues: [], others: [], rows: 0 });
    groups.get(key).issues.push(issue);
    groups.get(key).rows += issue.count;
  }
  for (const issue of issues.filter(follows)) groups.get(keyOf(main.issues[issue.follows])).others.push(issue);
  const rank = (group) => SEVERITIES.indexOf(group.severity);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b)); // else as told: what loses rows or values goes before
}

function showIssues(asked) {
  const found = el("div", { class: "causes" });
  const count = el("span", { class: "count", role: "status" });
  const left = named(asked.without || "");
  const boxes = [...SEVERITIES.map((one) => checkbox(severityMark(one), !left.includes(one))), checkbox("explained by the study", Boolean(asked.explained))];
  const on = () => boxes.map((box) => box.querySelector("input").checked);
  const keep = (rule, anew) => keepPlace(address("issues", "", { place: words.value, rule, without: SEVERITIES.filter((one, at) => !on()[at]).join(" "), explained: on()[3] ? "1" : "" }), anew);
  const words = el("input", { type: "search", id: "issue-words", autocomplete: "off", value: asked.place || "" });
  const show = () => {
    const wanted = main.issues.filter((issue) => on()[SEVERITIES.indexOf(issue.severity)] && (on()[3] || !issue.accepted) && mentions(issue, words.value.toLowerCase()));
    const groups = issueGroups(wanted);
    count.textContent = `${several(wanted.length, "issue")} of ${several(groups.length, "kind")}${main.moreIssues ? `; ${counted(main.moreIssues)} more in issues.csv` : ""}`;
    found.replaceChildren(...groups.map((group) => causeDetails(group, group.rule === asked.rule || groups.length === 1)));
  };
  for (const input of [...boxes, words]) input.addEventListener("input", () => { show(); keep(asked.rule, false); });
  found.addEventListener("toggle", ({ target }) => { if (!printing && target.open && target.dataset.rule && target.dataset.rule !== asked.rule && found.children.length > 1) keep((asked.rule = target.dataset.rule), true); }, true);
  show();
  const tools = el("div", { class: "tools" }, el("fieldset", { class: "inline" }, el("legend", { class: "unseen" }, "Show"), boxes), el("label", { for: "issue-words" }, "Find "), words, count);
  return [el("h1", {}, "Issues"), el("p", { class: "lead" }, "Everything that was found in the data, by kind, worst first; one cause is one issue, and what other rules tell of the same values stands with it. Nothing was changed silently: each says what was written instead. Where an issue has many rows or values the first are shown; issues-rows.csv has each row."), tools, found];
}

function checkbox(text, on) {
  return el("label", {}, el("input", { type: "checkbox", checked: on }), " ", text);
}

function mentions(issue, words) {
  return !words || [issue.rule, issue.place, issue.variable, issue.message, issue.hint, ...issue.values.map(([value]) => value), ...issue.subjects].some((text) => text.toLowerCase().includes(words));
}

function causeDetails(group, open) {
  const places = new Set(group.issues.map((issue) => issue.place)).size;
  const others = new Set(group.issues.map((issue) => issue.message)).size - 1;
  const summary = el("summary", {}, severityMark(group.severity), el("strong", {}, group.rule), el("span", { class: "message" }, group.issues[0].message, others ? el("span", { class: "quiet" }, ` and ${several(others, "other message")}`) : ""), el("span", { class: "quiet" }, `${several(group.issues.length, "issue")}, ${several(places, "place")}, ${several(group.rows, "row")}${group.others.length ? `, with ${several(group.others.length, "more issue")} of the same values` : ""}`));
  const details = el("details", { class: "cause", open, "data-rule": group.rule }, summary);
  const fill = () => { if (details.open && details.children.length === 1) details.append(ruleTold(group.rule), issuesTable(captionOf(group), group.issues), ...othersTold(group)); };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

// What a rule tells of, why, and where more is said.
function ruleTold(rule) {
  const [title, why] = main.rules[rule] || ["", ""];
  return el("p", { class: "quiet" }, title ? `${title}. ` : "", why ? `${why} ` : "", el("code", {}, `converter explain ${rule}`), " tells more.");
}

// What other rules tell of the same values, rule by rule.
function othersTold(group) {
  const rules = [...new Set(group.others.map((issue) => issue.rule))];
  return rules.map((rule) => el("div", {}, el("p", {}, "Of the same values, too: ", el("strong", {}, rule)), issuesTable(`Issues of ${rule}, with ${captionOf(group).toLowerCase()}`, group.others.filter((issue) => issue.rule === rule))));
}

// A rule may tell of errors and of warnings; the tables are told apart.
const captionOf = (group) => `${SEVERITY_OF[group.severity]} of ${group.rule}`;

function issuesTable(caption, issues) {
  const heads = [{ text: "Place" }, { text: "Rows", number: true }, { text: "Variable" }, { text: "Value" }, { text: "Message" }, { text: "Written" }, { text: "Mend" }, { text: "Explained" }];
  const explained = issues.some((issue) => issue.accepted);
  const rows = issues.map((issue) => {
    const cells = [placeLinks(issue), rowsLink(issue), issue.variable, valuesCell(issue), issue.message, issue.written, mendCell(issue), issue.accepted];
    return explained ? cells : cells.slice(0, 7);
  });
  return table(caption, explained ? heads : heads.slice(0, 7), rows, { class: "issues" });
}

// The values with the number of rows that have each; the first of many are open, the others that are named can be opened.
function valuesCell(issue) {
  const each = issue.values.map(([value, n]) => el("div", { class: "value-line" }, el("code", { class: "raw-text" }, value), issue.values.length > 1 ? el("span", { class: "quiet" }, `\u00d7 ${counted(n)}`) : null));
  const [first, others] = [each.slice(0, VALUES_SHOWN), each.slice(VALUES_SHOWN)];
  const unnamed = issue.more.values ? el("div", { class: "quiet" }, `and ${counted(issue.more.values)} more in issues-rows.csv`) : null;
  if (!others.length) return el("div", {}, first, unnamed);
  const more = others.length + (issue.more.values || 0);
  return el("div", {}, first, el("details", { class: "more-values" }, el("summary", {}, `${several(more, "more value")}`), others, unnamed));
}

// What to do, and the lines to paste into the specification.
function mendCell(issue) {
  const pasted = [[issue.under, issue.lines], ["accepted:", issue.accept ? [issue.accept] : []]].filter(([, lines]) => lines.length);
  const blocks = pasted.map(([under, lines]) => [el("div", { class: "quiet" }, `under ${under}`), el("pre", { class: "paste", tabindex: "0", "aria-label": `To paste under ${under}` }, lines.join("\n"))]);
  return el("div", {}, issue.hint, blocks.length ? el("details", { class: "paste-lines" }, el("summary", {}, "lines to paste"), blocks.flat()) : null);
}

function rowsLink(issue) {
  if (!issue.rows.length) return "all";
  const at = main.issues.indexOf(issue);
  const raw = rawOfFile(issue.place);
  const issueAt = { issue: String(at) };
  const to = raw ? address("raw", raw.name, issueAt) : datasetNamed(issue.place) ? address("data", issue.place, issueAt) : "";
  return to ? link(to, counted(issue.count)) : counted(issue.count);
}

// Where the issue is: the first record or raw row, and the raw rows behind it.
function placeLinks(issue) {
  const [row] = issue.rows;
  const raw = rawOfFile(issue.place);
  const own = raw ? link(toRaw(raw.name, row, columnOf(raw, issue)), `${issue.place}${row ? `:${row}` : ""}`)
    : datasetNamed(issue.place) ? link(toData(issue.place, row, issue.variable), `${issue.place}${row ? `:${row}` : ""}`) : issue.place;
  const sources = issue.sources.slice(0, SOURCES_SHOWN).map((source) => el("div", { class: "quiet" }, "from ", sourceLink(source)));
  const others = issue.sources.length - SOURCES_SHOWN + (issue.more.sources || 0);
  if (others > 0) sources.push(el("div", { class: "quiet" }, `and ${counted(others)} more`));
  const subjects = issue.subjects.length ? el("div", { class: "quiet" }, issue.subjects[0], moreSubjects(issue) > 0 ? ` and ${counted(moreSubjects(issue))} more` : "") : null;
  return el("div", {}, own, subjects, sources);
}

function moreSubjects(issue) {
  return issue.subjects.length - 1 + (issue.more.subjects || 0);
}

function columnOf(raw, issue) {
  const used = raw.columns.find((one) => named(one.variables).some((name) => name === issue.variable || name.endsWith(`.${issue.variable}`)));
  return used ? used.column : "";
}

function sourceLink(source) {
  const at = source.lastIndexOf(":");
  const raw = rawOfFile(source.slice(0, at));
  return raw ? link(toRaw(raw.name, source.slice(at + 1)), source) : source;
}
