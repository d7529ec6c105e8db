"""One conversion between two units: of the study, else of the units and analytes that ship, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from converter.compute.terms.signs import spelled
from converter.spec.study import Unit
from converter.spec.values.number import plain_number
from converter.spec.values.units import AMOUNT, CHARGE, MASS, Analyte, Measure, load_analytes, load_quantities

SHOWN = 6
"""Significant digits of a factor that is told."""


@dataclass(frozen=True)
class Conversion:
    """Value in the other unit = value x factor + offset, and where that is said."""

    factor: float
    offset: float
    source: str

    def __str__(self) -> str:
        sign = "-" if self.offset < 0 else "+"
        plus = f" {sign} {_shown(abs(self.offset))}" if self.offset else ""
        return f"x {_shown(self.factor)}{plus}" + (f" ({self.source})" if self.source else "")


def _shown(value: float) -> str:
    return plain_number(float(f"{value:.{SHOWN}g}"))


def conversion(from_: str, to: str, test: str, table: Sequence[Unit] = ()) -> Conversion | None:
    """Find how a unit of a test becomes another: as the study's `table` says, else as ships; nothing if neither does.

    A row of the table for the test goes before one for all, and a study that says of a test how units become another
    says it of all that it expects: what ships converts no other. Signs of units are compared as they are spelled in
    ASCII. Mass and amount of substance convert by the analyte of the test alone.
    """
    from_, to = spelled(from_), spelled(to)
    into = [one for one in table if spelled(one.to) == to and one.test in {test, ""}]
    rows = [one for one in into if spelled(one.from_) == from_]
    if rows:
        said = next((one for one in rows if one.test), rows[0])
        return Conversion(said.factor, said.offset, said.source)
    return None if any(one.test for one in into) else _shipped(from_, to, test)


def wanted_unit(unit: str, among: Sequence[str], test: str, table: Sequence[Unit] = ()) -> str:
    """Choose the one of several units that a unit is, else one it converts to, as the table says first; else blank."""
    own = [one for one in among if spelled(one) == spelled(unit)]
    said = [one.to for one in table if one.to in among and one.test in {"", test}]
    fitting = (one for one in (*said, *among) if conversion(unit, one, test, table))
    return own[0] if own else next(fitting, "")


@cache
def _shipped(from_: str, to: str, test: str) -> Conversion | None:
    known = _measures()
    if from_ not in known or to not in known:
        return None
    (quantity, one), (wanted, other) = known[from_], known[to]
    if quantity == wanted:
        return _ratio(one, other, 1.0, "; ".join(dict.fromkeys(filter(None, (one.source, other.source)))))
    analyte = _analytes().get(test)
    share = _share(quantity, wanted, analyte) if analyte else None
    return _ratio(one, other, share, _told(quantity, wanted, analyte)) if analyte and share else None


def _ratio(one: Measure, other: Measure, share: float, source: str) -> Conversion:
    """Convert by way of the first units of both quantities, one of which is `share` of the other's."""
    factor = one.factor * share / other.factor
    return Conversion(factor, (one.offset - other.offset) / other.factor, source or load_quantities().source)


def _share(quantity: str, wanted: str, analyte: Analyte) -> float | None:
    """Tell how many of the wanted quantity's first unit one of the other's is: g/L, mmol/L or mEq/L of an analyte."""
    millimoles = {MASS: 1000 / analyte.molar_mass, AMOUNT: 1.0}
    if analyte.valence:
        millimoles[CHARGE] = 1 / analyte.valence
    both = quantity in millimoles and wanted in millimoles
    return millimoles[quantity] / millimoles[wanted] if both else None


def _told(quantity: str, wanted: str, analyte: Analyte) -> str:
    """Say what the conversion of an analyte rests on."""
    said = []
    if MASS in {quantity, wanted}:
        formula = f" ({analyte.formula})" if analyte.formula else ""
        said.append(f"{analyte.name}{formula}: {plain_number(analyte.molar_mass)} g/mol")
    if CHARGE in {quantity, wanted}:
        said.append(f"{analyte.name}: {analyte.valence} mEq/mmol")
    return "; ".join([*said, *([analyte.source or load_analytes().source] if MASS in {quantity, wanted} else [])])


@cache
def _measures() -> Mapping[str, tuple[str, Measure]]:
    """Give the quantity and the measure of each unit."""
    every = load_quantities().quantities
    return {unit: (name, measure) for name, units in every.items() for unit, measure in units.items()}


@cache
def _analytes() -> Mapping[str, Analyte]:
    """Give each analyte by its test code, and by the LOINC codes of its test."""
    every = load_analytes().analytes
    return {code: one for name, one in every.items() for code in (name, *one.loinc)}
