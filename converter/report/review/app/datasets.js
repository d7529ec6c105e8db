// All datasets of the conversion, by package.

function showDatasets() {
  const packages = ["SDTM", "ADaM"].filter((name) => main.datasets.some((one) => one.package === name));
  return [el("h1", {}, "Datasets"), ...packages.map((name) => el("section", {}, el("h2", {}, name), definition(name), datasetsTable(name)))];
}

// The define.xml of a package as a page, where the conversion wrote one.
function definition(name) {
  const made = main.datasets.filter((one) => one.package === name && !(one.name in main.plan.received));
  const folder = name.toLowerCase();
  return made.length ? el("p", {}, link(`${folder}/define.html`, "Definitions"), el("span", { class: "quiet" }, ` of variables, terms and methods: ${folder}/define.xml for people`)) : "";
}

function datasetsTable(name) {
  const heads = [{ text: "Dataset" }, { text: "Label" }, { text: "Records", number: true }, { text: "Variables", number: true }, { text: "Open issues", number: true }, { text: "Class" }];
  const rows = main.datasets.filter((one) => one.package === name).map((one) => {
    const open = main.issues.filter((issue) => issue.place === one.name && !issue.accepted).length;
    return [link(toData(one.name), one.name), one.label, counted(one.records), counted(one.variables.length), open ? link(address("issues", "", { place: one.name }), counted(open)) : el("span", { class: "quiet" }, "0"), one.class];
  });
  return table(`${name} datasets`, heads, rows);
}
