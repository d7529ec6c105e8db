"""Published figures beside the derived ones: what does not agree first, then how much of each part agrees."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from converter.compute.several import several
from converter.issues import shortened
from converter.report.aligned import table
from converter.report.text import figures_line
from converter.spec.published import EQUAL, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from converter.dataset import Frame

WIDTH = 100
"""Characters of a line."""
PATH, VALUE = 56, 12
"""Characters of a path, and of a figure, that stand in a line beside each other."""


def figures_text(figures: Frame, *, quiet: bool = False, every: bool = False) -> str:
    """Word what does not agree, figure by figure, then count each part of the publication; lines of WIDTH at most.

    With `every` each figure is told as well, and where it stands; `quiet` leaves the counts of all alone.
    """
    if quiet:
        return figures_line(figures) + "\n"
    asked = ~figures["STATUS"].isin([EQUAL, LEFT_OUT])
    parts = [_disagreeing(figures[asked]), *([_detailed(figures[~asked])] if every else [_by_part(figures)])]
    return "\n\n".join(part for part in (*parts, figures_line(figures)) if part) + "\n"


def _disagreeing(figures: Frame) -> str:
    if figures.empty:
        return "every published figure that the data determine is reproduced"
    verb = "does" if len(figures) == 1 else "do"
    return f"{several(len(figures), 'published figure')} {verb} not agree\n{_detailed(figures)}"


def _detailed(figures: Frame) -> str:
    """Word figures: a line with path, published and derived, and below it where the derived one stands."""
    head = f"{'':<11}  {'figure':<{PATH}}  {'published':<{VALUE}}  derived"
    return "\n".join((head, *(line for one in figures.to_dict("records") for line in _lines(one))))


def _lines(one: Mapping[Hashable, object]) -> Iterator[str]:
    status, path, printed, derived = (str(one[name]) for name in ("STATUS", "PATH", "PRINTED", "DERIVED"))
    beside = len(path) <= PATH and len(printed) <= VALUE and len(derived) <= VALUE
    if beside:
        yield f"{status:<11}  {path:<{PATH}}  {printed:<{VALUE}}  {derived}".rstrip()
    else:
        yield shortened(f"{status:<11}  {path}", WIDTH)
        yield from (_below(f"{name} {text}") for name, text in (("published", printed), ("derived", derived)) if text)
    told = f"{_stands(one)} {_remark(one)}".strip()
    if told:
        yield _below(told)


def _below(text: str) -> str:
    return fill(text, WIDTH, initial_indent=" " * 13, subsequent_indent=" " * 15, break_on_hyphens=False)


def _stands(one: Mapping[Hashable, object]) -> str:
    """Name the result of a figure, and count the records behind it."""
    if not one["DISPLAY"]:
        return ""
    subjects = several(len(str(one["SUBJECTS"]).split()), "subject")
    records = several(int(float(str(one["RECORDS"]))), "record")
    return f"{one['DISPLAY']} {one['ROW']} [{one['COLUMN']}] from {records} of {subjects}"


def _remark(one: Mapping[Hashable, object]) -> str:
    return str(one["REASON"]) + (" (inferred, not printed)" if one["INFERRED"] else "")


def _by_part(figures: Frame) -> str:
    """Count the figures of each part of the publication, by the first name of their paths."""
    part = figures["PATH"].str.partition(".")[0]
    rows = [
        (shortened(str(name), PATH), *(str(n) if n else "-" for n in _counts(own)))
        for name, own in figures.groupby(part, sort=False)
    ]
    head = ("part of the publication", "reproduced", "does not agree", "not determined")
    return table(head, rows, right={1, 2, 3})


def _counts(figures: Frame) -> tuple[int, int, int]:
    equal, left_out = ((figures["STATUS"] == status).sum() for status in (EQUAL, LEFT_OUT))
    return int(equal), int(len(figures) - equal - left_out), int(left_out)


def subjects_text(figures: Frame) -> str:
    """Name the subjects behind each of some figures."""
    return "\n".join(f"{path}: {subjects}" for path, subjects in zip(figures["PATH"], figures["SUBJECTS"], strict=True))
