"""A study: identity, standards, sources, and the trial design that SDTM's trial and timing domains come from."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from converter.issues import Severity
from converter.spec.dataset import Origin
from converter.spec.model import Model
from converter.spec.terminology import Term

WIDTH = 200
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def known_template(text: str) -> str:
    """Give back a template such as '{SITE}-{PATNO}' that can be filled; raises ValueError for a broken one."""
    fields = [(name, form, conversion) for _, name, form, conversion in Formatter().parse(text) if name is not None]
    if any(not name or form or conversion for name, form, conversion in fields):
        message = f"'{text}' is no template; write column names in braces, such as {{SITE}}-{{PATNO}}"
        raise ValueError(message)
    return text


def known_usubjid(text: str) -> str:
    """Give back a template that names nothing but {study} and {subject}; raises ValueError for another one."""
    unknown = {name for _, name, _, _ in Formatter().parse(known_template(text)) if name} - {"study", "subject"}
    if unknown:
        message = f"'{text}' may name {{study}} and {{subject}}, got {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return text


Template: TypeAlias = Annotated[str, AfterValidator(known_template)]
"""Text with column names in braces."""


def within_200(text: str) -> str:
    """Give back text of at most 200 bytes; raises ValueError for longer text, which no trial design variable holds."""
    size = len(text.encode())
    if size > WIDTH:
        message = f"{size} bytes; at most {WIDTH} fit a variable (shorten it, and keep the full text in the protocol)"
        raise ValueError(message)
    return text


ShortText: TypeAlias = Annotated[str, AfterValidator(within_200)]
"""Text that fits one variable of a trial design dataset."""


def as_date(written: object) -> object:
    """Read a date such as 2024-03-15, which YAML has as text; raises ValueError for other text."""
    if not isinstance(written, str):
        return written
    if not ISO_DATE.fullmatch(written):
        message = f"expected a date such as 2024-03-15, got '{written}'"
        raise ValueError(message)
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        message = f"there is no day {written}"
        raise ValueError(message) from error


Day: TypeAlias = Annotated[date, BeforeValidator(as_date)]
"""A day of the calendar, written 2024-03-15."""


class Identity(Model):
    """Who the study is; `created` stamps every file, so that the same input gives the same bytes."""

    id: str
    name: str
    description: str
    protocol: str = ""
    created: Day
    cutoff: Day | None = None
    synthetic: bool = False


class Standards(Model):
    """The standards in force; `terminology` lists packages such as 'sdtm-ct-2025-03-28'."""

    sdtmig: str = "3.4"
    adamig: str = "1.3"
    terminology: tuple[str, ...]


class Dictionary(Model):
    """An external dictionary that values are coded in, such as MedDRA."""

    name: str
    version: str
    href: str = ""


def single_character(text: str) -> str:
    """Give back a delimiter of one character; raises ValueError for others, and for quotes and line breaks."""
    if len(text) != 1 or text in '"\r\n':
        message = f"'{text}' is no delimiter; expected one character, such as ';' or '\\t' in double quotes"
        raise ValueError(message)
    return text


Delimiter: TypeAlias = Annotated[str, AfterValidator(single_character)]
"""What stands between the fields of a line."""


class Table(Model):
    """One raw table: its file below the raw folder, how to read it, and what is known of its columns.

    `sheet` names the sheet of an Excel file, `member` the dataset of a SAS transport file that has several, `form` the
    form or item group of an ODM file; `header_row` is the row of the header; `delimiter` and `encoding` are those of
    text. `subject` is a template over the table's columns, such as '{SITE}-{PATNO}', that gives the study's subject id;
    `rename` maps the column the spec speaks of to the column the file has now; `unused` names columns that are
    deliberately not mapped, with the reason; `key` names columns that identify a record, so that a repeated one is
    set aside; `unmapped` is the reason given for rows that no domain takes.
    """

    file: str
    sheet: str = ""
    member: str = ""
    form: str = ""
    header_row: int = Field(default=1, ge=1)
    profile: str = "generic"
    delimiter: Delimiter | None = None
    encoding: str | None = None
    subject: Template = ""
    key: tuple[str, ...] = ()
    rename: dict[str, str] = {}
    unused: dict[str, str] = {}
    unmapped: str = ""
    origin: Origin | None = None
    description: str = ""


class Element(Model):
    """One planned element: its name, epoch, rules for start and end, planned duration (ISO 8601)."""

    name: str
    epoch: str
    start_rule: ShortText
    end_rule: ShortText = ""
    duration: str = ""


class Arm(Model):
    """One planned arm: its name and its elements in order; `branch` and `transition` rules by element."""

    may_be_empty = frozenset({"elements"})

    name: str
    elements: tuple[str, ...]
    branch: dict[str, ShortText] = {}
    transition: dict[str, ShortText] = {}


class Visit(Model):
    """One planned visit: number, name, planned day, window in days, the names it has in raw data."""

    number: float
    name: str
    day: int | None = None
    before: int | None = None
    after: int | None = None
    start_rule: ShortText = ""
    end_rule: ShortText = ""
    arm: str = ""
    raw: tuple[str, ...] = ()


class Unscheduled(Model):
    """How unscheduled visits look in raw data and what they are called in SDTM."""

    raw: tuple[str, ...] = ()
    name: str = "UNSCHEDULED"


class Criterion(Model):
    """One inclusion or exclusion criterion."""

    id: str
    category: Literal["INCLUSION", "EXCLUSION"]
    text: ShortText
    version: str = ""


class SummaryParameter(Model):
    """One trial summary parameter; `null_flavor` says why a value is absent (ISO 21090)."""

    parameter: str
    value: str = ""
    null_flavor: str = ""
    code: str = ""
    reference: str = ""
    version: str = ""
    group: str = ""


class StudyCodelist(Model):
    """A codelist of the study's own, or terms it adds to an extensible one (`extends`)."""

    label: str = ""
    extends: str = ""
    terms: tuple[Term, ...] = ()
    source: str = ""


