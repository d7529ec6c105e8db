"""The records of a table of events or interventions: a line for each answer; what is beyond the standard in SUPP--."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from converter.dataset import SurveyedColumn
from converter.draft.columns.form import Form
from converter.draft.columns.lines import (
    TODO,
    Block,
    Call,
    Line,
    constant,
    equal,
    filled,
    is_own,
    line_of,
    no_of,
    own_codelist,
    yes_of,
)
from converter.draft.columns.matching import Match, is_foreign, matches
from converter.draft.columns.words import bare, squeezed, words_of
from converter.spec.collection import load_names
from converter.spec.standards.standard import StandardDataset

QNAM, QLABEL = 8, 40
"""Characters of the name and the label of a supplemental qualifier (SDTMIG 3.4, 8.4)."""
COMMENTS = ({"comment"}, {"remark"}, {"note"})
"""Words of columns for comments, which are collected data on every form."""
_NAME = re.compile(rf"[A-Z][A-Z0-9]{{0,{QNAM - 1}}}")


@dataclass(frozen=True)
class Part:
    """What a table gives to a domain: a block of records, and what the study must say besides."""

    block: Block
    supplemental: Mapping[str, Call] = field(default_factory=dict)
    codelists: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Call] = field(default_factory=dict)
    lookups: Mapping[str, Any] = field(default_factory=dict)


def part_of(form: Form, dataset: StandardDataset, *, shared: bool = False) -> Part | None:
    """Draft the records of a table in a domain of events or interventions; none where no column suggests anything.

    Of a table that is `shared` with another domain, the rows that have the topic are records.
    """
    found = matches(form, dataset)
    lines = answers(form, dataset, found)
    if not lines:
        return None
    if not shared:
        lines |= _topic_by_title(form, dataset, found)
        lines = {name: lines[name] for name in dataset.variables if name in lines}
    kept = {match.column.name for match in found}
    extra, supplemental = (
        beyond(form, dataset, [one for one in form.answers if one.name not in kept]) if not shared else ({}, {})
    )
    topic = next(
        (match for match in found if match.variable in {f"{dataset.dataset}TERM", f"{dataset.dataset}TRT"}), None
    )
    asked = any(match.part == "asked" for match in found)
    where = filled(topic.column.name) if topic and topic.part == "value" and (asked or shared) else {}
    why = "rows that say there was nothing are no records" if where and not shared else ""
    own = [
        match
        for match in found
        if match.part == "value" and is_own(match.variable, dataset.dataset) and match.column.values
    ]
    block = Block(form.name, {**lines, **extra}, where=where, why=why)
    codelists = {match.variable: own_codelist(dataset.variables[match.variable], match.column) for match in own}
    return Part(block, supplemental, codelists, {name: {"codelists": [name]} for name in codelists})


def answers(form: Form, dataset: StandardDataset, found: Sequence[Match]) -> dict[str, Line]:
    """Give the lines of what was matched, in the order of the variables."""
    lines: dict[str, Line] = {}
    times = {match.variable: match.column for match in found if match.part == "time"}
    for match in found:
        if match.part == "value":
            lines[match.variable] = _value(form, dataset, match, times.get(match.variable))
        elif match.part == "ongoing":
            lines |= dict(_ongoing(match, dataset))
        elif match.part == "performed":
            lines |= dict(_not_done(match))
    lines |= dict(_same_column(lines, dataset))
    lines |= dict(_same_day(lines, times, dataset))
    lines |= {name: line for name, line in _placed(form, dataset) if name not in lines}
    return {name: lines[name] for name in dataset.variables if name in lines}


def _value(form: Form, dataset: StandardDataset, match: Match, time: SurveyedColumn | None) -> Line:
    code, column = dataset.dataset, match.column
    if match.variable == f"{code}TOXGR":
        column = next((twin for twin in (column, *form.twins(column)) if twin.kind == "number"), column)
        match = Match(column, match.variable, match.part, match.score)
    if is_own(match.variable, code) and column.values:
        return Line(
            {"recode": {"column": column.name, "codelist": match.variable}},
            (column.name,),
            "terms of the study: codelists in study.yaml",
        )
    return line_of(match, dataset, time)


def _ongoing(match: Match, dataset: StandardDataset) -> Iterator[tuple[str, Line]]:
    """Say of what goes on that it does, at the end of the study unless a person says otherwise (SDTMIG 3.4, 4.4.7)."""
    yes, column, code = yes_of(match.column), match.column.name, dataset.dataset
    if not yes or not {f"{code}ENRTPT", f"{code}ENTPT"} <= set(dataset.variables):
        return
    when = equal(column, yes)
    yield f"{code}ENRTPT", Line({"by_condition": {"cases": [{"when": when, "value": "ONGOING"}]}}, (column,))
    cases = [{"when": when, "value": "END OF STUDY"}]
    yield (
        f"{code}ENTPT",
        Line({"by_condition": {"cases": cases}}, (column,), f"{TODO}: the time point at which it went on"),
    )


def _not_done(match: Match) -> Iterator[tuple[str, Line]]:
    column = match.column
    reverse = "NOT" in squeezed(column.name) or squeezed(column.name).endswith(("ND", "STAT"))
    said = (
        (yes_of(column) + [one for one in no_of(column) if squeezed(one) in {"NOTDONE", "ND"}])
        if reverse
        else no_of(column)
    )
    if not said and reverse and column.values:
        told = [{"when": filled(column.name), "value": "NOT DONE"}]
        yield match.variable, Line({"by_condition": {"cases": told}}, (column.name,))
        yield match.variable.replace("STAT", "REASND"), Line({"assign": {"column": column.name}}, (column.name,))
    if said:
        cases = [{"when": equal(column.name, said), "value": "NOT DONE"}]
        yield match.variable, Line({"by_condition": {"cases": cases}}, (column.name,))


def _same_column(lines: Mapping[str, Line], dataset: StandardDataset) -> Iterator[tuple[str, Line]]:
    """Take the body system for the organ class, or the reverse, where only one was exported."""
    pair = (f"{dataset.dataset}BODSYS", f"{dataset.dataset}SOC")
    for name, other in (pair, pair[::-1]):
        if name in lines and other not in lines and other in dataset.variables:
            yield other, Line(lines[name].call, lines[name].columns, f"as {name}")


def _same_day(
    lines: Mapping[str, Line], times: Mapping[str, SurveyedColumn], dataset: StandardDataset
) -> Iterator[tuple[str, Line]]:
    """Take the day of the start for that of the end, where only the time of the end was asked."""
    start, end = f"{dataset.dataset}STDTC", f"{dataset.dataset}ENDTC"
    if start in lines and end not in lines and end in times and "datetime" in lines[start].call:
        said, time = lines[start].call["datetime"], times[end]
        call = {"date": said["date"], "time": time.name, "formats": said["formats"]}
        yield end, Line({"datetime": call}, (said["date"], time.name), "on the day of the start")


def _topic_by_title(form: Form, dataset: StandardDataset, found: Sequence[Match]) -> dict[str, Line]:
    """Take the title of a form for the treatment, where it asks none; whether it was given, where it asks that."""
    topic, title = f"{dataset.dataset}TRT", next(iter(form.titles), "")
    if dataset.dataset_class != "INTERVENTIONS" or not title or any(match.variable == topic for match in found):
        return {}
    lines = {topic: constant(" ".join(title.upper().split()), f"{TODO}: the treatment, by the title of the form")}
    asked = next(
        (match for match in found if match.part == "asked" and match.variable == f"{dataset.dataset}OCCUR"), None
    )
    if asked:
        lines[f"{dataset.dataset}PRESP"] = constant("Y")
        lines[asked.variable] = Line({"recode": {"column": asked.column.name, "codelist": "NY"}}, (asked.column.name,))
    return lines


def _placed(form: Form, dataset: StandardDataset) -> Iterator[tuple[str, Line]]:
    """Give visit and line number, where the table tells them and they tell records apart."""
    visit, record, findings = (
        form.columns.get(form.visit),
        form.columns.get(form.record),
        dataset.dataset_class == "FINDINGS",
    )
    if visit and "VISIT" in dataset.variables and (findings or visit.distinct > 1):
        yield "VISIT", Line({"visit": {"column": visit.name}}, (visit.name,))
    if record and f"{dataset.dataset}SPID" in dataset.variables and record.distinct > 1 and not findings:
        yield (
            f"{dataset.dataset}SPID",
            Line({"assign": {"column": record.name}}, (record.name,), "the line of the form"),
        )


def beyond(
    form: Form, dataset: StandardDataset, left: Sequence[SurveyedColumn]
) -> tuple[dict[str, Line], dict[str, Call]]:
    """Give lines and qualifiers of answers without a variable: those with the form's code, and those that specify."""
    lines: dict[str, Line] = {}
    qualifiers: dict[str, Call] = {}
    for column in left:
        name = _qualifier(column, form, dataset)
        if name and name not in lines and column.kind in {"text", "number"}:
            lines[name] = Line(
                {"assign": {"column": column.name}},
                (column.name,),
                f"{TODO}: beyond the standard, in SUPP{dataset.dataset}",
            )
            qualifiers[name] = {"label": label_of(column)}
    return lines, qualifiers


