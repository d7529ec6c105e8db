"""One line of a draft: the rule that gives a variable its value from a column, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from converter.dataset import SurveyedColumn
from converter.draft.columns.matching import Match
from converter.draft.columns.order import is_either
from converter.draft.columns.values import best_codelist, is_coded, meanings_of, terms_of
from converter.draft.columns.words import squeezed
from converter.spec.collection import load_fields
from converter.spec.standards.standard import StandardDataset, StandardVariable
from converter.spec.standards.terminology import Codelist

Call: TypeAlias = dict[str, Any]
TODO = "TODO"
"""What a person must decide begins with it."""
USUAL_TIMES = {"HH:MI", "HH:MI:SS"}
"""The formats of times that need not be said."""
EITHER = {"MM/DD/YYYY", "DD/MM/YYYY", "MM-DD-YYYY"}
"""The formats of which a date may have the day first or the month."""
SHOWN, MOST = 3, 12
"""How many values a remark shows, and how many terms of their own a draft lists."""


@dataclass(frozen=True)
class Line:
    """The rule of one variable, the columns that it reads, and what a person should know of it."""

    call: Call
    columns: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Block:
    """The records that one table gives to a domain: which rows, what is joined or unpivoted, the lines."""

    table: str
    lines: Mapping[str, Line]
    where: Call = field(default_factory=dict)
    join: tuple[Call, ...] = ()
    unpivot: Call = field(default_factory=dict)
    why: str = ""

    @property
    def reads(self) -> frozenset[str]:
        """The columns of the table that the block reads."""
        items = self.unpivot.get("items", {}).values()
        made = {name for item in items for name in item}
        own = {column for line in self.lines.values() for column in line.columns} - made - {"ITEM"}
        return frozenset(own | {column for item in items for column in item.values()} | set(_asked(self.where)))


def _asked(condition: Call) -> Iterator[str]:
    if "variable" in condition:
        yield condition["variable"]
    for group in ("all", "any"):
        for one in condition.get(group, ()):
            yield from _asked(one)


def line_of(match: Match, dataset: StandardDataset, time: SurveyedColumn | None = None) -> Line:
    """Give the line of a column that becomes a variable, with the time beside a date."""
    variable = dataset.variables[match.variable]
    if variable.described.startswith("ISO 8601 datetime"):
        return _date(match, time)
    name = match.column.name
    if variable.type == "Num":
        return Line({"number": {"column": name}}, (name,), _remark(match))
    codelist = best_codelist(match.column, variable)
    if codelist:
        return coded(match.column, codelist, match.why)
    return text_line(match, dataset.dataset)


def _date(match: Match, time: SurveyedColumn | None) -> Line:
    column = match.column
    call: Call = {"date": column.name, "formats": list(column.formats) or ["DD-MON-YYYY"]}
    remarks = [match.why]
    if not column.formats:
        remarks.append(f"{TODO}: its format" if column.kind != "empty" else f"{TODO}: no value shows its format")
    elif EITHER & set(column.formats) and is_either(column):
        remarks.append(f"{TODO}: month first or day first? the values do not say")
    if time is not None:
        call = {"date": column.name, "time": time.name, **{key: value for key, value in call.items() if key != "date"}}
        formats = time.formats or (("HHMI",) if time.kind == "number" else ())
        if formats and not set(formats) <= USUAL_TIMES:
            call["time_formats"] = list(formats)
    columns = (column.name, *((time.name,) if time is not None else ()))
    return Line({"datetime": call}, columns, _joined(remarks, "" if column.formats else _shown(column)))


def coded(column: SurveyedColumn, codelist: Codelist, why: str = "", others: Sequence[Codelist] = ()) -> Line:
    """Recode a column to a codelist; what means a term of it, or of other codelists, is mapped, the rest is told."""
    meant = meanings_of(column, codelist)
    known = {*terms_of(column, codelist), *meant}
    for other in others:
        found = {**terms_of(column, other), **meanings_of(column, other)}
        meant |= {value: term for value, term in found.items() if value not in known}
    left = [value for value in column.values if value.strip() and value not in {*known, *meant}]
    call: Call = {"column": column.name, "codelist": codelist.name}
    if meant and len(meant) <= MOST:
        call["map"] = meant
    told = f"{TODO}: no term for {'; '.join(left[:SHOWN])}{' ...' if len(left) > SHOWN else ''}" if left else ""
    return Line({"recode": call}, (column.name,), _joined([why, told], ""))


def text_line(match: Match, domain: str) -> Line:
    """Take text as it was collected, in upper case but for what is kept as it was typed (SDTMIG 3.4, 4.2.4)."""
    name, call = match.column.name, {"column": match.column.name}
    if not is_typed(match.variable, domain) and any(value != value.upper() for value in match.column.values):
        call["case"] = "upper"
    return Line({"assign": call}, (name,), _remark(match))


def is_typed(variable: str, domain: str) -> bool:
    """Tell whether a variable holds text as it was typed: names of tests, dictionaries, identifiers, long text."""
    return variable in {one.replace("--", domain) for one in load_fields().as_typed}


def is_own(variable: str, domain: str) -> bool:
    """Tell whether the terms of a variable are the sponsor's."""
    return variable in {one.replace("--", domain) for one in load_fields().own_terms}


def constant(value: str, why: str = "") -> Line:
    """Give a line that sets one value."""
    return Line({"constant": {"value": value}}, (), why)


def yes_of(column: SurveyedColumn) -> list[str]:
    """Give the values of a column that say yes; a 1 beside a 2 is a code that the form must explain."""
    said = {"Y", "YES", "1", "X", "TRUE", "CHECKED", "ONGOING", "CONTINUING"}
    return [value for value in column.values if squeezed(value) in said and not is_coded(column, value)]


def no_of(column: SurveyedColumn) -> list[str]:
    """Give the values of a column that say no, or that something was not done."""
    said = {"N", "NO", "0", "FALSE", "NOTDONE", "ND", "UNCHECKED", "NOTPERFORMED"}
    return [value for value in column.values if squeezed(value) in said]


def equal(column: str, values: Sequence[str]) -> Call:
    """Give the condition that a column has one of some values."""
    return {"variable": column, "eq": values[0]} if len(values) == 1 else {"variable": column, "in": list(values)}


def filled(column: str) -> Call:
    """Give the condition that a column is filled."""
    return {"variable": column, "missing": False}


def own_codelist(variable: StandardVariable, column: SurveyedColumn) -> dict[str, Any]:
    """Draft a codelist of the study from the values of a column."""
    terms = [{"value": value.strip().upper(), "decode": value.strip()} for value in column.values if value.strip()]
    distinct = {term["value"]: term for term in terms}
    return {"label": variable.label, "source": "case report form", "terms": list(distinct.values())}


def _remark(match: Match) -> str:
    return _joined([match.why], "" if match.score > 75 else _shown(match.column))  # noqa: PLR2004 - what its words tell needs no values


def _shown(column: SurveyedColumn) -> str:
    return "; ".join(column.values[:SHOWN])


def _joined(remarks: Sequence[str], shown: str) -> str:
    return "; ".join(filter(None, (*remarks, f"such as {shown}" if shown else "")))
