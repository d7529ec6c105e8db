"""Which domains a table becomes: by its name and titles, by the codes its columns begin with, by its tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.draft.columns.asked import WORDS
from converter.draft.columns.form import Form
from converter.draft.columns.matching import named
from converter.draft.columns.subjects import columns_in
from converter.draft.columns.tests import code_of, plain_tests
from converter.draft.columns.words import bare, squeezed, words_of
from converter.spec.collection import load_tables, load_tests
from converter.spec.standards.standard import Standard, StandardDataset

CODED, TITLED, BEGINS, TESTED, ENOUGH = 50, 35, 30, 25, 18
"""What the domain's code in a name, words of its title, its code before columns, its tests count; what is enough."""
DEMOGRAPHIC = frozenset({"SEX", "RACE", "ETHNIC", "BRTHDTC", "AGE"})
"""Variables of which a table has two or more where it holds demographics."""
CLASSES = frozenset({"EVENTS", "INTERVENTIONS", "FINDINGS", "SPECIAL PURPOSE"})
TESTS = ("VS", "LB", "EG")
"""Domains whose tests tell them apart without any name."""
KNOWN = 0.5
"""The share of names that are tests in a table that names its tests."""
ALONE, TOGETHER = 2, 3
"""How many tests, and how many columns that begin with a code, show a domain in a table of another."""


def domains_of(form: Form, standard: Standard) -> list[str]:
    """Give the domains of a table, the one it is most of first; none where nothing tells.

    Further ones are those whose code several of its columns begin with, and those of its tests.
    """
    known = {
        name: dataset
        for name, dataset in standard.datasets.items()
        if dataset.dataset_class in CLASSES and name != "SE"
    }
    scored = {name: score for name, dataset in known.items() if (score := _score(form, dataset)) >= ENOUGH}
    first = sorted(scored, key=lambda name: -scored[name])[:1]
    return list(dict.fromkeys((*first, *_further(form, standard, first))))


def holds_subjects(form: Form, standard: Standard) -> bool:
    """Tell whether a table holds two or more of the demographics, those of a subject in one row."""
    found = [
        match.column.name
        for match in named(form, standard.datasets["DM"])
        if match.score >= WORDS and match.variable in DEMOGRAPHIC and match.column.filled
    ]
    subject = columns_in(form.subject)
    if len(found) < ALONE or not subject:
        return False
    told = form.table.sample[(form.table.sample[found] != "").any(axis="columns")]
    return not told.duplicated(subject).any()


def _score(form: Form, dataset: StandardDataset) -> float:
    """Count what speaks for a domain; matched columns count only where something else does."""
    name = dataset.dataset
    seen = _by_name(form, name) + BEGINS * _share_beginning(form, name)
    seen += TESTED * (name in TESTS and _is_of_tests(form, dataset))
    if name == "DM" and len(_found(form, dataset) & DEMOGRAPHIC) >= ALONE:
        seen += CODED
    return seen and seen + sum(1 for match in named(form, dataset) if match.score >= WORDS)


def _is_of_tests(form: Form, dataset: StandardDataset) -> bool:
    """Tell whether a table is one of tests by what it holds: several columns are tests, or one names them."""
    if len(plain_tests(form, dataset.dataset)) >= ALONE:
        return True
    found = {match.variable: match.column for match in named(form, dataset)}
    code = dataset.dataset
    names = [found[name] for name in (f"{code}TESTCD", f"{code}TEST") if name in found]
    if not names or f"{code}ORRES" not in found:
        return False
    known = sum(1 for value in names[0].values if code_of(value, code)) / max(len(names[0].values), 1)
    specimen = known > 0 or f"{code}REFID" in found
    return known >= KNOWN or (code == "LB" and specimen and f"{code}ORRESU" in found)


def _by_name(form: Form, domain: str) -> float:
    tokens = [squeezed(token) for token in re.split(r"[\W_]+", form.name)]
    coded = CODED + (1 if tokens[:1] == [domain] else 0) if domain in tokens else 0
    if form.titles and not form.title & _words(domain) and coded and tokens[0] != domain:
        coded = 0
    titled = [
        len(words)
        for phrase in load_tables().tables.get(domain, ())
        if (words := words_of(phrase)) and words <= form.title
    ]
    return coded + (TITLED + 3 * max(titled) if titled else 0)


def _words(domain: str) -> frozenset[str]:
    return frozenset(word for phrase in load_tables().tables.get(domain, ()) for word in words_of(phrase))


def _share_beginning(form: Form, domain: str) -> float:
    """Give the share of answers that begin with the code of a domain, where two or more do."""
    names = [squeezed(bare(column.name)) for column in form.answers]
    count = sum(1 for name in names if name.startswith(domain) and len(name) > len(domain) + 1)
    return count / max(len(names), 1) if count >= ALONE else 0


def _found(form: Form, dataset: StandardDataset) -> set[str]:
    return {match.variable for match in named(form, dataset) if match.score >= WORDS}


def _further(form: Form, standard: Standard, first: list[str]) -> Iterator[str]:
    """Give the domains of a table besides its first one."""
    if first[:1] != ["DM"] and len(_found(form, standard.datasets["DM"]) & DEMOGRAPHIC) > ALONE:
        yield "DM"
    for name, dataset in standard.datasets.items():
        if dataset.dataset_class in {"EVENTS", "INTERVENTIONS"} and name not in first and _many(form, dataset):
            yield name
    if first[:1] == ["TU"] and plain_tests(form, "TR", stripped=True):
        yield "TR"
    for name in TESTS:
        many = len(plain_tests(form, name)) >= (ALONE if name == "VS" else TOGETHER)
        if name not in first and many and not _is_tested(first, standard):
            yield name


def _many(form: Form, dataset: StandardDataset) -> bool:
    """Tell whether several columns begin with a domain's code, its topic among them."""
    code = dataset.dataset
    begin = {column.name for column in form.answers if squeezed(bare(column.name)).startswith(code)}
    if len(begin) < TOGETHER:
        return False
    sure = [match for match in named(form, dataset) if match.column.name in begin and match.score >= WORDS]
    topic = {f"{code}TERM", f"{code}TRT"} & {match.variable for match in sure}
    return bool(topic) and len(sure) >= TOGETHER


def _is_tested(first: list[str], standard: Standard) -> bool:
    """Tell whether the first domain is one of findings, which has the tests of its table."""
    return any(
        standard.datasets[name].dataset_class == "FINDINGS" and name not in load_tests().single for name in first
    )
