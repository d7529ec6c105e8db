// The dialog of a column: what it is, how it was made, sort and filter.

const MOST_VALUES = 200;

function openColumn(view, at) {
  const column = view.grid.columns[at];
  const described = column.described;
  const content = [facts(described), rulesOfColumn(view, column), sortButtons(view, at), filterForm(view, column)];
  openDialog(`${view.name}.${column.name}`, content.filter(Boolean), "column");
}

function describedVariable(variable) {
  return [
    ["Label", variable.label],
    ["Type", variable.type === "Num" ? "Num" : `Char, ${variable.length ?? ""} bytes`],
    ["Format", variable.format],
    ["Role", variable.role],
    ["Core", variable.core],
    ["Codelist", variable.codelists.join(", ")],
    ["Origin", variable.origin],
    ["Method", variable.method],
    ["Comment", variable.comment],
  ];
}

function rulesOfColumn(view, column) {
  const rules = rulesMaking(view.name, column.name);
  if (!rules.length) return view.raw ? null : el("p", {}, "No rule of the study makes it; the converter fills it.");
  const heads = ["Rule", "From", "Method", "Written in"].map((text) => ({ text }));
  return table("Rules that make it", heads, rules.map(({ rule, from }) => [el("code", {}, rule.name), from, rule.method, el("code", {}, rule.place)]));
}

function rulesMaking(name, variable) {
  const { rules, steps, analysis } = main.plan;
  const mapped = steps.filter((step) => step.dataset === name).flatMap((step) => {
    if (step.rules) return variable in step.rules ? [{ rule: rules[step.rules[variable]], from: rawNamed(step.table)?.file ?? step.table }] : [];
    return "variable" in step ? (step.variable === variable ? [{ rule: rules[step.rule], from: "" }] : []) : [{ rule: rules[step.rule], from: "" }];
  });
  const made = analysis.filter((step) => step.dataset === name && step.makes.includes(variable));
  return [...mapped, ...made.map((step) => ({ rule: rules[step.rule], from: step.predecessors[variable] || "" }))];
}

function sortButtons(view, at) {
  const to = (falling) => () => { closeDialogs(); view.sortBy(at, falling); };
  const none = view.grid.sort ? button("In the order of the file", () => { closeDialogs(); view.sortBy(-1); }) : null;
  return el("div", { class: "tools", role: "group", "aria-label": "Sort" }, button("Sort ascending \u2191", to(false)), button("Sort descending \u2193", to(true)), none);
}

function filterForm(view, column) {
  const asked = view.filter.columns[column.name] || {};
  const contains = el("input", { id: "contains", type: "search", value: asked.contains || "", autocomplete: "off" });
  const values = commonValues(column.data);
  const boxes = values.map(([text, n]) => {
    const box = el("input", { type: "checkbox", checked: Boolean(asked.values?.has(text)) });
    box.wanted = text;
    return el("label", {}, box, " ", text === "" ? el("em", {}, "missing") : text, el("span", { class: "quiet" }, ` ${counted(n)}`));
  });
  const apply = (event) => {
    event.preventDefault();
    const chosen = [...event.target.querySelectorAll("input:checked")].map((box) => box.wanted);
    closeDialogs();
    view.filterBy(column.name, { contains: contains.value, values: chosen.length ? new Set(chosen) : null });
  };
  const more = column.data.texts.length > values.length ? el("p", { class: "quiet" }, `the ${values.length} most frequent of ${counted(column.data.texts.length)} values`) : null;
  const choice = el("fieldset", {}, el("legend", {}, "Values"), el("div", { class: "values" }, boxes), more);
  const tools = el("div", { class: "tools" }, el("button", { type: "submit", class: "first" }, "Filter"), button("Clear", () => { closeDialogs(); view.filterBy(column.name, {}); }));
  return el("form", { onsubmit: apply, class: "filter" }, el("h3", {}, "Filter"), el("label", { for: "contains" }, "Contains "), contains, choice, tools);
}

function commonValues(column) {
  const counts = new Int32Array(column.texts.length);
  for (const code of column.codes) counts[code] += 1;
  const all = column.texts.map((text, code) => [text, counts[code]]).filter(([, n]) => n);
  return all.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_VALUES);
}

function closeDialogs() {
  document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
}
