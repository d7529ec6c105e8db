"""An explanation as text: the value, its rule and decision, and below them what they rest on."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.report.report import Explanation, RawCell

WIDTH = 120
"""Characters of a line."""
MOST = 3
"""Lines of a method and of a decision of the value itself; below it each has one."""
CUT = " ..."


def explanation_text(explanation: Explanation, *, full: bool = False) -> str:
    """Word why one value is what it is, from the value down to its raw cells; long text is cut unless it is `full`."""
    return "\n".join(_root(explanation, full=full)) + "\n"


def _root(e: Explanation, *, full: bool) -> Iterator[str]:
    yield f"{e.dataset}.{e.variable} of record {e.row}" + (f", subject {e.subject}" if e.subject else "")
    yield _line(f"  value   {e.value or '(missing)'}", full=full)
    if e.rule:
        yield f"  rule    {e.rule}" + (f"  ({e.place})" if e.place else "")
    for name, text in (("method", e.method), ("decided", e.decision), ("origin", e.origin), ("note", e.note)):
        yield from _wrapped(f"  {name:<8}", text, full=full)
    yield from _below(e, "  ", full=full)


def _wrapped(head: str, text: str, *, full: bool) -> Iterator[str]:
    """Give text in lines of a width, the first with its head, at most as many as a screen has room for."""
    lines = wrap(text, WIDTH - len(head))
    if len(lines) > MOST and not full:
        lines = [*lines[: MOST - 1], lines[MOST - 1][: WIDTH - len(head) - len(CUT)] + CUT]
    for number, line in enumerate(lines):
        yield (" " * len(head) if number else head) + line


def _below(e: Explanation, indent: str, *, full: bool) -> Iterator[str]:
    """Give the raw cells, what was read, and how much is not told."""
    rows: dict[tuple[str, int], list[RawCell]] = {}
    for cell in e.cells:
        rows.setdefault((cell.file, cell.row), []).append(cell)
    for (file, row), cells in rows.items():
        yield _line(
            f"{indent}raw     {file}:{row} " + "  ".join(f"{one.column or '(item)'} {one.text!r}" for one in cells),
            full=full,
        )
    for one in e.inputs:
        if not one.again:
            yield from _input(one, indent + "  ", full=full)
    again = ", ".join(f"{one.dataset}.{one.variable} of record {one.row}" for one in e.inputs if one.again)
    if again:
        yield _line(f"{indent}  also, told elsewhere here: {again}", full=full)
    if e.left_out:
        counts = ", ".join(f"{dataset} {number}" for dataset, number in e.left_out.items())
        yield f"{indent}  and more that is not shown: {counts} (--depth N, --full)"


def _input(e: Explanation, indent: str, *, full: bool) -> Iterator[str]:
    part = f"{e.part}: " if e.part else ""
    beside = "".join(f", {name} {value or '(missing)'}" for name, value in e.beside.items())
    head = f"{indent}{part}{e.dataset}.{e.variable} of record {e.row} = {e.value or '(missing)'}"
    yield _line(f"{head}{beside}", full=full)
    if e.rule:
        yield _line(f"{indent}  rule    {e.rule}" + (f"  ({e.place})" if e.place else "") + f"  {e.method}", full=full)
    for name, text in (("decided", e.decision), ("note", e.note)):
        if text:
            yield _line(f"{indent}  {name:<8}{text}", full=full)
    yield from _below(e, indent + "  ", full=full)


def _line(text: str, *, full: bool) -> str:
    return text if full or len(text) <= WIDTH else text[: WIDTH - len(CUT)] + CUT
