"""How raw records are written: the EDC's system columns, its dates, and a raw file of any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from examples.crb401.generator.trial import STUDY, Subject
from examples.crb401.generator.visits import Planned, Visit

Row: TypeAlias = dict[str, str]
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True)
class RawFile:
    """One raw file before it is written: its path below raw/ (the suffix tells the format), and its rows.

    All rows have the same columns in the same order. `sheet` names an Excel sheet, `form` an ODM form, `numeric` the
    numeric columns of a SAS transport file.
    """

    name: str
    rows: list[Row]
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str = ""
    form: str = ""
    numeric: tuple[str, ...] = ()


def edc(subject: Subject, page: str, folder: str, folder_name: str, position: int = 1) -> Row:
    """Give the system columns of one EDC record: study, subject, site, visit folder, form, log line."""
    return {
        "Project": STUDY,
        "Subject": subject.key,
        "SiteNumber": subject.site,
        "Folder": folder,
        "FolderName": folder_name,
        "InstanceName": folder_name,
        "DataPageName": page,
        "RecordPosition": str(position),
    }


def edc_planned(subject: Subject, page: str, planned: Planned, position: int = 1) -> Row:
    """Give the system columns of one EDC record of a planned visit."""
    return edc(subject, page, planned.folder, planned.name, position)


def edc_visit(subject: Subject, page: str, visit: Visit, position: int = 1) -> Row:
    """Give the system columns of one EDC record of a visit."""
    return edc_planned(subject, page, visit.planned, position)


def dmy(day: date) -> str:
    """Write a date as the EDC does, such as 05-JUN-2016."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def unknown_day(day: date) -> str:
    """Write a date whose day is not known, as sites do: UN-JUN-2016."""
    return f"UN-{MONTHS[day.month - 1]}-{day.year}"


def unknown_month(day: date) -> str:
    """Write a date of which only the year is known, as sites do: UN-UNK-2016."""
    return f"UN-UNK-{day.year}"


def twins(name: str, text: str) -> Row:
    """Give a date as the EDC understood it (nothing where it is partial), and as it was typed."""
    return {name: "" if text.startswith("UN") else text, f"{name}_RAW": text}


def clock(minutes: int) -> str:
    """Write a time of day, given in minutes since midnight, such as 09:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def sample(kind: str, subject: Subject, order: int) -> str:
    """Give the identifier of a vendor's sample: kind, last digit of the site, patient, order, such as VC400201."""
    return f"{kind}{subject.site[-1]}{subject.patient}{order:02d}"


def columns(rows: Sequence[Row]) -> list[str]:
    """Give the columns of rows, in the order of their first mention."""
    return list(dict.fromkeys(name for row in rows for name in row))
