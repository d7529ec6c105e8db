"""Tests by what columns and values call them: SYSBP, VSORRES_SYSBP, 'Systolic Blood Pressure', 'HGB (g/dL)'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from converter.dataset import SurveyedColumn
from converter.draft.columns.form import Form, base_of
from converter.draft.columns.values import published
from converter.draft.columns.words import bare, singular, squeezed, unit_in, words_of
from converter.spec.collection import load_names, load_tests

RESULT, UNIT, LOW, HIGH = "RESULT", "UNIT", "LOW", "HIGH"
SHORT = 2
"""Letters of codes that are words elsewhere (CA, K, PT): alone they are no test where nothing else says so."""


@dataclass(frozen=True)
class Item:
    """One test of a wide table: its code, the columns of its result, unit and limits, a unit that its name says.

    `name` is that of a test which no terminology knows.
    """

    code: str
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    name: str = ""


@cache
def codelist_names(domain: str) -> tuple[str, ...]:
    """Give the names of the codelists of a domain's test codes that the terminology has."""
    listed = load_tests().codelists.get(domain, (f"{domain}TESTCD",))
    return tuple(name for name in listed if published(name))


def code_of(text: str, domain: str) -> str:
    """Give the code of the test of a domain that a text names, by its letters, then by its words; blank for no test."""
    letters, words = _known(domain)
    return letters.get(squeezed(text), "") or words.get(_words(text), "")


def items_of(form: Form, domain: str, columns: Sequence[SurveyedColumn]) -> tuple[Item, ...]:
    """Give the tests that columns of a wide table hold, in their order, each once."""
    tested = [column for column in columns if column.kind in {"number", "text"}]
    found = {column.name: _test(column, form, domain) for column in tested}
    items: dict[str, Item] = {}
    for name, (code, unit) in found.items():
        if code and code not in items:
            items[code] = Item(code, {RESULT: name, **dict(_beside(name, form, domain))}, unit or unit_in(name))
    return tuple(items.values())


def plain_tests(form: Form, domain: str, *, stripped: bool = False) -> list[str]:
    """Give the codes of tests that columns of numbers name by all their letters, or by those behind the form code."""
    numbers = [column for column in form.answers if column.kind == "number"]
    if stripped:
        return [code for column in numbers if (code := _test(column, form, domain)[0])]
    found = (code_of(bare(column.name), domain) or code_of(column.label, domain) for column in numbers)
    return list(dict.fromkeys(filter(None, found)))


def _test(column: SurveyedColumn, form: Form, domain: str) -> tuple[str, str]:
    """Give the code of a column's test, and the unit behind its name; two blanks where it names none."""
    for text in _names(column, form, domain):
        if code := code_of(text, domain):
            return code, ""
        head, _, tail = text.rpartition("_")
        unit = units().get(squeezed(tail), "")
        if head and unit and (code := code_of(head, domain)):
            return code, unit
    return (code_of(column.label, domain), "") if column.label else ("", "")


def _names(column: SurveyedColumn, form: Form, domain: str) -> Iterator[str]:
    """Give the name of a column without the code of the form and the words for a result, the plainest last."""
    name = bare(base_of(column.name) if column.name in form.idle else column.name)
    yield name
    results = {squeezed(one) for one in load_names().result}
    dropped = {domain, form.prefix, *results, *(f"{domain}{one}" for one in results)}
    parts = name.split("_")
    kept = "_".join(part for part in parts if squeezed(part) not in dropped)
    yield kept
    for prefix in (domain, form.prefix):
        if prefix and squeezed(kept).startswith(prefix) and len(squeezed(kept)) > len(prefix) + 1:
            yield kept[len(prefix) :].lstrip("_ ")


def _beside(name: str, form: Form, domain: str) -> Iterator[tuple[str, str]]:
    """Give the columns of unit and limits of a test: called as its result is, with another ending or beginning."""
    by_name = {squeezed(bare(other)): other for other in form.columns}
    names = load_names()
    own = squeezed(bare(name))
    stems = {own, squeezed(bare(base_of(name))), *(own.removesuffix(squeezed(one)) for one in names.result)}
    stems |= {own.replace(f"{domain}ORRES", ""), own.replace("ORRES", "")}
    for role, endings in ((UNIT, names.unit), (LOW, names.low), (HIGH, names.high)):
        found = [
            by_name[one]
            for stem in sorted(stems, key=len, reverse=True)
            for ending in endings
            for one in (
                stem + squeezed(ending),
                f"{domain}{squeezed(ending)}{stem}",
                f"{stem}{domain}{squeezed(ending)}",
            )
            if stem and one in by_name and by_name[one] != name
        ]
        if found:
            yield role, found[0]


@cache
def units() -> dict[str, str]:
    """Give the unit of each text of letters and digits alone: GDL is g/dL, UL is U/L."""
    codelist = published("UNIT")
    terms = codelist.terms if codelist else ()
    own = sorted(((term.value, term.value) for term in terms), key=lambda pair: pair[0].startswith("/"))
    others = [(text, term.value) for term in terms for text in term.synonyms]
    ratios = [(text, value) for text, value in own if "/" in text[1:]]
    return dict(reversed([(squeezed(text), value) for text, value in (*ratios, *own, *others)]))


def of_panel(code: str) -> tuple[str, str]:
    """Give category and specimen of a laboratory test; two blanks where they are not known."""
    for category, panel in load_tests().panels.items():
        if code in panel.tests:
            return category, panel.specimen
    return "", ""


@cache
def _known(domain: str) -> tuple[dict[str, str], dict[frozenset[str], str]]:
    """Give the code of each name of a test: by its letters, and by its words; our own names before those published."""
    own = [(text, code) for code, names in load_tests().names.get(domain, {}).items() for text in (code, *names)]
    pairs = [*own, *_published(codelist_names(domain))]
    letters = dict(reversed([(squeezed(text), code) for text, code in pairs]))
    words = dict(reversed([(_words(text), code) for text, code in pairs if len(_words(text)) > 1 or len(text) > SHORT]))
    return letters, {key: code for key, code in words.items() if key}


def _words(text: str) -> frozenset[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    return frozenset(singular(word) for word in plain) or words_of(text)


def _published(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = [codelist for name in names if (codelist := published(name))]
    yield from ((term.value, term.value) for codelist in found for term in codelist.terms)
    for codelist in found:
        yield from ((text, term.value) for term in codelist.terms for text in (term.decode, *term.synonyms) if text)
