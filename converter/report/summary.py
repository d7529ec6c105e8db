"""A report in ten lines, and as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from converter.compute.several import several
from converter.issues import SEVERITIES, and_more, shortened
from converter.report.text import figures_line
from converter.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from converter.issues import Issue
    from converter.report.report import Report

SHOWN = 4
"""Issues that are told, the most severe first; `issue_table()` has all."""
IN_NOTEBOOK = 20
"""Issues that a notebook shows."""
WIDTH = 160
"""Characters of a line."""
MANY = "; issue_table() has all of them"


def summary_text(report: Report) -> str:
    """Word a report in at most ten lines: datasets, the balance of raw rows, counts and the first issues."""
    return visible("\n".join(shortened(line, WIDTH) for line in _lines(report)))


def _lines(report: Report) -> Iterator[str]:
    yield _title(report)
    sizes = ", ".join(f"{name} {dataset.records:,}" for name, dataset in report.datasets.items())
    yield f"{several(len(report.datasets), 'dataset')}, records: {sizes}" if sizes else "no datasets"
    yield from _balance(report)
    yield _counts(report)
    shown = report.open_issues[:SHOWN]
    yield from (f"  {issue.severity} [{issue.rule}] {issue}" for issue in shown)
    if len(report.open_issues) > len(shown):
        yield f"  {and_more(len(report.open_issues) - len(shown)).strip()}{MANY}"
    if report.figures is not None and len(report.figures):
        yield figures_line(report.figures)


def _title(report: Report) -> str:
    return f"Study {report.study}" + (" (synthetic data)" if report.synthetic else "")


def _balance(report: Report) -> Iterator[str]:
    if report.ledger is not None:
        sums = report.ledger.balance().drop(columns=["table", "file"]).sum()
        fates = " + ".join(f"{int(sums[fate]):,} {fate}" for fate in sums.index if fate != "rows_in")
        yield f"raw rows: {int(sums['rows_in']):,} = {fates}"


def _counts(report: Report) -> str:
    counts = report.counts()
    told = ", ".join(several(counts[severity], severity) for severity in SEVERITIES)
    return f"issues: {told}; {len(report.issues) - len(report.open_issues)} accepted by the study"


def summary_html(report: Report) -> str:
    """Show a report as a notebook does: its datasets and its first issues as tables, all text escaped."""
    rows = [
        (name, f"{one.records:,}", str(len(one.spec.variables)), one.spec.label)
        for name, one in report.datasets.items()
    ]
    told = report.open_issues[:IN_NOTEBOOK]
    more = and_more(len(report.open_issues) - len(told)).strip()
    parts = [
        f"<b>{_text(_title(report))}</b>",
        _table(("dataset", "records", "variables", "label"), rows) if rows else "",
        *(f"<div>{_text(line)}</div>" for line in (*_balance(report), _counts(report))),
        _table(("severity", "rule", "issue"), [_told(issue) for issue in told]) if told else "",
        f"<div>{_text(more + MANY)}</div>" if more else "",
        f"<div>{_text(figures_line(report.figures))}</div>"
        if report.figures is not None and len(report.figures)
        else "",
    ]
    return "".join(parts)


def _told(issue: Issue) -> tuple[str, str, str]:
    return issue.severity, issue.rule, str(issue)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    body = "".join(_row("td", row) for row in rows)
    return f"<table><thead>{_row('th', head)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    shown = "".join(f'<{tag} style="text-align:left">{_text(cell)}</{tag}>' for cell in cells)
    return f"<tr>{shown}</tr>"


def as_html(text: str) -> str:
    """Show text as it stands, all of it escaped."""
    return f"<pre>{_text(text)}</pre>"


def _text(text: str) -> str:
    return escape(visible(text))
