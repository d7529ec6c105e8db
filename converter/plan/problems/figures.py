"""Published figures that rows of displays reproduce are known; figures have a drawing that shows their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.results.published import addresses
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from converter.spec.load import StudyFiles
    from converter.spec.published import Published

DRAWN = {
    "course": ("course",),
    "cumulative_incidence": ("incidence_curve",),
    "forest": ("count", "proportion"),
    "kaplan_meier": ("survival_curve",),
    "points": ("points",),
    "swimmer": ("swimmer",),
}
"""The results that each kind of figure draws; others of its rows stand beside it."""
Member = tuple[int, ...]


def figure_problems(files: StudyFiles, published: Published) -> Iterator[Problem]:
    """Find figures that rows reproduce and that were not published."""
    for display in files.displays.values():
        for number, row in enumerate(display.rows):
            at = ("rows", number, "reproduces")
            file, line = files.result_place(display.display, *at)
            for path, member in dict.fromkeys((path, member) for *_, path, member in addresses(display, row)):
                if not _is_published(path, member, published.figures):
                    shown = path + "".join(f"[{one}]" for one in member)
                    hint = "" if path in published.figures else nearest(path, published.figures)
                    yield Problem(file, line, dotted(at), f"no figure '{shown}' was published", hint)


def drawing_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find figures without a drawing, and those whose drawing shows none of their results."""
    for display in files.displays.values():
        if display.kind != "figure":
            continue
        rules = {name for row in display.rows for name in row.result or {}}
        wanted = DRAWN[display.drawing.kind] if display.drawing else ()
        if not rules.intersection(wanted):
            path = ("drawing", "kind") if display.drawing else ("kind",)
            file, line = files.result_place(display.display, *path)
            kind = display.drawing.kind if display.drawing else ""
            got = ", ".join(sorted(rules)) or "none"
            message = f"a drawing of kind {kind} shows results of {' or '.join(wanted)}, got {got}"
            missing = f"a figure wants `drawing: {{kind: ...}}`, one of {', '.join(sorted(DRAWN))}"
            yield Problem(file, line, dotted(path), message if kind else missing)


def _is_published(path: str, member: Member, published: Mapping[str, object]) -> bool:
    value = published.get(path)
    for position in member:
        if value is None and path in published:
            return True  # a blank cell has no members, and none of them is wrong
        if not isinstance(value, list) or position >= len(value):
            return False
        value = value[position]
    return path in published