def _qualifier(column: SurveyedColumn, form: Form, dataset: StandardDataset) -> str:
    """Name the qualifier of a column; blank where its name can be none, or nothing ties it to the domain."""
    own, code = squeezed(bare(column.name)), dataset.dataset
    if is_foreign(column.name, code):
        return ""
    if words_of(bare(column.name)) in COMMENTS and dataset.dataset != "CO":
        own = f"{code}COMM"
    tied = own.startswith((code, *((form.prefix,) if form.prefix else ()))) or own.endswith(
        tuple(load_names().specify[:8])
    )
    tied = tied or (form.table.profile != "generic" and bool(_NAME.fullmatch(own)))
    rest = own.removeprefix(form.prefix) if form.prefix and form.prefix != code else own
    tried = [own, f"{code}{rest}"[:QNAM]] if own.startswith(code) else [f"{code}{rest}", own, own[:QNAM]]
    fit = [one for one in tried if _NAME.fullmatch(one) and one not in dataset.variables]
    return fit[0] if tied and fit else ""


def label_of(column: SurveyedColumn) -> str:
    """Give the label of a qualifier: that of the file, else the name of the column."""
    text = " ".join((column.label or bare(column.name).replace("_", " ")).split())
    ascii_text = "".join(letter for letter in text if letter.isascii() and letter.isprintable())
    return ascii_text.strip()[:QLABEL].strip() or "Qualifier"
