"""A raw table as a form: which columns are answers, which say whose, where, when, and which belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from converter.dataset import DECODE, SurveyedColumn, SurveyedTable
from converter.draft.columns.words import bare, squeezed, words_of
from converter.spec.collection import Names, load_names
from converter.spec.library import load_profile
from converter.spec.text.yaml import CONTROL, quoted

LONGEST = 1000
"""The characters of a key that YAML reads."""
SHARED, FEW = 0.6, 3
"""The share of columns that begin alike, and how many of them, before that beginning says nothing."""
LONGEST_PREFIX = 5
VISIT = re.compile(
    r"(?i)screen|baseline|\b(day|week|month|visit|cycle|year|hour)s?\b|unsch|follow.?up|end of|early term|randomi|"
    r"\b[vwdm]\d+|\bc\d+\s*d\d+|^scr$|^bl$|^eot$|^eos$|_arm_\d+$|enrol|treatment|dose"
)
"""What names of visits have in them."""


@dataclass(frozen=True)
class Form:
    """One raw table as a draft sees it: its name, what it holds, the columns of subject, site, visit and record.

    `subject` is the template of the subject's id; `idle` has the reason why each column that is no answer is left out.
    """

    name: str
    table: SurveyedTable
    subject: str = ""
    site: str = ""
    visit: str = ""
    visit_number: str = ""
    record: str = ""
    titles: tuple[str, ...] = ()
    idle: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, SurveyedColumn]:
        """The columns by name."""
        return {column.name: column for column in self.table.columns}

    @cached_property
    def answers(self) -> tuple[SurveyedColumn, ...]:
        """The columns that hold what was asked, blank ones last."""
        kept = [column for column in self.table.columns if column.name not in self.idle and can_be_named(column.name)]
        return tuple(sorted(kept, key=lambda column: column.kind == "empty"))

    @cached_property
    def prefix(self) -> str:
        """The letters that most answers begin with, such as the code of the form; blank where there are none."""
        names = [squeezed(bare(column.name)) for column in self.answers]
        for size in range(LONGEST_PREFIX, 1, -1):
            counted = Counter(name[:size] for name in names if len(name) > size).most_common(1)
            begin, count = counted[0] if counted else ("", 0)
            if count >= max(FEW, SHARED * len(names)) and begin.isalpha():
                return begin
        return ""

    @cached_property
    def title(self) -> frozenset[str]:
        """The words of its name and of the titles that it bears."""
        return frozenset(word for text in (self.name, *self.titles) for word in words_of(text))

    def twins(self, column: SurveyedColumn) -> tuple[SurveyedColumn, ...]:
        """Give the other columns of the same answer: typed, coded, decoded; none of the same name but for case."""
        base, own = base_of(column.name), column.name.upper()
        return tuple(one for one in self.table.columns if base_of(one.name) == base and one.name.upper() != own)


def can_be_named(name: str) -> bool:
    """Tell whether a specification can name a column: not too long, and without what steers a terminal."""
    return bool(name.strip()) and len(quoted(name)) <= LONGEST and not CONTROL.search(name)


def form_of(name: str, table: SurveyedTable) -> Form:
    """See a raw table as a form; whose records it holds is told apart (`with_subject`)."""
    names = load_names()
    by_name = {squeezed(bare(column.name)): column for column in reversed(table.columns) if can_be_named(column.name)}
    visit = _visit(names, by_name)
    number = next((by_name[one].name for one in names.visit_number if one in by_name), "")
    record = next((by_name[one].name for one in names.record if one in by_name), "")
    titles = tuple(_titles(names, by_name))
    site = next((by_name[one].name for one in names.site if one in by_name and by_name[one].filled), "")
    form = Form(name, table, site=site, visit=visit, visit_number=number, record=record, titles=titles)
    return Form(name, table, "", site, visit, number, record, titles, dict(_idle(form, names)))


def base_of(name: str) -> str:
    """Give the name of the answer that a column is a form of: BRTHDAT of BRTHDAT_RAW."""
    names, upper = load_names(), name.upper()
    for ending in (*names.typed, *names.coded, *names.decoded, *names.parts):
        if ending.startswith("_") and upper.endswith(ending) and len(upper) > len(ending) + 1:
            return upper.removesuffix(ending)
    return upper


def _visit(names: Names, by_name: Mapping[str, SurveyedColumn]) -> str:
    """Find the column that names the visit: by its own name, and by values that are names of visits."""
    known = [by_name[one] for one in names.visit if one in by_name and by_name[one].filled]
    return next((column.name for column in known if _names_visits(column)), "")


def _names_visits(column: SurveyedColumn) -> bool:
    return any(VISIT.search(value) for value in column.values)


def _titles(names: Names, by_name: Mapping[str, SurveyedColumn]) -> Iterator[str]:
    """Give what the table says that its form is called, where all rows say the same."""
    for one in names.form:
        if one in by_name and by_name[one].distinct == 1:
            yield by_name[one].values[0]


def _idle(form: Form, names: Names) -> Iterator[tuple[str, str]]:
    """Give the columns that are no answers, and why."""
    system = {one: reason for reason, listed in names.system.items() for one in listed}
    told = load_profile(form.table.profile).system
    placed = {form.site, form.visit, form.visit_number, form.record}
    elsewhere = {*names.visit, *names.visit_number, *names.visit_day, *names.form}
    for column in form.table.columns:
        key = squeezed(column.name)
        if column.name in told or key in system:
            yield column.name, told.get(column.name) or system[key]
        elif column.name in placed or (key in elsewhere and not _is_topic(column, key)):
            yield column.name, "says which visit, site, form or line"
        elif form.table.profile == "redcap" and column.name.endswith("_complete"):
            yield column.name, "state of the form in the system"
        elif not column.name.strip():
            yield column.name, "has no name"
    yield from _twin_reasons(form)


def _is_topic(column: SurveyedColumn, key: str) -> bool:
    """Tell whether a column called event holds what befell the subject: words, none of them the name of a visit."""
    return key == "EVENT" and column.kind == "text" and not _names_visits(column)


def _twin_reasons(form: Form) -> Iterator[tuple[str, str]]:
    """Give the columns of an answer beside the one that is read, and why."""
    groups: dict[str, list[SurveyedColumn]] = {}
    for column in form.table.columns:
        groups.setdefault(base_of(column.name), []).append(column)
    for base, columns in groups.items():
        if len(columns) > 1 and any(column.name.upper() == base for column in columns):
            read = _read(columns)
            for other in columns:
                if other is not read:
                    yield other.name, f"{_why_not(other, read, base)} ({read.name})"


def _why_not(other: SurveyedColumn, read: SurveyedColumn, base: str) -> str:
    if other.name.upper() == read.name.upper():
        return "TODO the column of the same name but for case is read"
    typed = read.name.upper() != base and not read.name.endswith(DECODE)
    return "the text as typed is read" if typed else "the decoded value is read"


def _read(columns: Sequence[SurveyedColumn]) -> SurveyedColumn:
    """Choose the column of an answer that is read: a date as typed, else the one in words, else the first."""
    typed = tuple(load_names().typed)
    dates = [one for one in columns if one.name.upper().endswith(typed) and any(c.kind == "date" for c in columns)]
    worded = [one for one in columns if one.kind == "text" and not one.name.upper().endswith(typed)]
    own = [one for one in worded if base_of(one.name) == one.name.upper() and not _is_decoded(one, columns)]
    decodes = [one for one in worded if base_of(one.name) != one.name.upper()]
    return next(iter((*dates, *own, *decodes, *worded, *columns)))


def _is_decoded(column: SurveyedColumn, columns: Sequence[SurveyedColumn]) -> bool:
    """Tell whether a column holds letters whose meaning stands in another one: W, and White in RACE_DECODE."""
    return any(one.name.endswith(DECODE) for one in columns) and all(len(one.strip()) <= 1 for one in column.values)
