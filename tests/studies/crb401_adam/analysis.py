"""The analysis datasets of CRB-401 as a statistician reads them: by dataset, parameter, flag and group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyreadstat

from examples.crb401.figures.survival import Survival

Subjects = frozenset[str]
DATASETS = ("adsl", "adrs", "adtte", "addur", "adae", "adlb", "adck", "admrd", "adex", "adcm")
DOSES = (50, 150, 450, 800)


@dataclass(frozen=True)
class Analysis:
    """The analysis datasets by name, with dates as SAS numbers."""

    tables: Mapping[str, pd.DataFrame]

    @cached_property
    def infused(self) -> pd.DataFrame:
        """The subjects of the safety population, by USUBJID."""
        adsl = self.tables["adsl"]
        return adsl[adsl["SAFFL"] == "Y"].set_index("USUBJID", drop=False)

    @cached_property
    def cohorts(self) -> Mapping[str, Subjects]:
        """The infused subjects of each cohort, and all of them."""
        found = {name: self.with_value("COHORT", name.upper()) for name in ("escalation", "expansion")}
        return {**found, "total": frozenset(self.infused.index)}

    def with_value(self, variable: str, *values: str) -> Subjects:
        """Give the infused subjects with one of some values of a variable of ADSL: Y, if none is named."""
        return subjects(self.infused[self.infused[variable].isin(values or ("Y",))])

    def dose(self, *doses: int) -> Subjects:
        """Give the infused subjects of planned dose groups."""
        return subjects(self.infused[self.infused["DOSE01P"].isin(doses)])

    def parameter(self, dataset: str, code: str, *, value: str | None = None) -> pd.DataFrame:
        """Give the records of a parameter, or of those with one value of AVALC."""
        rows = self.tables[dataset]
        rows = rows[rows["PARAMCD"] == code]
        return rows if value is None else rows[rows["AVALC"] == value]

    def values(self, dataset: str, code: str) -> pd.Series:
        """Give AVAL of a parameter with one record a subject, by USUBJID; ValueError where a subject has several."""
        return by_subject(self.parameter(dataset, code))["AVAL"]

    def times(self, code: str, group: Subjects | None = None) -> Survival:
        """Give times of a parameter of ADTTE and whether they end in an event, of all subjects or of a group."""
        rows = self.parameter("adtte", code)
        rows = rows if group is None else rows[rows["USUBJID"].isin(group)]
        return list(zip(rows["AVAL"], rows["CNSR"] == 0, strict=True))

    @cached_property
    def responders(self) -> Subjects:
        """The subjects with a confirmed partial response or better."""
        return subjects(self.parameter("adrs", "RSP", value="Y"))

    @cached_property
    def complete(self) -> Subjects:
        """The subjects with a confirmed complete response or better."""
        return subjects(self.parameter("adrs", "CRRSP", value="Y"))

    @cached_property
    def progressed(self) -> Subjects:
        """The subjects with confirmed progression."""
        return subjects(self.parameter("adrs", "COVR", value="PD"))


def subjects(rows: pd.DataFrame) -> Subjects:
    """Give the subjects of some records."""
    return frozenset(map(str, rows["USUBJID"]))


def by_subject(rows: pd.DataFrame) -> pd.DataFrame:
    """Index records by USUBJID; ValueError where a subject has several."""
    several = rows.loc[rows["USUBJID"].duplicated(), "USUBJID"]
    if len(several):
        message = f"several records of {', '.join(several.unique())}"
        raise ValueError(message)
    return rows.set_index("USUBJID")


def read(folder: Path) -> Analysis:
    """Read the analysis datasets of a package, and nothing else of it."""
    return Analysis({name: _read(folder / f"{name}.xpt") for name in DATASETS})


def _read(path: Path) -> pd.DataFrame:
    frame, _ = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    return pd.DataFrame(frame)
