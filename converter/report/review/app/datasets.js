// All datasets of the conversion, by package.

function showDatasets() {
  const packages = ["SDTM", "ADaM"].filter((name) => main.datasets.some((one) => one.package === name));
  return [el("h1", {}, "Datasets"), ...packages.map((name) => el("section", {}, el("h2", {}, name), datasetsTable(name)))];
}

function datasetsTable(name) {
  const heads = [{ text: "Dataset" }, { text: "Label" }, { text: "Records", number: true }, { text: "Variables", number: true }, { text: "Open issues", number: true }, { text: "Class" }];
  const rows = main.datasets.filter((one) => one.package === name).map((one) => {
    const open = main.issues.filter((issue) => issue.place === one.name && !issue.accepted).length;
    return [link(toData(one.name), one.name), one.label, counted(one.records), counted(one.variables.length), open ? link(address("issues", "", { place: one.name }), counted(open)) : el("span", { class: "quiet" }, "0"), one.class];
  });
  return table(`${name} datasets`, heads, rows);
}
