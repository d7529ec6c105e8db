// The overview: what was converted, from what, how well, and what waits for somebody.

function showOverview() {
  const { study } = main;
  return [
    el("h1", {}, study.id, study.synthetic ? el("span", { class: "synthetic" }, "SYNTHETIC") : ""),
    el("p", { class: "lead" }, study.description || study.name),
    figures(),
    el("section", {}, el("h2", {}, "Flow of subjects"), populationsSection()),
    el("section", {}, el("h2", {}, "What waits for an answer"), waiting()),
    el("section", {}, el("h2", {}, "Datasets"), datasetsLine("SDTM"), datasetsLine("ADaM")),
    el("section", {}, el("h2", {}, "Study and standards"), studyFacts()),
  ];
}

function figures() {
  const open = main.issues.filter((issue) => !issue.accepted);
  const by = (severity) => open.filter((issue) => issue.severity === severity).length;
  const sum = (name) => main.raw.reduce((all, file) => all + file[name], 0);
  const [rows, told] = [sum("rows_in"), sum("mapped") + sum("merged") + sum("set_aside") + sum("not_mapped")];
  const datasets = (name) => main.datasets.filter((one) => one.package === name);
  const records = (name) => datasets(name).reduce((all, one) => all + one.records, 0);
  return el("ul", { class: "figures" },
    figure("#/data", "Datasets", counted(main.datasets.length), [`SDTM ${several(datasets("SDTM").length, "dataset")}, ${several(records("SDTM"), "record")}`, `ADaM ${several(datasets("ADaM").length, "dataset")}, ${several(records("ADaM"), "record")}`]),
    figure("#/issues", "Open issues", counted(open.length), [el("span", { class: "marks" }, SEVERITIES.map((one) => el("span", {}, severityMark(one), ` ${counted(by(one))}`))), `${counted(main.issues.length - open.length)} more explained by the study`]),
    isReceived() ? figure("#/data", "SDTM received", counted(datasets("SDTM").length), ["made by others; the trace ends at its files"]) : figure("#/ledger", "Raw rows", counted(rows), [`${counted(sum("mapped"))} mapped, ${counted(sum("merged"))} merged, ${counted(sum("set_aside"))} set aside, ${counted(sum("not_mapped"))} not mapped`, rows === told ? "\u2713 every row is accounted for" : `\u2715 ${counted(rows - told)} rows are not accounted for`]),
    figure("#/results", "Results", counted(main.displays.length), [main.published ? main.published.told : main.displays.length ? several(main.displays.length, "display") : "the study has none"]));
}

function figure(to, name, number, lines) {
  return el("li", {}, el("h2", {}, link(to, name)), el("p", { class: "number" }, number), lines.map((line) => el("p", {}, line)));
}

function waiting() {
  const groups = issueGroups(main.issues.filter((issue) => !issue.accepted && issue.severity !== "note")).slice(0, 8);
  if (!groups.length) return el("p", {}, "No open error or warning.");
  const heads = [{ text: "Kind" }, { text: "Severity" }, { text: "Issues", number: true }, { text: "Rows", number: true }, { text: "First of them" }];
  return table("Open errors and warnings by kind, worst first", heads, groups.map((group) => [
    link(address("issues", "", { rule: group.rule }), group.rule), severityMark(group.severity), counted(group.issues.length), counted(group.rows), `${group.issues[0].place}: ${group.issues[0].message}`,
  ]));
}

function datasetsLine(name) {
  const mine = main.datasets.filter((one) => one.package === name);
  if (!mine.length) return null;
  return el("div", { class: "dataset-line" }, el("h3", {}, name), el("ul", { class: "inline" }, mine.map((one) => el("li", {}, link(toData(one.name), one.name), el("span", { class: "quiet" }, ` ${counted(one.records)}`)))));
}

function studyFacts() {
  const { study } = main;
  return facts([
    ["Study", study.name],
    ["Protocol", study.protocol],
    ["Data", study.synthetic ? "Synthetic: made by a program, of no patient" : ""],
    ["Data cut-off", study.cutoff],
    ["Package date", study.created],
    ...main.standards.map((one) => [one.name, one.version]),
  ]);
}
