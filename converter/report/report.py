"""What a run did: datasets, files, ledger, issues."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.compute.labelled import labelled
from converter.errors import InputError, nearest
from converter.issues import SEVERITIES, Severity
from converter.report.summary import as_html, summary_html, summary_text
from converter.report.tables import issues_table
from converter.report.why.why_text import explanation_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.dataset import AnyDataset, Frame, Ledger
    from converter.issues import Issue
    from converter.report.opinions import Opinion


@dataclass(frozen=True, repr=False)
class Report:
    """What a run did: the study, its datasets by name, files below the output folder, ledger, and issues.

    It prints in some ten lines, and shows itself in a notebook.

    `figures` has a row for each published figure of the study, with what was derived (columns PATH to RECORDS).
    `not_run` says of checks of the catalogue, by id, why they could be asked of no dataset. `made_at` says where the
    specification makes a variable: DATASET.VARIABLE to file and line. `opinions` has what other validators say.
    """

    study: str
    synthetic: bool
    datasets: Mapping[str, AnyDataset]
    issues: tuple[Issue, ...]
    files: tuple[str, ...] = ()
    ledger: Ledger | None = None
    figures: Frame | None = None
    not_run: Mapping[str, str] = field(default_factory=dict)
    made_at: Mapping[str, str] = field(default_factory=dict)
    opinions: tuple[Opinion, ...] = ()

    @property
    def open_issues(self) -> tuple[Issue, ...]:
        """The issues that the study has not accepted."""
        return tuple(issue for issue in self.issues if not issue.accepted)

    def counts(self) -> dict[Severity, int]:
        """Count the open issues by severity."""
        found = Counter(issue.severity for issue in self.open_issues)
        return {severity: found[severity] for severity in SEVERITIES}

    def reaches(self, severity: Severity) -> bool:
        """Tell whether an open issue is at least as severe as this."""
        counts = self.counts()
        return any(counts[worse] for worse in SEVERITIES[: SEVERITIES.index(severity) + 1])

    def frame(self, name: str) -> Frame:
        """Give the records of a dataset; raises InputError for one that the run did not make or read.

        `attrs` has name, label and keys of the dataset, and labels, formats and lengths of its variables. Text is never
        missing, numbers are float64, numeric dates are days since 1960.

        >>> report.frame("AE").attrs["labels"]["AETERM"]
        """
        if name.upper() not in self.datasets:
            message = f"no dataset '{name}' ({nearest(name, self.datasets) or 'there are ' + ', '.join(self.datasets)})"
            raise InputError(message)
        return labelled(self.datasets[name.upper()])

    def frames(self) -> dict[str, Frame]:
        """Give the records of every dataset by its name, as `frame` does.

        >>> write_xpt(report.frames()["DM"], "dm.xpt")
        """
        return {name: labelled(dataset) for name, dataset in self.datasets.items()}

    def issue_table(self) -> Frame:
        """Give one row for each issue, with the columns of issues.csv.

        >>> report.issue_table().query("severity == 'error'")
        """
        return issues_table(self.issues)

    def __repr__(self) -> str:
        return summary_text(self)

    def _repr_html_(self) -> str:
        return summary_html(self)


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why one value is what it is: the value, the rule that made it, what the rule read, the raw cells below.

    `beside` has other values of the record that were read with it and that the same step made; `part` is the part that
    the record plays for what was made of it. `decision` is the one that criteria took, with its sentence and source.
    `note` says what is not recorded. `again`: all of this is told before, in the same explanation. `left_out` counts,
    by dataset, what stands behind the value and is not told.
    """

    dataset: str
    variable: str
    row: int
    subject: str
    value: str
    beside: Mapping[str, str]
    part: str
    rule: str
    method: str
    decision: str
    place: str
    origin: str
    note: str = ""
    cells: tuple[RawCell, ...] = field(default=())
    inputs: tuple[Explanation, ...] = field(default=())
    again: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return explanation_text(self)

    def _repr_html_(self) -> str:
        return as_html(explanation_text(self))


@dataclass(frozen=True)
class RawCell:
    """One raw cell: file, row number, column, and the text as it was collected."""

    file: str
    row: int
    column: str
    text: str
