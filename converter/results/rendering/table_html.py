"""A table as one HTML page that needs nothing else: for the screen, light or dark, for print, for screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from great_tables import GT
from great_tables import html as trusted

from converter.results.rendering.page import SYNTHETIC, Header, Page, is_number

LABEL = "label"
TABLE = re.compile(r"<table.*</table>", re.DOTALL)
EMPTY_HEAD = re.compile(r'<th( class="[^"]*" rowspan="\d" colspan="\d") scope="col"[^>]*></th>')
"""The head of the labels where the table has no word for it; a header without words heads nothing."""
CSS = """
:root { color-scheme: light dark; --ink: #1a1a1a; --quiet: #595959; --rule: #1a1a1a; --hair: #d9d9d9; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --quiet: #a8a8a8; --rule: #c4c4c4; --hair: #3a3a3a; --paper: #16181b; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.35 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
main { margin: 0 auto; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; border-bottom: 1px solid var(--rule);
  font-variant-numeric: tabular-nums lining-nums; }
caption { padding: 0 0.5rem 0.6rem; text-align: left; font-size: 1.13em; }
caption b { margin-right: 0.35em; }
caption h1 { margin: 0; font: inherit; }
caption span { display: block; }
caption .population { margin-top: 0.2rem; font-size: 0.88em; color: var(--quiet); }
thead th { padding: 0.45rem 0.75rem; border-top: 2px solid var(--rule); border-bottom: 1px solid var(--rule);
  vertical-align: bottom; text-align: center; font-weight: 600; }
thead tr:first-child th:first-child { padding-left: 0.5rem; text-align: left; }
thead th span { display: block; }
thead .gt_column_spanner { border-bottom: 1px solid var(--rule); padding-bottom: 0.3rem; }
thead .gt_column_spanner_outer { border-bottom: 0; padding-bottom: 0; }
thead tr + tr th { border-top: 0; }
thead th .size { white-space: nowrap; font-weight: 400; color: var(--quiet); }
tbody th { min-width: 13rem; font-weight: 400; text-align: left; text-indent: -0.6em; }
tbody th, tbody td { padding: 0.22rem 0.75rem; vertical-align: baseline; }
tbody td { text-align: center; }
tbody th { --edge: calc(0.5rem + 0.6em); padding-left: var(--edge); }
INDENTS
tbody tr:hover > * { background: color-mix(in srgb, var(--hair) 45%, transparent); }
td .words { display: block; text-align: left; }
td .cell { display: inline-block; text-align: left; white-space: pre; }
footer { padding: 0.6rem 0.5rem 0; font-size: 0.87em; color: var(--quiet); }
footer p { margin: 0 0 0.25rem; }
footer .synthetic { font-weight: 700; color: var(--ink); }
@media (max-width: 40rem) {
  body { padding: 1rem 0.25rem; font-size: 0.75rem; }
  caption > * { position: sticky; left: 0; max-width: calc(100vw - 1.5rem); }
  tbody td, thead th { padding-left: 0.25rem; padding-right: 0.25rem; }
  tbody th { --edge: calc(0.25rem + 0.6em); padding-right: 0.25rem; min-width: 7.5rem; }
  tbody th, thead th:first-child { position: sticky; left: 0; background: var(--paper); }
}
@media print {
  @page { size: landscape; margin: 15mm;
    @top-left { content: "STUDY"; font: 9pt sans-serif; }
    @top-right { content: "Page " counter(page) " of " counter(pages); font: 9pt sans-serif; } }
  :root { color-scheme: light; --ink: #000; --quiet: #000; --rule: #000; --paper: #fff; }
  body { padding: 0; font-size: 9pt; }
  main { max-width: none !important; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
""".replace(
    "INDENTS",
    "\n".join(
        f"tbody .gt_indent_{deep} {{ padding-left: calc(var(--edge) + {1.4 * deep:.1f}em); }}" for deep in range(1, 6)
    ),
)
"""Thin rules as in a journal; cells stand in blocks of one width, so that their numbers line up."""
SIZES = "main {{ max-width: {width}rem; }}\nthead th + th {{ width: {part:.1f}%; }}\n"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{heading}</title>
<style>{css}</style>
</head>
<body>
<main>
<div class="scroll" role="region" aria-label="{number}" tabindex="0">
{table}
</div>
<footer>
{notes}
</footer>
</main>
</body>
</html>
"""


def html_page(page: Page) -> str:
    """Draw a table as a page; it is well-formed XML as well."""
    return PAGE.format(
        heading=escape(f"{page.study}: {page.number}. {page.title}"),
        number=escape(page.number),
        css=CSS.replace("STUDY", css_text(page.study))
        + SIZES.format(
            part=min(45 if page.has_words else 18, 60 / len(page.headers)), width=max(60, 20 + 9 * len(page.headers))
        ),
        table=_table(page),
        notes="\n".join(_note(note) for note in (*page.footnotes, *page.notes)),
    )


def css_text(text: str) -> str:
    """Write text as the inside of a string of CSS that stands in a page: only letters and digits as they are."""
    return "".join(one if (one.isalnum() and one.isascii()) or one == " " else f"\\{ord(one):06x}" for one in text)


def _table(page: Page) -> str:
    """Give the table as great-tables marks it up, with fixed ids, our caption and none of its styles."""
    names = [f"c{at}" for at in range(len(page.headers))]
    frame = page.texts.set_axis(names, axis=1).reset_index(drop=True)
    frame.insert(0, LABEL, page.lines["LABEL"].to_numpy())
    drawn = GT(frame, rowname_col=LABEL, id=page.name)
    for place, (spanner, columns) in enumerate(_spanned(page, names)):
        drawn = drawn.tab_spanner(label=trusted(_words(spanner)), columns=columns, id=f"s{place}")
    drawn = drawn.tab_stubhead(page.stub) if page.stub else drawn
    drawn = drawn.cols_label({name: trusted(_header(header)) for name, header in zip(names, page.headers, strict=True)})
    for name, width in zip(names, page.widths, strict=True):
        drawn = drawn.fmt(_cell(width), columns=name)
    for indent, rows in page.lines.reset_index().groupby("INDENT"):
        drawn = drawn.tab_stub_indent(rows=list(rows.index), indent=int(str(indent)))
    title = f"<b>{escape(page.number)}.</b> {escape(page.title)}"
    caption = f'<caption><h1>{title}</h1><span class="population">{escape(page.population)}</span></caption>'
    table = "".join(TABLE.findall(drawn.as_raw_html())).replace("<thead>", f"{caption}\n<thead>", 1)
    return EMPTY_HEAD.sub(r"<td\1></td>", table)


def _spanned(page: Page, names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Give the label of each spanner with the columns below it."""
    first = 0
    for spanner in page.spanners:
        if spanner.label:
            yield spanner.label, list(names[first : first + spanner.columns])
        first += spanner.columns


def _words(text: str) -> str:
    return f"<span>{escape(text)}</span>"


def _header(header: Header) -> str:
    size = f'<span class="size">({escape(header.size)})</span>' if header.size else ""
    return _words(header.label) + size


def _cell(width: float) -> Callable[[str], str]:
    """Give a formatter that puts numbers in a block of some digits' width; words are broken, a blank stays blank."""

    def formatted(text: str) -> str:
        kind = f'class="cell" style="width: {width:.1f}ch"' if is_number(text) else 'class="words"'
        return f"<span {kind}>{escape(text)}</span>" if text else ""

    return formatted


def _note(text: str) -> str:
    kind = ' class="synthetic"' if text == SYNTHETIC else ""
    return f"<p{kind}>{escape(text)}</p>"
