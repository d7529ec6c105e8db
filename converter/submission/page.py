"""A document as one HTML page, for a browser, offline."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from converter.submission.document import Block, Bullets, Document, Grid, Heading, Picture, Text

STYLE = """:root {
  color-scheme: light dark; --ink: #1a1a1a; --rule: #b8c4ce; --head: #e9eff4; --paper: #fff; --wanted: #a61b1b;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --rule: #4a545c; --head: #262c31; --paper: #16181b; --wanted: #ff9c9c; }
}
body { margin: 0 auto; padding: 2rem 1rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 0.95rem/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; margin: 0.5rem 0 1rem; font-size: 0.85rem; }
th { background: var(--head); text-align: left; }
th, td { padding: 0.25rem 0.5rem; border-bottom: 1px solid var(--rule); vertical-align: top; white-space: pre-line;
  overflow-wrap: anywhere; }
.wanted { color: var(--wanted); }
nav a { color: inherit; display: block; }
nav .l2 { margin-left: 1rem; } nav .l3 { margin-left: 2rem; }
"""


def page_of(document: Document) -> str:
    """Write a document as a page; its contents lead to each heading."""
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    lines = (f'<a class="l{one.level}" href="#{_at(n)}">{escape(one.text)}</a>' for n, one in enumerate(headings))
    body = "".join(_html(document.blocks))
    title = escape(document.title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{escape(document.subtitle)}</p>\n"
        f"<nav>\n{chr(10).join(lines)}\n</nav>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _at(number: int) -> str:
    return f"part-{number + 1}"


def _html(blocks: tuple[Block, ...]) -> Iterator[str]:
    number = 0
    for block in blocks:
        match block:
            case Heading(level, text):
                yield f'<h{level + 1} id="{_at(number)}">{escape(text)}</h{level + 1}>\n'
                number += 1
            case Text(text, wanted):
                yield f'<p class="wanted">{escape(text)}</p>\n' if wanted else f"<p>{escape(text)}</p>\n"
            case Bullets(items):
                yield "<ul>\n" + "".join(f"<li>{escape(item)}</li>\n" for item in items) + "</ul>\n"
            case Grid():
                yield _table(block)
            case Picture(path):
                yield f'<p><img alt="" src="{escape(path.name)}"/></p>\n'


def _table(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in grid.header)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in grid.rows)
    top = f"<thead><tr>{head}</tr></thead>\n" if any(grid.header) else ""
    return f'<div class="scroll"><table>\n{top}<tbody>\n{rows}</tbody>\n</table></div>\n'
