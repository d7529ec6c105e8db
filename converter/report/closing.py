"""The end of a conversion on one screen: what was made, where raw rows went, what is wrong, what to do next."""

from __future__ import annotations

from shlex import quote
from textwrap import fill
from typing import TYPE_CHECKING

from converter.compute.several import several
from converter.issues import OURS, and_more, shortened
from converter.report.aligned import table
from converter.report.text import cut_off_line, figures_line, issues_line, places_text, reproduced
from converter.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from converter.issues import Issue
    from converter.report.report import Report

NARROW = 60
"""Characters below which a line cannot hold a place and a message."""
WIDTH = 100
"""Characters of a line where standard output is no terminal."""
TABLES = 5
"""Raw tables with something to tell that have a line."""
KINDS = 12
"""Kinds of errors that have a line; of the others the counts are told."""
FEW = 10
"""Kinds of errors of which each may take two lines."""
WHERE = 24
"""Characters of the place of an issue."""
NAMED = 8
"""Kinds of warnings and of notes that are named with their counts."""
DATASETS = 30
"""Datasets that are named with their records."""
TIED = "\u00a0"
"""The blank between a name and its count, at which no line is folded."""
FATES = ("merged", "set aside", "not mapped")
"""What becomes of raw rows beside being mapped."""


def closing_text(report: Report, places: Mapping[str, Path], study: Path, *, width: int = 0) -> str:
    """Word the end of a conversion, with every kind of error.

    Lines have about `width` characters (0: WIDTH), NARROW at least. `places` says where things lie, `study` is the
    folder that was converted: the next command names both.
    """
    wide = max(NARROW, width or WIDTH)
    parts = (
        _made(report, wide),
        _rows(report),
        "\n".join(_issues(report.open_issues, issues_line(report), wide)),
        _folded(cut_off_line(report), wide),
        figures_line(report.figures) if report.figures is not None and len(report.figures) else "",
        places_text(places).rstrip("\n"),
        "\n".join(_next(report, places, study)),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _made(report: Report, width: int) -> str:
    """Say of which study what was made: the datasets of each kind with their records, and the displays."""
    lines = [f"Study {report.study}" + (" (synthetic data)" if report.synthetic else "")]
    kinds = {"SDTM": "Tabulation", "ADaM": "Analysis"}
    for kind, purpose in kinds.items():
        own = {name: one.records for name, one in report.datasets.items() if one.spec.purpose == purpose}
        if own:
            named = ", ".join(f"{name}{TIED}{records:,}" for name, records in [*own.items()][:DATASETS])
            more = and_more(len(own) - DATASETS)
            lines.append(_folded(f"{several(len(own), f'{kind} dataset')}, records: {named}{more}", width))
    displays = [path for path in report.files if path.startswith("results/") and path.endswith(".rtf")]
    lines += [f"{several(len(displays), 'display')} (tables, figures) in results/"] if displays else []
    return "\n".join(lines)


def _rows(report: Report) -> str:
    """Say where all raw rows went, and those of each table that has more to tell than that all were mapped."""
    if report.ledger is None:
        return ""
    balance = report.ledger.balance()
    sums = balance.drop(columns=["table", "file"]).sum()
    fates = " + ".join(f"{int(sums[fate]):,} {fate}" for fate in ("mapped", *FATES))
    lines = [f"raw rows: {int(sums['rows_in']):,} of {several(len(balance), 'table')} = {fates}"]
    rows = [row for row in balance.to_dict("records") if any(row[fate] for fate in FATES)]
    rows.sort(key=lambda row: -sum(row[fate] for fate in FATES))
    names = ("rows_in", "mapped", *FATES)
    told = [(f"  {row['file']}", *(f"{row[name]:,}" for name in names)) for row in rows[:TABLES]]
    if told:
        head = ("  raw file", "rows in", "= mapped", "+ merged", "+ set aside", "+ not mapped")
        lines.append(table(head, told, right={1, 2, 3, 4, 5}))
    lines += [f"  {len(rows) - TABLES} more in ledger.csv"] if len(rows) > TABLES else []
    return "\n".join(lines)


def _issues(issues: Sequence[Issue], counted: str, width: int) -> Iterator[str]:
    """Count the issues, then tell every kind of error once, in a line of its own as long as they fit a screen."""
    yield counted
    kinds = _kinds(one for one in issues if one.severity == "error")
    shown = [*kinds.items()][:KINDS]
    rows = [(f"  error {name}", f"{sum(one.count for one in own):,}", *_first(own)) for name, own in shown]
    if rows:
        yield from _fitted(("  kind", "rows", "the first", ""), rows, width)
    rest = dict([*kinds.items()][KINDS:])
    if rest:
        yield _folded(f"  error, too: {_counts(rest, len(rest))}", width)
    for severity in ("warning", "note"):
        others = _kinds(one for one in issues if one.severity == severity)
        if others:
            yield _folded(f"  {severity}: {_counts(others, NAMED)}", width)


def _kinds(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    """Put the issues of each rule together, by the order in which they are told."""
    kinds: dict[str, list[Issue]] = {}
    for issue in issues:
        kinds.setdefault(issue.rule if issue.by == OURS else f"{issue.by} {issue.rule}", []).append(issue)
    return kinds


def _counts(kinds: Mapping[str, Sequence[Issue]], named: int) -> str:
    counted = [f"{name}{TIED}{sum(one.count for one in own):,}" for name, own in kinds.items()]
    return ", ".join(counted[:named]) + and_more(len(counted) - named, "kind")


def _first(issues: Sequence[Issue]) -> tuple[str, str]:
    """Say where the first issue of a kind is, and what it is; `explain` and the lists give whose, and the mend."""
    issue = issues[0]
    where = issue.place + (f":{issue.rows[0]}" if issue.rows else "")
    what = "; ".join(part for part in (f"{issue.variable}: {issue.message}".lstrip(": "), issue.written) if part)
    return shortened(one_line(where), WHERE), one_line(what).strip()


def _fitted(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Align rows whose last cell takes what the line leaves it, in two lines where the rows are few, else in one."""
    lines = table(head, rows, right={1}).splitlines()
    indent = lines[1].rindex(rows[0][-1]) if rows else 0
    most = 2 if len(rows) <= FEW else 1
    for line in lines:
        yield fill(line, max(width, indent + 20), subsequent_indent=" " * indent, max_lines=most, placeholder=" ...")


def _next(report: Report, places: Mapping[str, Path], study: Path) -> Iterator[str]:
    """Name the commands that come next: what the first issue means, the figures that differ; else what hands in."""
    folder, out = quote(str(study)), quote(str(places.get("package", "out")))
    commands = []
    if report.open_issues:
        commands.append((f"converter explain {report.open_issues[0].rule}", "what it asks, why, and what mends it"))
    if report.figures is not None and not reproduced(report.figures):
        commands.append((f"converter results {folder} --out {out}", "the published figures that do not agree"))
    if not commands:
        commands.append((f"converter package {folder} --out SUBMISSION", "writes what is handed in"))
    yield "next"
    yield from (f"  {command}\n      {why}" for command, why in commands)


def _folded(line: str, width: int) -> str:
    folded = fill(line, width, subsequent_indent="    ", break_on_hyphens=False) if line else ""
    return folded.replace(TIED, " ")
