"""What is checked: datasets as their files have them, what they should be, and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from converter.check.tally import Tally
from converter.compute.issues.offenders import issue_of
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity
from converter.spec.dataset import DatasetSpec
from converter.steps import Plan


@dataclass(frozen=True)
class Shipment:
    """Datasets as found, by name; the spec of each; the plan; the SDTM datasets that analysis datasets rest on.

    Of a study in ranges of subjects it holds one range: the index of each frame numbers its records in the whole (from
    0), `beside` names datasets that another range has as well and looks at, and `tallies` are those of the whole study,
    by the name of the tally and of the dataset.
    """

    found: Mapping[str, FoundDataset]
    specs: Mapping[str, DatasetSpec]
    plan: Plan
    tabulations: Mapping[str, Frame] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    tallies: Mapping[tuple[str, str], Frame] = field(default_factory=dict)

    def own(self) -> Iterator[FoundDataset]:
        """Give each dataset that is looked at."""
        return (dataset for name, dataset in self.found.items() if name not in self.beside)

    def known(self) -> Iterator[tuple[FoundDataset, DatasetSpec]]:
        """Give each dataset that is looked at and has a spec, with it."""
        return ((dataset, self.specs[dataset.name]) for dataset in self.own() if dataset.name in self.specs)

    def having(self, name: str, *variables: str) -> FoundDataset | None:
        """Give a dataset if it is there and has all these variables; what it lacks is told by the check of columns."""
        dataset = self.found.get(name)
        return dataset if dataset is not None and set(variables) <= set(dataset.frame) else None

    def prefix_of(self, dataset: FoundDataset) -> str:
        """Give how the names of the variables of a dataset begin, blank where it has no spec."""
        return self.specs[dataset.name].prefix if dataset.name in self.specs else ""

    def usual(self, tally: Tally, dataset: FoundDataset) -> Frame:
        """Give the counts of a dataset that a check compares with: those of the whole study."""
        known = self.tallies.get((tally.__name__, dataset.name))
        return tally(self, dataset) if known is None else known

    def judgeable(self) -> Shipment:
        """Leave out of the frames what is text where a number is expected, or a number where text is.

        The check of attributes tells them by the variables as the files have them; no other check could judge them.
        """
        found = {name: _well_typed(dataset, self.specs.get(name)) for name, dataset in self.found.items()}
        return replace(self, found=found)


def _well_typed(dataset: FoundDataset, spec: DatasetSpec | None) -> FoundDataset:
    known = spec.by_name if spec else {}
    wrong = [
        name
        for name in dataset.frame
        if name in known and (known[str(name)].type == "Num") != pd.api.types.is_numeric_dtype(dataset.frame[name])
    ]
    return replace(dataset, frame=dataset.frame.drop(columns=wrong)) if wrong else dataset


def offending(
    dataset: FoundDataset,
    wrong: pd.Series,
    *,
    rule: str,
    severity: Severity,
    message: str,
    variable: str = "",
    values: pd.Series | None = None,
    hint: str = "",
) -> Iterator[Issue]:
    """Report the records where `wrong` holds, each with its value (of `values`, or of the variable)."""
    if not wrong.any():
        return
    frame = dataset.frame
    shown = values if values is not None else frame[variable] if variable in frame else pd.Series("", index=frame.index)
    offenders = pd.DataFrame(
        {
            "row": frame.index[wrong] + 1,
            "subject": subjects(frame)[wrong].to_numpy(),
            "value": _texts(shown[wrong]).to_numpy(),
        }
    )
    yield issue_of(
        offenders, rule=rule, severity=severity, place=dataset.name, variable=variable, message=message, hint=hint
    )


def subjects(frame: Frame) -> pd.Series:
    """Give the subject of each record, blank where the dataset has none."""
    return frame["USUBJID"] if "USUBJID" in frame else pd.Series("", index=frame.index, dtype="str")


def _texts(values: pd.Series) -> pd.Series:
    return number_text(values) if pd.api.types.is_numeric_dtype(values) else values.astype("str")
