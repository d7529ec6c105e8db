// How the subjects come down to the populations: a drawing for wide screens and paper, a list for everybody.

const FLOW = { width: 340, gap: 44, aside: 250, line: 17, pad: 10, space: 18 };

function populationsSection() {
  if (main.populations.length < 2) return el("p", {}, "The study has no populations with reasons in ADSL.");
  return el("figure", { class: "flow" }, populationsDrawing(), el("figcaption", {}, "Each population is drawn below the one it is part of; at its right, who is left out and why."), el("details", { open: matchMedia("screen and (max-width: 760px)").matches }, el("summary", {}, "The same as a list"), populationsList(null)));
}

function populationsList(part) {
  const mine = main.populations.filter((one) => one.part === part);
  if (!mine.length) return null;
  return el("ul", {}, mine.map((one) => {
    const out = one.out.map((reason) => el("li", {}, `${counted(reason.n)} left out: ${reason.why}`));
    return el("li", {}, `${one.label}${one.flag ? ` (${one.flag})` : ""}: ${several(one.n, "subject")}`, out.length ? el("ul", {}, out) : null, populationsList(one.flag));
  }));
}

// The populations in the order of a walk down the tree, each with its depth.
function walked(part, depth) {
  return main.populations.filter((one) => one.part === part).flatMap((one) => [{ ...one, depth }, ...walked(one.flag, depth + 1)]);
}

function populationsDrawing() {
  const boxes = walked(null, 0);
  let top = 1;
  for (const box of boxes) {
    box.left = 1 + box.depth * 28;
    box.lines = box.out.map((reason) => `${counted(reason.n)}  ${reason.why.toLowerCase().replace(/^./, (letter) => letter.toUpperCase())}`);
    box.height = Math.max(46, box.lines.length * FLOW.line + 2 * FLOW.pad);
    box.top = top;
    top += box.height + FLOW.space;
  }
  const deepest = Math.max(...boxes.map((box) => box.left)) + FLOW.width;
  const width = deepest + FLOW.gap + FLOW.aside + 1;
  const title = "Flow of subjects through the populations";
  return svg("svg", { viewBox: `0 0 ${width} ${top - FLOW.space + 1}`, role: "img", "aria-label": `${title}; the list below says the same`, class: "populations", width },
    boxes.map((box) => [lineFromPart(box, boxes), populationBox(box), leftOutBox(box, deepest)]).flat().filter(Boolean));
}

function populationBox(box) {
  const middle = box.top + box.height / 2;
  return svg("g", {}, svg("rect", { x: box.left, y: box.top, width: FLOW.width, height: box.height, class: "box" }),
    svg("text", { x: box.left + 12, y: middle - 3, class: "strong" }, shortened(box.label, 38)),
    svg("text", { x: box.left + 12, y: middle + 14, class: "soft" }, box.flag || "before any population"),
    svg("text", { x: box.left + FLOW.width - 12, y: middle + 6, class: "big", "text-anchor": "end" }, counted(box.n)));
}

function shortened(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
}

function leftOutBox(box, deepest) {
  if (!box.lines.length) return null;
  const [left, middle] = [deepest + FLOW.gap, box.top + box.height / 2];
  const first = middle - ((box.lines.length - 1) * FLOW.line) / 2 + 4;
  return svg("g", {}, svg("line", { x1: box.left + FLOW.width, y1: middle, x2: left, y2: middle, class: "link dashed" }),
    svg("rect", { x: left, y: box.top, width: FLOW.aside, height: box.height, class: "box out" }),
    box.lines.map((text, at) => svg("text", { x: left + 12, y: first + at * FLOW.line, class: "soft" }, shortened(text, 38))));
}

function lineFromPart(box, boxes) {
  const whole = boxes.find((one) => one.depth === box.depth - 1 && one.flag === box.part);
  if (!whole) return null;
  const [x, y] = [whole.left + 14, box.top + box.height / 2];
  return svg("path", { d: `M${x} ${whole.top + whole.height}V${y}H${box.left}`, class: "link", fill: "none" });
}
