// Elements of the page. Text always goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element;
}

function link(to, ...children) {
  return el("a", { href: to }, ...children);
}

function button(text, press, attributes = {}) {
  return el("button", { type: "button", onclick: press, ...attributes }, text);
}

// Terms and what they mean; pairs without a meaning are left out.
function facts(pairs) {
  const told = pairs.filter(([, value]) => value !== "" && value != null);
  return el("dl", { class: "facts" }, told.map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

// A table; `heads` are { text, number } or { unseen } for one that only a screen reader says, each row is a list of cells, the first of which names the row.
function table(caption, heads, rows, attributes = {}) {
  const head = heads.map((one) => el("th", { scope: "col", class: one.number ? "number" : null }, one.unseen ? el("span", { class: "unseen" }, one.unseen) : one.text));
  const cell = (content, at) => el(at ? "td" : "th", { scope: at ? null : "row", class: heads[at].number ? "number" : null }, content);
  const body = rows.map((row) => el("tr", {}, row.map(cell)));
  const made = el("table", { "aria-label": caption, ...attributes }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body));
  const region = el("div", { class: "scrolls", role: "region", "aria-label": caption, tabindex: "0" }, made);
  return el("div", { class: "table" }, el("p", { class: "caption", "aria-hidden": "true" }, caption), region);
}

// A dialog that closes with Escape, its button or a link of it, and gives the focus back to where it was.
function openDialog(title, content, kind = "") {
  const before = document.activeElement;
  const heading = el("h2", { id: "dialog-title", tabindex: "-1" }, title);
  const close = button("Close", () => dialog.close());
  const dialog = el("dialog", { "aria-labelledby": "dialog-title", class: kind }, el("div", { class: "dialog-head" }, heading, close), el("div", { class: "dialog-body" }, content));
  document.querySelectorAll("dialog").forEach((other) => other.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before && before.isConnected) before.focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("a")) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  heading.focus();
  return dialog;
}

function say(text) {
  document.getElementById("said").textContent = text;
}
