"""The report as text: what a person reads at the end of a run."""

from __future__ import annotations

from collections import Counter
from textwrap import fill
from typing import TYPE_CHECKING, Any

from converter.compute.several import several
from converter.issues import CUT_OFF, ISSUES_NAMED, OURS, ROWS_LISTED, SEVERITIES, and_more, shown_values
from converter.report.aligned import table
from converter.report.causes import Cause, causes, general
from converter.report.issue_body import issue_bodies
from converter.report.opinions import opinions_text
from converter.spec.published import EQUAL, LEFT_OUT
from converter.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from converter.dataset import Frame, Ledger
    from converter.issues import Issue, Severity
    from converter.report.report import Report

SHOWN = 20
KINDS = 8
"""Kinds of issues that are named where only their number is told."""
OPINIONS = 10
"""Lines of each part of second opinions that the terminal shows."""
PLACES = 3
"""Files and datasets of a cause that are named."""


def report_text(report: Report, *, shown: int | None = SHOWN, width: int = 0) -> str:
    """Word a report: datasets, the ledger's balance, and the first `shown` causes of each severity (None: all issues).

    Lines of issues are folded at `width`, the width of a terminal; where it is 0 each has one line.
    """
    title = f"Study {report.study}" + (" (synthetic data)" if report.synthetic else "")
    parts = [title, _datasets(report)]
    if report.ledger is not None:
        parts.append(_ledger(report.ledger))
    parts.append(cut_off_line(report))
    parts.append(_issues(report, shown, width))
    parts.append(_not_run(report, every=shown is None))
    parts.append(opinions_text(report.opinions, shown=OPINIONS if shown is not None else None))
    if report.figures is not None and len(report.figures):
        parts.append(figures_line(report.figures))
    return "\n\n".join(part for part in parts if part) + "\n"


def _datasets(report: Report) -> str:
    rows = [
        (name, str(dataset.records), str(len(dataset.spec.variables)), dataset.spec.label)
        for name, dataset in report.datasets.items()
    ]
    return table(("dataset", "records", "variables", "label"), rows, right={1, 2}) if rows else ""


def _ledger(ledger: Ledger) -> str:
    balance = ledger.balance()
    names = ("file", "rows_in", "mapped", "merged", "set aside", "not mapped")
    rows = [tuple(str(row[name]) for name in names) for row in balance.to_dict("records")]
    head = ("raw file", "rows in", "= mapped", "+ merged", "+ set aside", "+ not mapped")
    return table(head, rows, right={1, 2, 3, 4, 5})


def cut_off_line(report: Report) -> str:
    """Count by dataset what the data cut-off keeps from analysis; cut-off.csv lists it."""
    removed = [issue for issue in report.issues if issue.rule == CUT_OFF]
    counts = Counter[tuple[str, str]]()
    for issue in removed:
        counts[issue.place, issue.variable] += issue.count
    told = ", ".join(
        f"{place} {variable} {several(n, 'date')}" if variable else f"{place} {several(n, 'record')}"
        for (place, variable), n in counts.items()
    )
    return f"kept from analysis by the data cut-off: {told} (cut-off.csv)" if removed else ""


def _issues(report: Report, shown: int | None, width: int) -> str:
    lines = [issues_line(report)]
    if shown is None:
        lines += _listed(report.open_issues, width)
    else:
        lines += _bounded(causes(report.open_issues), shown, width)
    rows = sum(len(issue.occurrences()) for issue in report.issues)
    lines += [f"issues-rows.csv lists {ROWS_LISTED:,} of {rows:,} rows, in this order"] * (rows > ROWS_LISTED)
    return "\n".join(lines)


def issues_line(report: Report) -> str:
    """Count the open issues by severity, with their rows, and the accepted ones."""
    summary = ", ".join(_counted(report, severity) for severity in SEVERITIES)
    return f"issues: {summary}; {len(report.issues) - len(report.open_issues)} accepted by the study"


def _not_run(report: Report, *, every: bool) -> str:
    """Count the checks that could not be asked, by what is absent; all of them by id where every issue is told."""
    if not report.not_run:
        return ""
    counts = Counter(reason.partition(":")[0] for reason in report.not_run.values())
    why = ", ".join(f"{n} {reason}" for reason, n in counts.most_common())
    lines = [f"checks not run: {len(report.not_run)} ({why})" + ("" if every else "; --verbose names them")]
    lines += [f"  {name}: {reason}" for name, reason in sorted(report.not_run.items())] if every else []
    return "\n".join(lines)


