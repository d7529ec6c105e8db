"""Raw files as a careful statistician would take them: text, without blank rows, strangers and repeated records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyreadstat
from lxml import etree

SYSTEM = ("Project", "SiteNumber", "FolderName", "InstanceName", "DataPageName")
NAMESPACE = "{http://www.cdisc.org/ns/odm/v1.3}"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


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
        """The day of infusion (day 0) of each infused subject."""
        rows = self.edc("inf")
        return {subject: day(text) for subject, text in zip(rows["Subject"], rows["INFDAT"], strict=True)}

    def edc(self, form: str) -> pd.DataFrame:
        """Give the records of one EDC form (CSV or ODM-XML)."""
        name = f"edc/{form}.csv" if (self.folder / f"edc/{form}.csv").is_file() else f"edc/{form}.xml"
        return self.table(name, "{Subject}")

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


def day(text: str) -> date:
    """Read a complete EDC date such as 05-JUN-2016; raises ValueError for another text."""
    number, month, year = text.split("-")
    return date(int(year), MONTHS.index(month.upper()) + 1, int(number))


def day_or_none(text: str) -> date | None:
    """Read a complete EDC date; None for another text."""
    try:
        return day(text)
    except ValueError:
        return None


def dated(text: str, form: str) -> date | None:
    """Read a vendor's date by its format, as strptime has it; None for another text."""
    try:
        return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None


def number(text: str) -> float | None:
    """Read a number; None for another text."""
    try:
        return float(text)
    except ValueError:
        return None
