"use strict";
// Find: rows, terms and sections that do not hold the words step aside; slices that hold them open.
const find = document.getElementById("find");
const found = document.getElementById("found");
const rows = [...document.querySelectorAll("main tbody > tr:not(.slices)")];
const texts = rows.map((row) => row.textContent.toLowerCase());
const show = () => {
  const words = find.value.toLowerCase().trim();
  const shown = new Set();
  rows.forEach((row, at) => {
    row.hidden = words !== "" && !texts[at].includes(words);
    if (!row.hidden) for (let part = row.parentElement; part && part.id !== "main"; part = part.parentElement) shown.add(part);
  });
  for (const part of document.querySelectorAll("main section, main article, main tr.slices")) {
    const named = part.tagName === "ARTICLE" && part.querySelector("h3").textContent.toLowerCase().includes(words);
    if (words !== "" && named) for (const row of part.querySelectorAll("tr")) row.hidden = false;
    part.hidden = words !== "" && !shown.has(part) && !named;
    if (named && part.closest("section")) part.closest("section").hidden = false;
  }
  for (const part of document.querySelectorAll("main tr.slices details")) part.open = words !== "" && shown.has(part);
  found.textContent = words === "" ? "" : `${rows.filter((row) => !row.hidden).length} rows hold "${find.value.trim()}"`;
};
find.addEventListener("input", show);
// A link to a slice opens the variable that it belongs to.
const open = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (find.value && target.closest("[hidden]")) { find.value = ""; show(); }
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", open);
open();
// On paper every slice is open; afterwards those that were closed are closed again.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const part of closed) part.open = true;
});
addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
