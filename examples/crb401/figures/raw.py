"""Raw files as a careful statistician would take them: text, without blank rows, strangers and repeated records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyreadstat
from lxml import etree

from examples.crb401.figures.read import day

DOSES = (50, 150, 450, 800)
"""The planned doses in 10^6 CAR+ T cells; one of 205 given counts as planned."""
NAMESPACE = "{http://www.cdisc.org/ns/odm/v1.3}"


@dataclass(frozen=True)
class Raw:
    """The raw folder of the study."""

    folder: Path

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The subjects of demographics, such as 1004-002."""
        return frozenset(self._text("edc/dm.csv")["Subject"]) - {""}

    @cached_property
    def infusion(self) -> dict[str, date]:
        """The day of infusion (day 0) of each infused subject; ValueError where one cannot be read."""
        rows = self.edc("inf")
        found = {s: day(text) for s, text in zip(rows["Subject"], rows["INFDAT"], strict=True)}
        unread = sorted(s for s, when in found.items() if when is None)
        if unread:
            message = f"no day of infusion for {', '.join(unread)}"
            raise ValueError(message)
        return {s: when for s, when in found.items() if when is not None}

    @cached_property
    def planned_dose(self) -> dict[str, int]:
        """The planned dose of each enrolled subject, in 10^6 CAR+ T cells."""
        rows = self.edc("enr").drop_duplicates("Subject")
        return {s: int(dose) for s, dose in zip(rows["Subject"], rows["DOSELVL_STD"], strict=True)}

    def edc(self, form: str) -> pd.DataFrame:
        """Give the records of one EDC form (CSV or ODM-XML)."""
        name = f"edc/{form}.csv" if (self.folder / f"edc/{form}.csv").is_file() else f"edc/{form}.xml"
        return self.table(name, "{Subject}")

    def first_dates(
        self, form: str, column: str, where: Callable[[pd.DataFrame], pd.Series] | None = None
    ) -> dict[str, date]:
        """Give each subject's first readable date of a form, of all its records or of those that `where` marks."""
        rows = self.edc(form)
        rows = rows if where is None else rows[where(rows)]
        found: dict[str, date] = {}
        for subject, text in zip(rows["Subject"], rows[column], strict=True):
            when = day(text)
            if when:
                found[subject] = min(when, found.get(subject, when))
        return found

    def table(self, name: str, subject: str, delimiter: str = ",", encoding: str = "utf-8") -> pd.DataFrame:
        """Give the records of a file, `Subject` made of its columns by a template such as '{SITE}-{PATIENT}'.

        Blank rows, rows of unknown subjects, and rows that repeat another one are left out.
        """
        rows = self._text(name, delimiter, encoding)
        rows = rows[(rows != "").any(axis="columns")].drop_duplicates()
        filled = [subject.format_map(row) for row in rows.to_dict("records")]
        rows = rows.assign(Subject=filled)
        return rows[rows["Subject"].isin(self.subjects)].reset_index(drop=True)

    def _text(self, name: str, delimiter: str = ",", encoding: str = "utf-8") -> pd.DataFrame:
        path = self.folder / name
        if path.suffix == ".xml":
            return _odm(path)
        if path.suffix == ".xlsx":
            return pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")
        if path.suffix == ".xpt":
            return pyreadstat.read_xport(str(path))[0].astype("str")
        return pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding=encoding)


def _odm(path: Path) -> pd.DataFrame:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
    rows = []
    for group in root.iter(f"{NAMESPACE}ItemGroupData"):
        subject = next(group.iterancestors(f"{NAMESPACE}SubjectData"))
        items = {item.get("ItemOID", ""): item.get("Value", "") for item in group.iter(f"{NAMESPACE}ItemData")}
        rows.append({"Subject": subject.get("SubjectKey", "")} | items)
    return pd.DataFrame(rows).fillna("")
