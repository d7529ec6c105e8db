"""A study: identity, standards, sources, and the trial design that SDTM's trial and timing domains come from."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from converter.issues import Severity
from converter.spec.condition import Condition
from converter.spec.dataset import Origin
from converter.spec.display import DisplayStyle
from converter.spec.model import Model
from converter.spec.package.guide import BlankForm, Guide
from converter.spec.short.names import Word
from converter.spec.standards.terminology import Term
from converter.spec.start import Start, start_of
from converter.spec.text.kinds import (
    Day,
    Delimiter,
    Duration,
    Encoding,
    Factor,
    Identifier,
    NullFlavor,
    PlannedDay,
    Quote,
    ShortText,
    Template,
    known_usubjid,
)
from converter.spec.text.names import InnerFile, Name, apart, no_case_alone
from converter.spec.values.number import plain_number


class Identity(Model):
    """Who the study is; `created` stamps every file, so that the same input gives the same bytes."""

    id: Identifier
    name: str
    description: str
    protocol: str = ""
    created: Day
    cutoff: Day | None = None
    synthetic: bool = False


class Standards(Model):
    """The standards in force; `terminology` lists packages such as 'sdtm-ct-2025-03-28'.

    `adamig` describes analysis datasets of subjects and of the basic structure, `occds` those of occurrences.
    `folders` are folders of guides, datasets and variables that several studies share, such as '../standards'; those of
    the study itself lie in its own folder `standards`, and are added last.
    """

    sdtmig: str = "3.4"
    adamig: str = "1.3"
    occds: str = "1.1"
    folders: tuple[str, ...] = ()
    terminology: tuple[str, ...]


class Dictionary(Model):
    """An external dictionary that values are coded in, such as MedDRA; those of others may say no version."""

    may_be_empty: ClassVar[frozenset[str]] = frozenset({"version"})

    name: str
    version: str
    href: str = ""


class Table(Model):
    """One raw table: its file below the raw folder, how to read it, and what is known of its columns.

    `sheet` names the sheet of an Excel file, `member` the dataset of a SAS transport file that has several, `form` the
    form or item group of an ODM file, of which `decode` puts the meaning of each code beside it, and `audit` reads the
    audit records instead; `header_row` is the row of the header; `delimiter`, `encoding` and `quote` (the mark around
    fields: a character, or none) are those of text, `encoding` that of SAS files, too; lines of text that begin with
    `comment` are left out; `decimal` and `thousands` are the signs in its numbers; `catalog` is the catalog of formats
    (sas7bcat) beside a SAS file, read unasked where it is called as the file is, or formats.sas7bcat.
    `subject` is a template over the table's columns, such as '{SITE}-{PATNO}', that gives the study's subject id;
    `rename` maps the column the spec speaks of to the column the file has now; `unused` names columns that are
    deliberately not mapped, with the reason; `key` names columns that identify a record, so that a repeated one is
    set aside; `unmapped` is the reason given for rows that no domain takes.
    """

    file: InnerFile
    sheet: str = ""
    member: str = ""
    form: str = ""
    decode: bool = False
    audit: bool = False
    header_row: int = Field(default=1, ge=1)
    profile: str = "generic"
    delimiter: Delimiter | None = None
    encoding: Encoding | None = None
    quote: Quote | None = None
    comment: str = ""
    decimal: Literal[".", ","] | None = None
    thousands: Delimiter | None = None
    catalog: InnerFile | None = None
    subject: Template = ""
    key: tuple[str, ...] = ()
    rename: dict[str, str] = {}
    unused: dict[str, str] = {}
    unmapped: str = ""
    origin: Origin | None = None
    description: str = ""

    @property
    def part(self) -> str:
        """The sheet, member or form that is read of the file, blank where it is the whole file."""
        return self.sheet or self.member or self.form

    @model_validator(mode="after")
    def _marks_apart(self) -> Table:
        if self.quote is not None and self.quote == self.delimiter:
            message = f"quote and delimiter cannot both be '{self.quote}'"
            raise ValueError(message)
        if self.thousands == (self.decimal or "."):
            message = f"decimal and thousands cannot both be '{self.thousands}'"
            raise ValueError(message)
        if self.thousands and self.thousands.isalnum():
            message = f"thousands cannot be '{self.thousands}': expected a sign such as ',' or a blank"
            raise ValueError(message)
        return self

    @property
    def is_translated(self) -> bool:
        """Tell whether settings say what marks of its text mean, so that it is read whole."""
        return any((self.quote, self.comment, self.decimal, self.thousands))

    @model_validator(mode="after")
    def _one_name_each(self) -> Table:
        twice = sorted(name for name, n in Counter(self.rename.values()).items() if n > 1)
        if twice:
            message = f"rename: two columns of the specification cannot both be '{twice[0]}' of the file"
            raise ValueError(message)
        return self


class Element(Model):
    """One planned element: its name, epoch, rules for start and end, planned duration (ISO 8601)."""

    name: str
    epoch: str
    start_rule: ShortText
    end_rule: ShortText = ""
    duration: Duration = ""


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
    day: PlannedDay | None = None
    before: Annotated[int, Field(ge=0)] | None = None
    after: Annotated[int, Field(ge=0)] | None = None
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
    null_flavor: NullFlavor = ""
    code: str = ""
    reference: str = ""
    version: str = ""
    group: str = ""

    @model_validator(mode="after")
    def _value_or_reason(self) -> SummaryParameter:
        if bool(self.value) == bool(self.null_flavor):
            message = f"{self.parameter}: expected either a value or a null_flavor that says why there is none"
            raise ValueError(message)
        return self


class StudyCodelist(Model):
    """A codelist of the study's own, or terms it adds to an extensible one (`extends`).

    `subset_of` names the published one of which these are all that the study uses, with terms that it adds where that
    is extensible; define.xml then lists each. `code` is the C-code of one that we do not hold; `whole` says that
    define.xml lists every term of one that is nobody's subset.
    """

    label: str = ""
    extends: str = ""
    subset_of: str = ""
    code: str = ""
    whole: bool = False
    comment: str = ""
    terms: tuple[Term, ...] = ()
    source: str = ""

    @model_validator(mode="after")
    def _of_one_kind(self) -> StudyCodelist:
        if self.extends and self.subset_of:
            message = "expected extends (published terms and these) or subset_of (only these), got both"
            raise ValueError(message)
        return self


class Unit(Model):
    """One conversion: value in `to` = value in `from` x factor + offset, for one test or for all (`test` blank)."""

    from_: str = Field(alias="from")
    to: str
    factor: Factor
    offset: float = 0.0
    test: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _converts(self) -> Unit:
        if self.from_ == self.to and (self.factor != 1 or self.offset != 0):
            message = f"{self.from_} is {self.to}: expected two units, or a factor of 1"
            raise ValueError(message)
        return self


class Plausible(Model):
    """What results of a test can be in a living person, in its standard unit; beyond it a unit or number is wrong."""

    test: str
    unit: str
    low: float | None = None
    high: float | None = None
    source: str = ""

    @model_validator(mode="after")
    def _is_a_range(self) -> Plausible:
        if self.low is None and self.high is None:
            message = "expected low, high or both"
            raise ValueError(message)
        if self.low is not None and self.high is not None and self.low >= self.high:
            message = f"low ({plain_number(self.low)}) must be below high ({plain_number(self.high)})"
            raise ValueError(message)
        return self


class Accepted(Model):
    """What the study has looked at and explains of an issue; blank fields match anything, `value` may be a list."""

    rule: str
    place: str = ""
    variable: str = ""
    value: str | tuple[str, ...] = ""
    message: str = ""
    rows: tuple[int, ...] = ()
    reason: str


Handling = Literal["set aside", "keep"]


class Policies(Model):
    """What happens to raw rows that cannot be right; each is reported either way."""

    unknown_subject: Handling = "set aside"
    duplicate_key: Handling = "set aside"
    missing_subject: Handling = "set aside"
    below_limit: Literal["missing", "limit", "half limit"] = "missing"


Habit = Literal[
    "blank cells",
    "twin columns",
    "telling columns",
    "numbered rows",
    "swapped cells",
    "displaced cells",
    "shared columns",
]


class Habits(Model):
    """How raw tables are watched for rows that do what hardly any other row of the table does.

    A habit needs so many `rows`; a share of `exceptions` (one row at least) is reported, more is no habit; `factor` is
    how far a number must lie from the others of its test; `off` names habits that are not watched.
    """

    rows: int = Field(default=12, ge=3)
    exceptions: float = Field(default=0.01, ge=0, lt=0.5)
    factor: float = Field(default=6.5, gt=1)
    off: tuple[Habit, ...] = ()


class Method(Model):
    """What a function of `methods.py` looks at to make a value: its row, the records of the subject, or all of them."""

    scope: Literal["row", "subject", "study"] = "study"


class PublishedFiles(Model):
    """Files of figures that were published of the study, and of those that its data do not determine."""

    figures: InnerFile
    left_out: InnerFile | Literal[""] = ""


def _start(said: object) -> object:
    return start_of(said) if isinstance(said, str) else said


Beginning = Annotated[Start, BeforeValidator(_start, json_schema_input_type=str)]
_PARAMETERS = apart("trial summary parameter", lambda one: f"{one.parameter} {one.value}{one.null_flavor}")
_CRITERIA = apart("criterion", lambda one: f"{one.id} {one.version}".strip())
_UNITS = apart("the conversion", lambda one: f"of {one.from_} to {one.to} for {one.test or 'all tests'}")
_VISITS = apart("visit number", lambda one: f"{plain_number(one.number)} of arm {one.arm or 'all'}")


class Study(Model):
    """One study, as `study.yaml` says it.

    The line begins with the raw exports in the folder `raw`, or where `from` says: `sdtm:FOLDER` that others made.
    `conditions` and `sources` of dates are said once here, by a name in small letters that stands for them in every
    file: `efficacy: {ADSL.EFFFL: Y}`, `death: {dataset: DM, date: DTHDTC}`.
    """

    study: Identity
    standards: Standards
    usubjid: Annotated[str, AfterValidator(known_usubjid)] = "{study}-{subject}"
    dictionaries: dict[str, Dictionary] = {}
    raw: str = "raw"
    from_: Beginning | None = Field(default=None, alias="from")
    tables: Annotated[dict[Name, Table], AfterValidator(no_case_alone)] = {}
    elements: dict[str, Element] = {}
    arms: dict[str, Arm] = {}
    visits: Annotated[tuple[Visit, ...], _VISITS] = ()
    unscheduled: Unscheduled = Unscheduled()
    criteria: Annotated[tuple[Criterion, ...], _CRITERIA] = ()
    trial_summary: Annotated[tuple[SummaryParameter, ...], _PARAMETERS] = ()
    codelists: dict[str, StudyCodelist] = {}
    lookups: dict[str, dict[str, dict[str, str]]] = {}
    units: Annotated[tuple[Unit, ...], _UNITS] = ()
    plausible: tuple[Plausible, ...] = ()
    documents: dict[str, InnerFile] = {}
    methods: dict[str, Method] = {}
    conditions: dict[Word, Condition] = {}
    sources: dict[Word, dict[str, Any]] = {}
    policies: Policies = Policies()
    habits: Habits = Habits()
    severities: dict[str, Severity] = {}
    accepted: tuple[Accepted, ...] = ()
    guide: Guide = Guide()
    crf: BlankForm = BlankForm()
    published: PublishedFiles | None = None
    displays: DisplayStyle = DisplayStyle()
