"""The measurements of each infused subject, by date, as the raw files hold them; what cannot be read is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from examples.crb401.figures.raw import Raw
from examples.crb401.figures.read import dated, day, number, rows_of


@dataclass(frozen=True)
class Sample:
    """The myeloma panel of one day; None where a result is missing or cannot be read."""

    serum: float | None = None
    urine: float | None = None
    serum_band: bool | None = None
    urine_band: bool | None = None
    kappa: float | None = None
    lambda_: float | None = None

    @property
    def ratio(self) -> float | None:
        """Free kappa over lambda."""
        return self.kappa / self.lambda_ if self.kappa is not None and self.lambda_ else None


@dataclass(frozen=True)
class Record:
    """Everything measured in one subject, by date."""

    infusion: date
    depletion: date
    samples: Mapping[date, Sample]
    marrow: Mapping[date, float]
    clonal: Mapping[date, bool]
    lesions: Mapping[date, Mapping[str, tuple[float, float]]]
    new: frozenset[date]
    therapy: date | None = None
    death: date | None = None


def records(raw: Raw) -> dict[str, Record]:
    """Collect the raw measurements of each infused subject."""
    samples, lesions = _samples(raw), _scans(raw)
    marrow, clonal = _marrow(raw)
    depletion = raw.first_dates("ld", "LDDAT")
    new = raw.edc("tu").pipe(lambda rows: rows[rows["TUNEW"] == "Yes"])
    new_dates = {s: frozenset(filter(None, map(day, group["TUDAT"]))) for s, group in new.groupby("Subject")}
    therapy = raw.first_dates("ds", "DSDAT", where=lambda rows: rows["DSCOMM"].str.contains("chemotherapy"))
    death = raw.first_dates("dd", "DTHDAT")
    return {
        s: Record(
            infusion, depletion[s], samples.get(s, {}), marrow.get(s, {}), clonal.get(s, {}), lesions.get(s, {}),
            new_dates.get(s, frozenset()), therapy.get(s), death.get(s),
        )
        for s, infusion in raw.infusion.items()
    }  # fmt: skip


def central(raw: Raw) -> pd.DataFrame:
    """Give the central myeloma laboratory's rows with `date`, without those whose date cannot be read."""
    rows = raw.table("lab/myeloma_central.csv")
    dates = pd.Series([dated(text, "%m/%d/%Y") for text in rows["DRAWN"]], index=rows.index, dtype="object")
    return rows.assign(date=dates).dropna(subset="date")


def _samples(raw: Raw) -> dict[str, dict[date, Sample]]:
    made: dict[str, dict[date, Sample]] = {}
    rows = central(raw)
    held: dict[tuple[str, date], dict[str, str]] = {}
    for subject, when, analyte, text in zip(*(rows[c] for c in ("Subject", "date", "ANALYTE", "VALUE")), strict=True):
        held.setdefault((subject, when), {}).setdefault(analyte, text)
    for (subject, when), values in held.items():
        made.setdefault(subject, {})[when] = Sample(
            serum=_amount(values.get("MSPIKE", "")),
            urine=_amount(values.get("UMSPIKE", "")),
            serum_band=_band(values.get("SIFE", "")),
            urine_band=_band(values.get("UIFE", "")),
            kappa=number(values.get("KFLC", "")),
            lambda_=number(values.get("LFLC", "")),
        )
    return made


def _amount(text: str) -> float | None:
    return 0.0 if text == "Not detected" else number(text)


def _band(text: str) -> bool | None:
    return None if not text else not text.startswith("No monoclonal")


def _marrow(raw: Raw) -> tuple[dict[str, dict[date, float]], dict[str, dict[date, bool]]]:
    """Give plasma cells, and whether a clone is left: kappa to lambda outside 4:1 to 1:2."""
    cells: dict[str, dict[date, float]] = {}
    clonal: dict[str, dict[date, bool]] = {}
    for row in rows_of(raw.edc("bma")):
        when, value = day(row["BMDAT"]), number(row["BMPC"])
        ratio = re.fullmatch(r"([\d.]+):([\d.]+)", row["BMKL"])
        if when and value is not None:
            cells.setdefault(row["Subject"], {})[when] = value
        if when and ratio:
            clonal.setdefault(row["Subject"], {})[when] = not 0.5 <= float(ratio[1]) / float(ratio[2]) <= 4
    return cells, clonal


def _scans(raw: Raw) -> dict[str, dict[date, dict[str, tuple[float, float]]]]:
    """Give the lesions of each scan by identifier: long and short diameter."""
    made: dict[str, dict[date, dict[str, tuple[float, float]]]] = {}
    for row in rows_of(raw.edc("tu")):
        when, long, short = day(row["TUDAT"]), number(row["TULONG"]), number(row["TUSHORT"])
        if when and long is not None and short is not None:
            made.setdefault(row["Subject"], {}).setdefault(when, {})[row["TULESID"]] = (long, short)
    return made
