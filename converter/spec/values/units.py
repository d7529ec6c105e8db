"""Units as data: quantities whose units convert into each other, and analytes by which mass becomes amount."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model
from converter.spec.text.kinds import Factor

MASS, AMOUNT, CHARGE = "mass concentration", "amount concentration", "charge concentration"
"""The quantities that an analyte converts into each other; their first units are g/L, mmol/L and mEq/L."""


class Measure(Model):
    """One unit: value in the first unit of its quantity = value x factor + offset."""

    factor: Factor
    offset: float = 0.0
    source: str = ""


class Quantities(Model):
    """The units that convert into each other, by what they measure."""

    source: str
    quantities: dict[str, dict[str, Measure]]


class Analyte(Model):
    """What a laboratory test measures: grams of a mole, charges of an ion, and the LOINC codes of the test."""

    name: str
    formula: str = ""
    molar_mass: float = Field(gt=0)
    valence: int = Field(default=0, ge=0)
    source: str = ""
    loinc: tuple[str, ...] = ()


class Analytes(Model):
    """Analytes by test code, and the atomic weights that their molar masses were computed from."""

    source: str
    atomic_weights: dict[str, float]
    analytes: dict[str, Analyte]


@cache
def load_quantities() -> Quantities:
    """Load the units that ship."""
    return read_spec(Quantities, specs_folder() / "units" / "quantities.yaml")


@cache
def load_analytes() -> Analytes:
    """Load the analytes that ship."""
    return read_spec(Analytes, specs_folder() / "units" / "analytes.yaml")
