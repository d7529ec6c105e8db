"""Origins that the guide tells, of SDTM that others made: what its definition of a variable leaves no doubt of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.spec.dataset import Origin

if TYPE_CHECKING:
    from converter.spec.dataset import DatasetSpec, VariableSpec

DERIVED = Origin(type="Derived", source="Sponsor")
PROTOCOL = Origin(type="Protocol", source="Sponsor")
NUMBERED = "Number that makes the records of a subject unique in the dataset (SDTMIG 3.4, --SEQ)."
DAYS = {"DY": "DTC", "STDY": "STDTC", "ENDY": "ENDTC"}
"""Study days, and the date of which each is the day."""


def with_guide_origins(spec: DatasetSpec) -> DatasetSpec:
    """Complete origins and methods from the guide: sequence numbers, study days are derived, trial design is planned.

    What is said stays. Source: SDTMIG 3.4, 4.4.4 (study day) and 7 (trial design).
    """
    variables = tuple(one if one.origin else _completed(one, spec) for one in spec.variables)
    return spec.model_copy(update={"variables": variables})


def _completed(variable: VariableSpec, spec: DatasetSpec) -> VariableSpec:
    name, prefix = variable.name, spec.prefix
    if name == f"{prefix}SEQ":
        return variable.model_copy(update={"origin": DERIVED, "method": variable.method or NUMBERED})
    if spec.dataset_class == "TRIAL DESIGN":
        return variable.model_copy(update={"origin": PROTOCOL})
    date = f"{prefix}{DAYS.get(name.removeprefix(prefix), '')}"
    if name.startswith(prefix) and date in spec.by_name and date != prefix:
        method = f"Study day of {date}: days from RFSTDTC, plus 1 on or after it; there is no day 0."
        return variable.model_copy(update={"origin": DERIVED, "method": variable.method or method})
    return variable
