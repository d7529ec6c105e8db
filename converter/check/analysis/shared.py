"""What the checks of analysis datasets share: the guide's word on a variable, the subject-level dataset."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment
from converter.compute.numbers.rounding import same
from converter.dataset import FoundDataset, Frame
from converter.spec.dataset import DatasetSpec
from converter.spec.standards.analysis_standard import AnalysisVariable, Structure, structure_of, variable_of
from converter.spec.standards.standard import DatasetClass

SUBJECT_LEVEL: DatasetClass = "SUBJECT LEVEL ANALYSIS DATASET"
ADSL, PARAMETER = "ADSL", "PARAMCD"
FAMILY = "*"


def structure(shipment: Shipment, spec: DatasetSpec) -> Structure | None:
    """Give the guide's structure of a dataset, such as BDS."""
    guide = shipment.plan.analysis.standard
    return structure_of(guide, spec.dataset_class) if guide else None


def guide_variable(shipment: Shipment, spec: DatasetSpec, name: str) -> AnalysisVariable | None:
    """Say what the guide knows of a variable: in its structure, else in ADSL, else by how its name ends.

    Variables that are copied from ADSL keep what the guide says of them there.
    """
    own = structure(shipment, spec)
    if own is None:
        return None
    found = variable_of(own, name)
    if found and not found.template.startswith(FAMILY):
        return found
    guide = shipment.plan.analysis.standard
    copied = variable_of(structure_of(guide, SUBJECT_LEVEL), name) if guide else None
    return copied if copied and not copied.template.startswith(FAMILY) else found


def others(shipment: Shipment) -> Iterator[tuple[FoundDataset, DatasetSpec]]:
    """Give each dataset but the subject-level one, if it has subjects."""
    for dataset, spec in shipment.known():
        if dataset.name != ADSL and "USUBJID" in dataset.frame:
            yield dataset, spec


def subject_level(shipment: Shipment) -> Frame | None:
    """Give the records of ADSL, the first of each subject; nothing where there is no ADSL."""
    adsl = shipment.found.get(ADSL)
    if adsl is None or "USUBJID" not in adsl.frame:
        return None
    return adsl.frame.drop_duplicates("USUBJID").set_index("USUBJID")


def is_number(frame: Frame, *names: str) -> bool:
    """Tell whether the frame has all of these variables, as numbers."""
    return all(name in frame and pd.api.types.is_numeric_dtype(frame[name]) for name in names)


def is_text(frame: Frame, *names: str) -> bool:
    """Tell whether the frame has all of these variables, as text."""
    return all(name in frame and not pd.api.types.is_numeric_dtype(frame[name]) for name in names)


def same_kind(left: pd.Series, right: pd.Series) -> bool:
    """Tell whether two columns are both numbers or both text."""
    return pd.api.types.is_numeric_dtype(left) == pd.api.types.is_numeric_dtype(right)


def by_subject(frame: Frame, values: pd.Series) -> pd.Series:
    """Bring values that are indexed by subject to the records of the frame."""
    found = frame["USUBJID"].map(values)
    return found.astype("float64") if pd.api.types.is_numeric_dtype(values) else found.astype("str").fillna("")


def differ(left: pd.Series, right: pd.Series) -> pd.Series:
    """Tell where two columns of the same kind differ, numbers by more than noise; missing equals missing."""
    if pd.api.types.is_numeric_dtype(left):
        return ~same(left, right) & ~(left.isna() & right.isna())
    return left != right
