"""The visit table of the exports: every name of a visit once, in the order of its number, day or kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.draft.columns.form import VISIT, Form
from converter.draft.columns.words import bare, squeezed
from converter.spec.collection import load_names
from converter.spec.values.number import plain_number

UNSCHEDULED = re.compile(r"(?i)unsch|unplan|\buns\b|ad.?hoc")
_DAY, _SPAN = (
    re.compile(r"(?i)\bday\s*(-?\d+)"),
    re.compile(r"(?i)\b(week|month|year|cycle|visit|hour)\s*(\d+)|\b([wmcv])(\d+)\b"),
)
_LENGTH = {"week": 7, "month": 30, "year": 365, "cycle": 28, "visit": 1, "hour": 0, "w": 7, "m": 30, "c": 28, "v": 1}
_FIRST, _LAST = (
    re.compile(r"(?i)screen|^scr\b|consent|enrol"),
    re.compile(r"(?i)end of|early|term|final|follow|discharge|^eo[st]\b|retriev"),
)
_BASE = re.compile(r"(?i)baseline|^bl\b|random|leuka")
FAR = 10_000
"""Where visits stand that no name places."""


@dataclass(frozen=True)
class VisitFound:
    """One visit: its number and name, its planned day where the exports say it, the names it has in them."""

    number: str
    name: str
    day: str
    raw: tuple[str, ...]


def visits_of(forms: Sequence[Form], read: Iterable[tuple[str, str]]) -> tuple[list[VisitFound], list[str]]:
    """Give the planned visits, and the names of unscheduled ones, in the columns that are `read` (form, column)."""
    named = {form.name: form for form in forms}
    alias = {code: text for form in forms for code, text in _aliases(form)}
    told: dict[str, dict[str, None]] = {}
    numbers: dict[str, str] = {}
    for name, column in dict.fromkeys(read):
        form = named[name]
        numbers |= {text.upper(): number for text, number in _numbers(form, column)}
        for value in form.columns[column].values:
            text = " ".join(value.split())
            if text and text.isprintable():
                told.setdefault(alias.get(text.upper(), text.upper()), {})[value.strip()] = None
    unscheduled = [one for text, values in told.items() if UNSCHEDULED.search(text) for one in values]
    planned = [text for text in told if not UNSCHEDULED.search(text)]
    order = sorted(planned, key=lambda text: (_place(text, numbers), planned.index(text)))
    free = _free_numbers(order, numbers)
    return [VisitFound(free[text], text, _day(text), tuple(told[text])) for text in order], unscheduled


def _aliases(form: Form) -> Iterator[tuple[str, str]]:
    """Give the codes of visits and the names that stand beside them, one for one."""
    names = load_names().visit
    others = [name for name in form.columns if squeezed(bare(name)) in names and name != form.visit]
    for other in others if form.visit else ():
        pairs = form.table.sample[[other, form.visit]].drop_duplicates()
        if not pairs[other].duplicated().any() and not pairs[form.visit].duplicated().any():
            yield from (
                (str(code).strip().upper(), " ".join(str(name).split()).upper())
                for code, name in pairs.itertuples(index=False)
            )


def _numbers(form: Form, column: str) -> Iterator[tuple[str, str]]:
    """Give the number of each visit, where a column beside it has one for each."""
    if form.visit_number and column == form.visit:
        pairs = form.table.sample[[column, form.visit_number]].drop_duplicates()
        for text, number in pairs.itertuples(index=False):
            if re.fullmatch(r"\d{1,6}(\.\d+)?", str(number).strip()) and not pairs[column].duplicated(keep=False).any():
                yield " ".join(str(text).split()), str(number).strip()


def _place(text: str, numbers: Mapping[str, str]) -> tuple[int, float]:
    if text in numbers:
        return 1, float(numbers[text])
    if _FIRST.search(text):
        return 0, 0
    span = _SPAN.search(text)
    day = _DAY.search(text)
    days = int(span[2] or span[4]) * _LENGTH[(span[1] or span[3]).lower()] if span else 0
    if span or day:
        return 2, days + (int(day[1]) if day else 0)
    if _BASE.search(text):
        return 1, -1
    return (4, 0) if _LAST.search(text) else (3, FAR if not VISIT.search(text) else 0)


def _free_numbers(order: Sequence[str], numbers: Mapping[str, str]) -> dict[str, str]:
    """Give each visit its number of the exports where they number each and none twice, else one after another."""
    given = [numbers.get(text, "") for text in order]
    if all(given) and len({float(number) for number in given}) == len(given):
        return {text: plain_number(float(numbers[text])) for text in order}
    return {text: str(number) for number, text in enumerate(order, 1)}


def _day(text: str) -> str:
    """Give the planned day that a name says; there is no day 0."""
    found = re.fullmatch(r"(?i)(?:study )?day\s*(-?\d+)", text)
    return found[1] if found and int(found[1]) else ""
