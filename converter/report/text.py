"""The report as text: what a person reads at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.issues import SEVERITIES
from converter.spec.published import EQUAL, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from converter.dataset import Frame, Ledger
    from converter.issues import Issue
    from converter.report.report import Report

SHOWN = 20
WIDEST = 70


def report_text(report: Report, *, shown: int | None = SHOWN) -> str:
    """Word a report: datasets, the ledger's balance, and the first `shown` issues of each severity (None: all)."""
    title = f"Study {report.study}" + (" (synthetic data)" if report.synthetic else "")
    parts = [title, _datasets(report)]
    if report.ledger is not None:
        parts.append(_ledger(report.ledger))
    parts.append(_issues(report, shown))
    if report.figures is not None and len(report.figures):
        parts.append(figures_line(report.figures))
    return "\n\n".join(part for part in parts if part) + "\n"


def _datasets(report: Report) -> str:
    rows = [
        (name, str(len(dataset.frame)), str(len(dataset.spec.variables)), dataset.spec.label)
        for name, dataset in report.datasets.items()
    ]
    return table(("dataset", "records", "variables", "label"), rows, right={1, 2}) if rows else ""


def _ledger(ledger: Ledger) -> str:
    balance = ledger.balance()
    names = ("file", "rows_in", "mapped", "merged", "set aside", "not mapped")
    rows = [tuple(str(row[name]) for name in names) for row in balance.to_dict("records")]
    head = ("raw file", "rows in", "= mapped", "+ merged", "+ set aside", "+ not mapped")
    return table(head, rows, right={1, 2, 3, 4, 5})


def _issues(report: Report, shown: int | None) -> str:
    counts = report.counts()
    accepted = len(report.issues) - len(report.open_issues)
    summary = ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in counts.items())
    lines = [f"issues: {summary}; {accepted} accepted by the study"]
    for severity in SEVERITIES:
        lines += _listed([issue for issue in report.open_issues if issue.severity == severity], shown)
    return "\n".join(lines)


def _listed(issues: Sequence[Issue], shown: int | None) -> Iterable[str]:
    listed = issues if shown is None else issues[:shown]
    yield from (f"  {issue.severity} [{issue.rule}] {issue}" for issue in listed)
    if len(listed) < len(issues):
        yield f"  ... and {len(issues) - len(listed)} more {issues[0].severity}s in issues.csv"


def figures_text(figures: Frame, *, quiet: bool = False) -> str:
    """Word each published figure beside what was derived, and where it stands; then count them."""
    shown = [
        (one["STATUS"], one["PATH"], one["PRINTED"], one["DERIVED"], _stands(one) + _remark(one))
        for one in figures.to_dict("records")
    ]
    head = ("", "figure", "published", "derived", "result")
    lines = [] if quiet else [table(head, [tuple(map(_short, row)) for row in shown]), ""]
    return "\n".join([*lines, figures_line(figures)]) + "\n"


def subjects_text(figures: Frame) -> str:
    """Name the subjects behind each of some figures."""
    return "\n".join(f"{path}: {subjects}" for path, subjects in zip(figures["PATH"], figures["SUBJECTS"], strict=True))


def figures_line(figures: Frame) -> str:
    """Count the published figures that were reproduced, and those that the data do not determine."""
    counts = figures["STATUS"].value_counts()
    left_out = int(counts.get(LEFT_OUT, 0))
    asked = len(figures) - left_out
    return f"published figures: {counts.get(EQUAL, 0)} of {asked} reproduced ({left_out} not determined by the data)"


def _stands(one: Mapping[Hashable, object]) -> str:
    """Name the result of a figure, and count the records behind it."""
    if not one["DISPLAY"]:
        return ""
    subjects = len(str(one["SUBJECTS"]).split())
    return f"{one['DISPLAY']} {one['ROW']} [{one['COLUMN']}] from {one['RECORDS']:g} records of {subjects} subjects"


def _remark(one: Mapping[Hashable, object]) -> str:
    return str(one["REASON"]) + (" (inferred, not printed)" if one["INFERRED"] else "")


def _short(text: object) -> str:
    words = str(text)
    return words if len(words) <= WIDEST else words[: WIDEST - 3] + "..."


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    """Align rows under their heads; the columns in `right` are aligned to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    return "\n".join(line(row) for row in (head, *rows))
