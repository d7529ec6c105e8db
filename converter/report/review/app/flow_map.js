// A map of the whole way: raw files to SDTM datasets to analysis datasets, each line as wide as it has rows.

const MAP = { width: 1060, step: 17, top: 30, raw: 230, sdtm: 560, adam: 900 };

function flowMap() {
  if (!main.raw.length) return null;
  const flows = [...rawFlows(), ...analysisFlows()];
  const files = main.raw.map((file) => ({ id: `raw ${file.name}`, text: file.file, n: file.rows_in }));
  const analysed = datasetNodes("ADaM", flows);
  const mapped = [...datasetNodes("SDTM", flows), ...lostNodes()];
  const places = new Map();
  const most = Math.max(files.length, mapped.length, analysed.length) * MAP.step;
  setOut(places, files, most, () => 0);
  setOut(places, mapped, most, (node) => middleOf(places, flows.filter((flow) => flow.to === node.id).map((flow) => flow.from)));
  setOut(places, analysed, most, (node) => middleOf(places, flows.filter((flow) => flow.to === node.id).map((flow) => flow.from)));
  const drawing = svg("svg", { viewBox: `0 0 ${MAP.width} ${MAP.top + most + 6}`, width: MAP.width, role: "img", "aria-label": "Map of the way from raw files to SDTM and analysis datasets; the table below says the same" },
    mapHeads(), flows.filter((flow) => places.has(flow.from) && places.has(flow.to)).map((flow) => flowLine(flow, places)),
    files.map((node) => nodeMark(node, places, MAP.raw, true)), mapped.map((node) => nodeMark(node, places, MAP.sdtm)), analysed.map((node) => nodeMark(node, places, MAP.adam)));
  return el("figure", { class: "flow-map" }, el("figcaption", {}, "Each line is as wide as the logarithm of its rows. Lines to analysis datasets come from the datasets whose records became theirs."), drawing);
}

// The rows of raw files that went to each dataset, and those that went nowhere.
function rawFlows() {
  return main.raw.flatMap((file) => {
    const counts = new Map();
    const add = (to, n) => counts.set(to, (counts.get(to) || 0) + n);
    for (const flow of file.flows) {
      for (const name of named(flow.datasets)) add(`data ${name}`, flow.n);
      if (flow.fate === "set aside" || flow.fate === "not mapped") add(`lost ${flow.fate}`, flow.n);
    }
    return [...counts].map(([to, n]) => ({ from: `raw ${file.name}`, to, n, left: MAP.raw, right: MAP.sdtm }));
  });
}

// The datasets that the steps which make the records of analysis datasets read.
function analysisFlows() {
  const found = new Map();
  for (const step of main.plan.analysis.filter((one) => one.kind === "records")) {
    const reads = Object.values(step.reads).map((at) => main.plan.reads[at]);
    const owners = new Set(reads.flatMap((one) => [...Object.keys(one.records), ...Object.keys(one.subject)]));
    for (const owner of owners) {
      const from = datasetNamed(owner);
      if (from && from.package === "SDTM") found.set(`${owner} ${step.dataset}`, { from: `data ${owner}`, to: `data ${step.dataset}`, n: from.records, left: MAP.sdtm, right: MAP.adam });
    }
  }
  return [...found.values()];
}

function datasetNodes(name, flows) {
  const met = new Set(flows.flatMap((flow) => [flow.from, flow.to]));
  return main.datasets.filter((one) => one.package === name && met.has(`data ${one.name}`)).map((one) => ({ id: `data ${one.name}`, text: one.name, n: one.records }));
}

function lostNodes() {
  return [["set aside", "set_aside"], ["not mapped", "not_mapped"]].map(([fate, key]) => ({ id: `lost ${fate}`, text: `\u2715 ${fate}`, n: main.raw.reduce((all, file) => all + file[key], 0), lost: true })).filter((node) => node.n);
}

// Set nodes out over the height, in the order of where their lines come from, so that few lines cross.
function setOut(places, nodes, height, wanted) {
  const order = nodes.map((node) => [wanted(node), node]).sort((a, b) => a[0] - b[0]);
  const step = height / Math.max(nodes.length, 1);
  order.forEach(([, node], at) => places.set(node.id, MAP.top + (at + 0.5) * step));
}

function middleOf(places, from) {
  const known = from.filter((one) => places.has(one)).map((one) => places.get(one));
  return known.length ? known.reduce((sum, one) => sum + one, 0) / known.length : Infinity;
}

function mapHeads() {
  const head = (x, text, anchor) => svg("text", { x, y: 14, class: "head", "text-anchor": anchor }, text);
  const analysed = main.datasets.some((one) => one.package === "ADaM");
  return [head(MAP.raw, "Raw files, rows", "end"), head(MAP.sdtm, "SDTM, records", "start"), analysed ? head(MAP.adam, "ADaM, records", "start") : null];
}

function flowLine(flow, places) {
  const [left, right] = [flow.left + 6, flow.right - 4];
  const bend = (right - left) * 0.45;
  const [from, to] = [places.get(flow.from), places.get(flow.to)];
  const start = flow.left === MAP.sdtm ? left + 96 : left;
  const d = `M${start} ${from}C${start + bend} ${from} ${right - bend} ${to} ${right} ${to}`;
  return svg("g", {}, svg("title", {}, `${flow.from.split(" ")[1]} to ${flow.to.replace(/^\w+ /, "")}: ${counted(flow.n)}`), svg("path", { d, "stroke-width": (0.6 + Math.log10(flow.n) * 1.5).toFixed(1), class: flow.to.startsWith("lost") ? "lost" : null }));
}

function nodeMark(node, places, x, before = false) {
  const y = places.get(node.id);
  const text = svg("text", { x: before ? x - 4 : x + 6, y: y + 4, "text-anchor": before ? "end" : "start", class: node.lost ? "lost" : null }, node.text, svg("tspan", { class: "soft" }, ` ${counted(node.n)}`));
  return svg("g", {}, svg("rect", { x: before ? x + 2 : x - 2, y: y - 5, width: 4, height: 10, class: `node${node.lost ? " lost" : ""}` }), text);
}
