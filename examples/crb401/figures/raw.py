"""Raw files as a careful statistician would take them: text, without blank rows, strangers and repeated records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from lxml import etree

from examples.crb401.figures.read import day

DOSES = (50, 150, 450, 800)
"""The planned doses in 10^6 CAR+ T cells; one of 205 given counts as planned."""
NAMESPACE = "{http://www.cdisc.org/ns/odm/v1.3}"


class Layout(NamedTuple):
    """How an export names the subject by its columns, and how its text is delimited and encoded."""

    subject: str
    delimiter: str = ","
    encoding: str = "utf-8"


EDC = Layout("{Subject}")
LAYOUTS = {
    "lab/central.csv": Layout("{SITE}-{PATIENT}", "|"),
    "lab/local_1.csv": Layout("{Site}-{Pt}"),
    "lab/local_2.txt": Layout("{SubjectID}", "\t", "cp1252"),
    "lab/myeloma_central.csv": Layout("{CENTRE}-{PATNO}", "|"),
    "vendor/ck_vcn.csv": Layout("{SITE}-{PATIENT}"),
    "vendor/dp_release.csv": Layout("{SITE}-{SUBJ}", ";"),
    "vendor/flow.csv": Layout("{SITE}-{SUBJ}"),
    "vendor/ihc.csv": Layout("{Site No}-{Patient No}", ";"),
    "vendor/mrd_clonoseq.csv": Layout("{SiteNo}-{PatientNo}"),
    "vendor/sbcma.csv": Layout("{SITE}-{PATIENT}", "|"),
    "vendor/tumor_burden.xlsx": Layout("{Site}-{Patient}"),
}
"""The exports of laboratories and vendors that the figures rest on."""


@dataclass(frozen=True)
class Raw:
    """The raw folder of the study."""

    folder: Path

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The subjects of demographics, such as 1004-002."""
        return frozenset(_text(self.folder / "edc/dm.csv", EDC)["Subject"]) - {""}

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
        """Give the records of one EDC form (CSV or ODM-XML), cleaned as those of an export."""
        path = self.folder / "edc" / f"{form}.csv"
        return self._cleaned(path if path.is_file() else path.with_suffix(".xml"), EDC)

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

    def table(self, name: str) -> pd.DataFrame:
        """Give the records of an export of LAYOUTS, with `Subject` as the EDC names it.

        Blank rows, rows of unknown subjects, and rows that repeat another one are left out.
        """
        return self._cleaned(self.folder / name, LAYOUTS[name])

    def _cleaned(self, path: Path, layout: Layout) -> pd.DataFrame:
        rows = _text(path, layout)
        rows = rows[(rows != "").any(axis="columns")].drop_duplicates()
        filled = [layout.subject.format_map(row) for row in rows.to_dict("records")]
        rows = rows.assign(Subject=filled)
        return rows[rows["Subject"].isin(self.subjects)].reset_index(drop=True)


def _text(path: Path, layout: Layout) -> pd.DataFrame:
    if path.suffix == ".xml":
        return _odm(path)
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")
    return pd.read_csv(path, sep=layout.delimiter, dtype=str, keep_default_na=False, encoding=layout.encoding)


def _odm(path: Path) -> pd.DataFrame:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
    rows = []
    for group in root.iter(f"{NAMESPACE}ItemGroupData"):
        subject = next(group.iterancestors(f"{NAMESPACE}SubjectData"))
        items = {item.get("ItemOID", ""): item.get("Value", "") for item in group.iter(f"{NAMESPACE}ItemData")}
        rows.append({"Subject": subject.get("SubjectKey", "")} | items)
    return pd.DataFrame(rows).fillna("")
