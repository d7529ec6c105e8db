"""The records that a table of tests gives: one row a test as it is, one column a test unpivoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from converter.dataset import SurveyedColumn
from converter.draft.columns.asked import WORDS
from converter.draft.columns.form import Form
from converter.draft.columns.lines import TODO, Block, Call, Line, coded, constant, filled
from converter.draft.columns.matching import LIKE, Match, matches
from converter.draft.columns.tests import (
    HIGH,
    LOW,
    RESULT,
    UNIT,
    Item,
    code_of,
    codelist_names,
    items_of,
    of_panel,
    units,
)
from converter.draft.columns.values import best_codelist, published, share, terms_of
from converter.draft.columns.words import bare, squeezed, unit_in
from converter.draft.datasets.records import QNAM, Part, answers, beyond, label_of
from converter.spec.collection import load_names, load_tests
from converter.spec.standards.standard import StandardDataset
from converter.spec.standards.terminology import Codelist

ITEM = "ITEM"
PART_COLUMNS = {UNIT: "ORRESU", LOW: "ORNRLO", HIGH: "ORNRHI"}
"""What the columns beside a result become."""


def finding_of(form: Form, dataset: StandardDataset, *, shared: bool = False) -> Part | None:
    """Draft the records of a table in a domain of findings; none where it has no test.

    A table with a column of tests and one of results is long; one with a column a test is wide; else it holds the one
    test that its domain often has.
    """
    found = matches(form, dataset)
    topic = _topic(found, dataset)
    if topic and any(match.variable == f"{dataset.dataset}ORRES" for match in found) and not shared:
        return _long(form, dataset, found, topic)
    free = [column for column in form.answers if not _is_sure(column, found, dataset)]
    items = items_of(form, dataset.dataset, free)
    if not items and not shared and not any(match.variable == f"{dataset.dataset}ORRES" for match in found):
        items = unknown_items(form, [one for one in free if one.name not in {match.column.name for match in found}])
    if items:
        return _wide(form, dataset, items, shared=shared)
    return None if shared else _single(form, dataset, found)


def unknown_items(form: Form, columns: Sequence[SurveyedColumn]) -> tuple[Item, ...]:
    """Take columns of numbers that no terminology knows for tests, called as the columns are; none for one alone."""
    numbers = [column for column in columns if column.kind == "number"]
    named = {squeezed(bare(column.name)).removeprefix(form.prefix)[:QNAM]: column for column in reversed(numbers)}
    fit = {code: column for code, column in named.items() if re.fullmatch(r"[A-Z][A-Z0-9]*", code)}
    found = [Item(code, {RESULT: column.name}, unit_in(column.name), label_of(column)) for code, column in fit.items()]
    return tuple(reversed(found)) if len(found) > 1 else ()


def _topic(found: Sequence[Match], dataset: StandardDataset) -> Match | None:
    """Give the column of tests: codes before names, where the table has both."""
    for name in (f"{dataset.dataset}TESTCD", f"{dataset.dataset}TEST"):
        for match in found:
            if match.variable == name and match.column.distinct:
                return match
    return None


def _is_sure(column: SurveyedColumn, found: Sequence[Match], dataset: StandardDataset) -> bool:
    """Tell whether a column is a variable of the domain beyond doubt, and so no test."""
    held = {f"{dataset.dataset}{name}" for name in ("ORRES", "TEST", "TESTCD", "SPID")}
    return any(match.column is column and match.score > WORDS and match.variable not in held for match in found)


def _long(form: Form, dataset: StandardDataset, found: Sequence[Match], topic: Match) -> Part:
    code, column = dataset.dataset, topic.column
    lines = answers(form, dataset, found)
    for name in (f"{code}TESTCD", f"{code}TEST"):
        lines.pop(name, None)
    lists = [codelist for name in codelist_names(code) if (codelist := published(name))]
    codes = {value: found_code for value in column.values if (found_code := code_of(value, code))}
    lines = {**_test_lines(code, column, lists, codes, found), **lines}
    lines = with_standard(lines, dataset, form.columns[lines[f"{code}ORRES"].columns[0]])
    lookups = _panels(form, code, codes, lines)
    lines |= limits(form, dataset, lines)
    read = {column for line in lines.values() for column in line.columns}
    extra, qualifiers = beyond(form, dataset, [column for column in _left(form, found) if column.name not in read])
    return Part(Block(form.name, _ordered({**lines, **extra}, dataset)), qualifiers, lookups=lookups)


def _test_lines(
    code: str, column: SurveyedColumn, lists: Sequence[Codelist], codes: Mapping[str, str], found: Sequence[Match]
) -> dict[str, Line]:
    """Recode the column of tests; where the terminology has none of them, take code and name as they are."""
    if not lists:
        names = {match.variable: match.column.name for match in found}
        test = names.get(f"{code}TEST", column.name)
        return {
            f"{code}TESTCD": Line(
                {"assign": {"column": column.name}}, (column.name,), f"{TODO}: codes of at most 8 letters"
            ),
            f"{code}TEST": Line({"assign": {"column": test}}, (test,)),
        }
    codelist = max(lists, key=lambda one: len(terms_of(column, one)))
    known = terms_of(column, codelist)
    line = coded(column, codelist)
    given = {value: term for value, term in codes.items() if value not in known and term in codelist.by_value}
    left = [value for value in column.values if value.strip() and value not in {*known, *given}]
    call: Call = {"column": column.name, "codelist": codelist.name, **({"map": given} if given else {})}
    why = f"{TODO}: no test for {'; '.join(left[:3])}{' ...' if len(left) > 3 else ''}" if left else ""  # noqa: PLR2004 - as elsewhere
    return {f"{code}TESTCD": Line({"recode": call}, line.columns, why)}


def _panels(form: Form, code: str, codes: Mapping[str, str], lines: dict[str, Line]) -> dict[str, Any]:
    """Look up category and specimen of laboratory tests where the export does not tell them; adds the lines."""
    wanted = [name for name in ("CAT", "SPEC") if f"{code}{name}" not in lines]
    known = {value: of_panel(test) for value, test in codes.items() if any(of_panel(test))}
    if code != "LB" or not wanted or not known:
        return {}
    table, column = f"{form.name}_tests", lines[f"{code}TESTCD"].columns[0]
    for name, key in (("CAT", "category"), ("SPEC", "specimen")):
        if name in wanted:
            call = {"column": column, "table": table, "value": key}
            lines[f"{code}{name}"] = Line(
                {"lookup": call}, (column,), "the usual panel and specimen: lookups in study.yaml"
            )
    return {
        table: {value: {"category": category, "specimen": specimen} for value, (category, specimen) in known.items()}
    }


def _wide(form: Form, dataset: StandardDataset, items: Sequence[Item], *, shared: bool) -> Part:
    code = dataset.dataset
    used = {column for item in items for column in item.columns.values()}
    rest = [column for column in form.answers if column.name not in used]
    found = matches(form, dataset, rest)
    lines = {name: line for name, line in answers(form, dataset, found).items() if name not in _of_items(code)}
    lines |= {
        f"{code}TESTCD": Line({"assign": {"column": ITEM}}, (ITEM,)),
        f"{code}ORRES": Line({"assign": {"column": RESULT}}, (RESULT,)),
    }
    for role, name in PART_COLUMNS.items():
        if any(role in item.columns for item in items) and f"{code}{name}" in dataset.variables:
            lines[f"{code}{name}"] = _beside(role, name, form, dataset, items)
    if f"{code}ORRESU" not in lines and any(item.unit for item in items):
        lines[f"{code}ORRESU"] = _unit_of_names(dataset, items)
    twins = form.twins(form.columns[items[0].columns[RESULT]]) if len(items) == 1 else ()
    lines = with_standard(lines, dataset, _results(items, form), twins)
    lookups = _panels(form, code, {item.code: item.code for item in items}, lines)
    if any(item.name for item in items) and f"{code}TEST" in dataset.variables:
        lookups[f"{form.name}_names"] = {item.code: {"test": item.name} for item in items}
        call = {"column": ITEM, "table": f"{form.name}_names", "value": "test"}
        lines[f"{code}TEST"] = Line(
            {"lookup": call}, (ITEM,), f"{TODO}: codes and names of the tests, lookups in study.yaml"
        )
    read = {column for line in lines.values() for column in line.columns}
    unpivot = {"items": {item.code: _item(item, read) for item in items}, "required": [RESULT]}
    left = [column for column in rest if column.name not in {match.column.name for match in found}]
    extra, qualifiers = beyond(form, dataset, left) if not shared else ({}, {})
    part = Part(Block(form.name, _ordered({**lines, **extra}, dataset), unpivot=unpivot), qualifiers, lookups=lookups)
    return _one(dataset, items[0], part) if len(items) == 1 and not items[0].unit and not lookups else part


def _one(dataset: StandardDataset, item: Item, part: Part) -> Part:
    """Write a table of one test without unpivot: its test is constant."""
    code = dataset.dataset
    lines = {**part.block.lines, f"{code}TESTCD": constant(item.code)}
    made = {name: _renamed(line, item.columns) for name, line in lines.items()}
    where = filled(item.columns[RESULT])
    return replace(part, block=replace(part.block, lines=made, unpivot={}, where=where))


def _renamed(line: Line, names: Mapping[str, str]) -> Line:
    rule, arguments = next(iter(line.call.items()))
    if arguments.get("column") not in names:
        return line
    column = names[arguments["column"]]
    return Line({rule: {**arguments, "column": column}}, (column,), line.why)


def _of_items(code: str) -> set[str]:
    return {f"{code}{name}" for name in ("TESTCD", "TEST", "ORRES", "ORRESU", "ORNRLO", "ORNRHI")} - {f"{code}ORRESU"}


def _item(item: Item, read: set[str]) -> dict[str, str]:
    return {role: column for role, column in item.columns.items() if role == RESULT or role in read}


def _beside(role: str, name: str, form: Form, dataset: StandardDataset, items: Sequence[Item]) -> Line:
    """Give the line of what stands beside results: units recoded, limits as they are."""
    variable = dataset.variables[f"{dataset.dataset}{name}"]
    held = [form.columns[item.columns[role]] for item in items if role in item.columns]
    every = SurveyedColumn(
        role, 0, 0, "text", (), tuple(dict.fromkeys(value for one in held for value in one.values)), ()
    )
    codelist = best_codelist(every, variable) if role == UNIT else None
    return coded(every, codelist) if codelist else Line({"assign": {"column": role}}, (role,))


def _unit_of_names(dataset: StandardDataset, items: Sequence[Item]) -> Line:
    """Set the unit that the names of columns say, one condition for each unit."""
    variable = dataset.variables[f"{dataset.dataset}ORRESU"]
    texts = tuple(dict.fromkeys(item.unit for item in items if item.unit))
    column = SurveyedColumn(UNIT, 0, 0, "text", (), texts, ())
    codelist = best_codelist(column, variable)
    terms = {**units_of(texts), **(terms_of(column, codelist) if codelist else {})}
    tests: dict[str, list[str]] = {}
    for item in items:
        if item.unit:
            tests.setdefault(terms.get(item.unit, item.unit), []).append(item.code)
    if len(tests) == 1 and all(item.unit for item in items):
        return constant(next(iter(tests)), "the unit in the names of the columns")
    cases = [
        {"when": {"variable": ITEM, **({"eq": codes[0]} if len(codes) == 1 else {"in": codes})}, "value": unit}
        for unit, codes in tests.items()
    ]
    return Line({"by_condition": {"cases": cases}}, (ITEM,), "the units in the names of the columns")


def units_of(texts: Sequence[str]) -> dict[str, str]:
    """Give the terms of units that are written without signs."""
    known = units()
    return {text: known[text.upper()] for text in texts if text.upper() in known}


def _single(form: Form, dataset: StandardDataset, found: Sequence[Match]) -> Part | None:
    """Draft a table without a column of tests as the one test that its domain often has."""
    code, test = dataset.dataset, load_tests().single.get(dataset.dataset, "")
    lines = answers(form, dataset, found)
    if not lines:
        return None
    if test:
        lines[f"{code}TESTCD"] = constant(test, f"{TODO}: the test of this table")
    if f"{code}ORRES" in lines:
        lines = with_standard(lines, dataset, form.columns[lines[f"{code}ORRES"].columns[0]])
    extra, qualifiers = beyond(form, dataset, _left(form, found))
    return Part(Block(form.name, _ordered({**lines, **extra}, dataset)), qualifiers)


def with_standard(
    lines: dict[str, Line],
    dataset: StandardDataset,
    column: SurveyedColumn,
    twins: Sequence[SurveyedColumn] = (),
) -> dict[str, Line]:
    """Write results that have no unit in standard form as well: their terms, else in upper case."""
    code = dataset.dataset
    name = f"{code}STRESC"
    if f"{code}ORRES" in lines and f"{code}ORRESU" not in lines and name in dataset.variables and name not in lines:
        variable = dataset.variables[name]
        column = max(
            (column, *twins), key=lambda one: share(one, best) if (best := best_codelist(one, variable)) else 0
        )
        codelist = best_codelist(column, variable)
        known = codelist is not None and share(column, codelist) >= LIKE
        scored = next((twin for twin in twins if twin.kind == "number" and not known), None)
        if scored:
            lines |= dict(_scored(scored, dataset))
            return lines
        lines[name] = (
            coded(column, codelist)
            if known and codelist
            else Line({"assign": {"column": column.name, "case": "upper"}}, (column.name,))
        )
    return lines


def _scored(column: SurveyedColumn, dataset: StandardDataset) -> Iterator[tuple[str, Line]]:
    """Take the number of an answer in words for its standard result, as scales have it."""
    for name, rule in (("STRESC", "assign"), ("STRESN", "number")):
        if f"{dataset.dataset}{name}" in dataset.variables:
            yield f"{dataset.dataset}{name}", Line({rule: {"column": column.name}}, (column.name,))


def limits(form: Form, dataset: StandardDataset, lines: Mapping[str, Line]) -> dict[str, Line]:
    """Take a reference range in one column apart, such as 4.0-11.0."""
    code = dataset.dataset
    column = next((one for one in form.answers if squeezed(bare(one.name)) in load_names().range), None)
    wanted = [f"{code}ORNRLO", f"{code}ORNRHI"]
    if column is None or set(wanted) & set(lines) or not set(wanted) <= set(dataset.variables):
        return {}
    if not any(re.fullmatch(r"\s*[\d.]+\s*-\s*[\d.]+\s*", value) for value in column.values):
        return {}
    cut = {"column": column.name, "separator": "-"}
    return {
        name: Line({"split_column": {**cut, "part": part}}, (column.name,)) for part, name in enumerate(wanted, start=1)
    }


def _results(items: Sequence[Item], form: Form) -> SurveyedColumn:
    values = tuple(dict.fromkeys(value for item in items for value in form.columns[item.columns[RESULT]].values))
    return SurveyedColumn(RESULT, 0, len(values), "text", (), values, ())


def _left(form: Form, found: Sequence[Match]) -> list[SurveyedColumn]:
    kept = {match.column.name for match in found}
    return [column for column in form.answers if column.name not in kept]


def _ordered(lines: Mapping[str, Line], dataset: StandardDataset) -> dict[str, Line]:
    return dict(_by_guide(lines, dataset))


def _by_guide(lines: Mapping[str, Line], dataset: StandardDataset) -> Iterator[tuple[str, Line]]:
    yield from ((name, lines[name]) for name in dataset.variables if name in lines)
    yield from ((name, line) for name, line in lines.items() if name not in dataset.variables)
