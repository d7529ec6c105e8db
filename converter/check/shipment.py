"""What is checked: datasets as their files have them, what they should be, and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from converter.compute.numbers import number_text
from converter.compute.offenders import issue_of
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity
from converter.spec.dataset import DatasetSpec
from converter.steps import Plan


@dataclass(frozen=True)
class Shipment:
    """Datasets as found, by name; the spec of each; the plan; the SDTM datasets that analysis datasets rest on."""

    found: Mapping[str, FoundDataset]
    specs: Mapping[str, DatasetSpec]
    plan: Plan
    tabulations: Mapping[str, Frame] = field(default_factory=dict)

    def known(self) -> Iterator[tuple[FoundDataset, DatasetSpec]]:
        """Give each dataset that has a spec, with it."""
        for name, dataset in self.found.items():
            if name in self.specs:
                yield dataset, self.specs[name]


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