def _counted(report: Report, severity: Severity) -> str:
    found = [issue for issue in report.open_issues if issue.severity == severity]
    rows = sum(issue.count for issue in found)
    return several(len(found), severity) + (f" in {several(rows, 'row')}" if rows > len(found) else "")


def _listed(issues: Sequence[Issue], width: int) -> Iterable[str]:
    """List the first issues of each severity with the lines to paste, and count the others by their kind."""
    for severity in SEVERITIES:
        own = [issue for issue in issues if issue.severity == severity]
        for issue, body in zip(own[:ISSUES_NAMED], issue_bodies(own), strict=False):
            yield _folded(f"  {issue.severity} [{_who(issue)}{issue.rule}] {issue}", width)
            yield from (_folded(f"      {line}", width) for line in _pasted(body))
        yield from _others(own[ISSUES_NAMED:], width)


def _bounded(found: Sequence[Cause], shown: int, width: int) -> Iterable[str]:
    """List the first causes of each severity, each with what follows from it, and count the others by their kind."""
    for severity in SEVERITIES:
        own = [cause for cause in found if cause.severity == severity]
        for cause in own[:shown]:
            first = cause.first
            yield _folded(f"  {severity} [{_who(first)}{first.rule}] {_cause_line(cause)}", width)
            yield from (_folded(f"      {line}", width) for line in _following(cause))
        yield from _others([issue for cause in own[shown:] for issue in (*cause.issues, *cause.others)], width)
    if found:
        yield _folded("  converter explain RULE tells what a rule in brackets asks, why, and with an example", width)


def _others(issues: Sequence[Issue], width: int) -> Iterable[str]:
    counts = Counter(issue.rule for issue in issues)
    if counts:
        kinds = ", ".join(f"{rule} {n}" for rule, n in counts.most_common(KINDS))
        more = and_more(len(counts) - KINDS, "kind")
        yield _folded(f"  ... and {several(counts.total(), f'more {issues[0].severity}')}: {kinds}{more}", width)


def _who(issue: Issue) -> str:
    return "" if issue.by == OURS else f"{issue.by} "


def _cause_line(cause: Cause) -> str:
    """Word a cause: as its issue where it has one, else where it is, how many rows have it, and its first issue."""
    first = cause.first
    if len(cause.issues) == 1:
        return str(first)
    places = ", ".join(cause.places[:PLACES]) + and_more(len(cause.places) - PLACES)
    whose = f", {several(len(cause.subjects), 'subject')}" if cause.subjects else ""
    values = cause.values()
    shown = f"; {shown_values(values)}" if values else ""
    messages = len({issue.message for issue in cause.issues}) - 1
    said = first.message + (f" (and {several(messages, 'other message')})" if messages else "")
    where = f"{general(first.variable, first.place)} in {places}; {several(cause.count, 'row')}{whose}{shown}".strip()
    return one_line("; ".join(part for part in (f"{where}: {said}", first.written, first.hint) if part))


def _following(cause: Cause) -> Iterator[str]:
    """Say what other rules tell of the same values, and of how many rows."""
    counts: Counter[str] = Counter()
    for issue in cause.others:
        counts[f"{issue.severity} {issue.rule}"] += issue.count
    if counts:
        yield f"of the same values, too: {', '.join(f'{rule} ({n})' for rule, n in counts.most_common())}"


def _pasted(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the lines to paste for one issue, each with the key it stands under."""
    mends = [f"{body['under']} {line}" for line in body["lines"]]
    return (*mends, *([f"accepted: {body['accept']}"] if body["accept"] else []))


def _folded(line: str, width: int) -> str:
    return fill(line, width, subsequent_indent="      ", break_on_hyphens=False) if width else line


def places_text(places: Mapping[str, Path]) -> str:
    """Say where everything lies that a run wrote, in aligned lines."""
    widest = max(map(len, places), default=0)
    return "".join(f"{name.ljust(widest)}  {path}\n" for name, path in places.items())


def figures_line(figures: Frame) -> str:
    """Count the published figures that were reproduced, and those that the data do not determine."""
    counts = figures["STATUS"].value_counts()
    left_out = int(counts.get(LEFT_OUT, 0))
    asked = len(figures) - left_out
    return f"published figures: {counts.get(EQUAL, 0)} of {asked} reproduced ({left_out} not determined by the data)"


def reproduced(figures: Frame) -> bool:
    """Tell whether every published figure that the data determine is the derived one."""
    return bool(figures["STATUS"].isin([EQUAL, LEFT_OUT]).all())
