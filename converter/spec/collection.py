"""What is known of collected data: names of columns, fields of forms, titles of forms, names of tests."""

from __future__ import annotations

from functools import cache
from typing import Literal

from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model

Class = Literal["ANY", "EVENTS", "INTERVENTIONS", "FINDINGS"]


class Names(Model):
    """Names of columns that are no collected data, and endings that say what of an answer a column holds."""

    source: str
    subject: tuple[str, ...]
    site: tuple[str, ...]
    visit: tuple[str, ...]
    visit_number: tuple[str, ...]
    visit_day: tuple[str, ...]
    form: tuple[str, ...]
    record: tuple[str, ...]
    typed: tuple[str, ...]
    coded: tuple[str, ...]
    decoded: tuple[str, ...]
    parts: tuple[str, ...]
    unit: tuple[str, ...]
    low: tuple[str, ...]
    high: tuple[str, ...]
    result: tuple[str, ...]
    specify: tuple[str, ...]
    ongoing: tuple[str, ...]
    performed: tuple[str, ...]
    reason_not_done: tuple[str, ...]
    asked: tuple[str, ...]
    range: tuple[str, ...]
    system: dict[str, tuple[str, ...]]


class Tables(Model):
    """Titles of tables and forms by domain."""

    source: str
    tables: dict[str, tuple[str, ...]]


class Words(Model):
    """Abbreviations in names of columns, and words that tell nothing."""

    source: str
    silent: tuple[str, ...]
    abbreviations: dict[str, str]


class Field(Model):
    """How a field is called: its names in CDASH and in exports, and what it asks in words."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Fields(Model):
    """Fields by the variable they become: of each class ('--' is the domain), then of single domains."""

    source: str
    classes: dict[Class, dict[str, Field]]
    domains: dict[str, dict[str, Field]]
    own_terms: tuple[str, ...]
    as_typed: tuple[str, ...]


class Panel(Model):
    """Laboratory tests of one category, and their usual specimen."""

    specimen: str
    tests: tuple[str, ...]


class Tests(Model):
    """Names of tests by domain and test code, where terminology does not know them; panels of the laboratory.

    `codelists` are those of the test codes of a domain, where the name is not that of the domain; `single` is the one
    test of domains that often have no other.
    """

    source: str
    codelists: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, tuple[str, ...]]]
    single: dict[str, str]
    panels: dict[str, Panel]


class Values(Model):
    """Collected values by codelist and the term that they mean."""

    source: str
    values: dict[str, dict[str, tuple[str, ...]]]


@cache
def load_values() -> Values:
    """Load what collected values mean."""
    return read_spec(Values, specs_folder() / "collection" / "values.yaml")


@cache
def load_names() -> Names:
    """Load the names of columns that are no collected data."""
    return read_spec(Names, specs_folder() / "collection" / "names.yaml")


@cache
def load_tables() -> Tables:
    """Load the titles of tables and forms."""
    return read_spec(Tables, specs_folder() / "collection" / "tables.yaml")


@cache
def load_words() -> Words:
    """Load the abbreviations in names of columns."""
    return read_spec(Words, specs_folder() / "collection" / "words.yaml")


@cache
def load_fields() -> Fields:
    """Load the fields of forms and the variables they become."""
    return read_spec(Fields, specs_folder() / "collection" / "fields.yaml")


@cache
def load_tests() -> Tests:
    """Load the names of tests."""
    return read_spec(Tests, specs_folder() / "collection" / "tests.yaml")