class Unit(Model):
    """One conversion: value in `to` = value in `from` x factor + offset, for one test or for all (`test` blank)."""

    from_: str = Field(alias="from")
    to: str
    factor: float
    offset: float = 0.0
    test: str = ""
    source: str = ""


class Plausible(Model):
    """What results of a test can be in a living person, in its standard unit; beyond it a unit or number is wrong."""

    test: str
    unit: str
    low: float | None = None
    high: float | None = None
    source: str = ""


class Accepted(Model):
    """An issue that the study has looked at and explains; blank fields match anything."""

    rule: str
    place: str = ""
    variable: str = ""
    value: str = ""
    rows: tuple[int, ...] = ()
    reason: str


Handling = Literal["set aside", "keep"]


class Policies(Model):
    """What happens to raw rows that cannot be right; each is reported either way."""

    unknown_subject: Handling = "set aside"
    duplicate_key: Handling = "set aside"
    missing_subject: Handling = "set aside"
    below_limit: Literal["missing", "limit", "half limit"] = "missing"


class Habits(Model):
    """How raw tables are watched for rows that do what hardly any other row of the table does.

    A habit needs so many `rows`; a share of `exceptions` (one row at least) is reported, more is no habit; `factor` is
    how far a number must lie from the others of its test; `off` names habits that are not watched.
    """

    rows: int = Field(default=12, ge=3)
    exceptions: float = Field(default=0.01, ge=0, lt=0.5)
    factor: float = Field(default=5.0, gt=1)
    off: tuple[Literal["blank cells", "twin columns", "telling columns", "numbered rows"], ...] = ()


class PublishedFiles(Model):
    """Files of figures that were published of the study, and of those that its data do not determine."""

    figures: str
    left_out: str = ""


class Study(Model):
    """One study, as `study.yaml` says it."""

    study: Identity
    standards: Standards
    usubjid: Annotated[str, AfterValidator(known_usubjid)] = "{study}-{subject}"
    dictionaries: dict[str, Dictionary] = {}
    raw: str = "raw"
    tables: dict[str, Table] = {}
    elements: dict[str, Element] = {}
    arms: dict[str, Arm] = {}
    visits: tuple[Visit, ...] = ()
    unscheduled: Unscheduled = Unscheduled()
    criteria: tuple[Criterion, ...] = ()
    trial_summary: tuple[SummaryParameter, ...] = ()
    codelists: dict[str, StudyCodelist] = {}
    lookups: dict[str, dict[str, dict[str, str]]] = {}
    units: tuple[Unit, ...] = ()
    plausible: tuple[Plausible, ...] = ()
    documents: dict[str, str] = {}
    policies: Policies = Policies()
    habits: Habits = Habits()
    severities: dict[str, Severity] = {}
    accepted: tuple[Accepted, ...] = ()
    published: PublishedFiles | None = None
