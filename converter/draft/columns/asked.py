"""What a domain asks for: the names and words by which each of its variables may be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from converter.draft.columns.words import squeezed, words_of
from converter.spec.collection import Field, load_fields, load_tables
from converter.spec.standards.standard import StandardDataset

Part = Literal["value", "time", "ongoing", "performed", "asked"]
Words = frozenset[str]
NAME, FIELD, STEM, WORDS, LABEL, VALUES, NEAR = 100, 95, 90, 80, 75, 60, 50
"""How sure a match is: the variable's name, that of a field, without the form's code, words, label, values, near."""
HELD = frozenset({"STUDYID", "DOMAIN", "USUBJID", "VISIT", "VISITNUM", "VISITDY", "EPOCH", "TAETORD"})
"""Variables that no answer becomes: the draft fills them otherwise."""
DERIVED = ("SEQ", "DY", "STDY", "ENDY", "LOBXFL", "BLFL", "STRESC", "STRESN", "STRESU", "STNRLO", "STNRHI", "DRVFL")
"""What is derived of answers in every domain, behind its code."""


@dataclass(frozen=True)
class Asked:
    """What the variables of a domain are called: by the letters of a name, those behind the code, in words, by label.

    `rests` and `names` have a score, the variable, and which part of it is meant.
    """

    variables: tuple[str, ...]
    names: Mapping[str, tuple[tuple[int, str, Part], ...]]
    rests: Mapping[str, tuple[tuple[int, str, Part], ...]]
    words: Mapping[Words, tuple[tuple[str, Part], ...]]
    labels: Mapping[Words, tuple[tuple[str, Part], ...]]


def asked(dataset: StandardDataset) -> Asked:
    """Give what a domain asks for, by its fields in CDASH and in exports and by the labels of its variables."""
    return _asked(
        dataset.dataset, dataset.dataset_class, tuple((name, one.label) for name, one in dataset.variables.items())
    )


@cache
def title_words(domain: str) -> Words:
    """Give the words in titles of a domain's forms, which tell nothing of what one of its fields asks."""
    phrases = load_tables().tables.get(domain, ())
    return frozenset(word for phrase in phrases for word in words_of(phrase)) - {"date", "event"}


@cache
def _asked(code: str, kind: str, labels: tuple[tuple[str, str], ...]) -> Asked:
    variables = tuple(name for name, _ in labels if name not in HELD and not _is_derived(name, code))
    fields = {name: field for name, field in _fields(code, kind).items() if name in variables}
    named = [one for name in variables for one in _names(name, fields.get(name, Field()))]
    worded = [one for name, field in fields.items() for one in _phrases(name, field)]
    titled = [(words, name) for name, label in labels if name in variables for words in _label(label, code)]
    return Asked(
        variables=variables,
        names=_gathered((name, told) for name, *told in named),
        rests=_gathered((name.removeprefix(code), told) for name, *told in named if name != code),
        words=_gathered((words, told) for words, *told in worded),
        labels=_gathered((words, (name, "value")) for words, name in titled),
    )


def _gathered(pairs: Iterator[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    """List what is told of each key, each once."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, told in pairs:
        found[key].append(tuple(told))
    return {key: tuple(dict.fromkeys(told)) for key, told in found.items() if key}


def _fields(code: str, kind: str) -> dict[str, Field]:
    """Give the fields of a domain by variable, its own before those of its class."""
    known = load_fields()
    groups = [known.domains.get(code, {}), *(group for name, group in known.classes.items() if name in {kind, "ANY"})]
    found: dict[str, Field] = {}
    for name, field in ((name.replace("--", code), field) for group in groups for name, field in group.items()):
        before = found.get(name, Field())
        names = tuple(one.replace("--", code) for one in field.names)
        found[name] = Field(names=(*before.names, *names), words=before.words or field.words)
    return found


def _names(variable: str, field: Field) -> Iterator[tuple[str, int, str, Part]]:
    yield squeezed(variable), NAME, variable, "value"
    for name in field.names:
        yield squeezed(name), FIELD, variable, "value"
        if variable.endswith("DTC"):
            yield from ((clock, FIELD, variable, "time") for clock in _as_time(squeezed(name)))


def _phrases(variable: str, field: Field) -> Iterator[tuple[Words, str, Part]]:
    for words in map(words_of, field.words):
        yield words, variable, "value"
        if variable.endswith("DTC") and "date" in words:
            yield (words - {"date"}) | {"time"}, variable, "time"


def _label(label: str, code: str) -> tuple[Words, Words]:
    words = words_of(label.replace("/", " "))
    return words, words - title_words(code)


def _as_time(name: str) -> Iterator[str]:
    """Give the names of the time beside a date: STTIM, STTM, STTIME beside STDAT."""
    for date, times in (
        ("DTCOL", ("TMCOL",)),
        ("DATE", ("TIME",)),
        ("DAT", ("TIM", "TM", "TIME")),
        ("DT", ("TIM", "TM", "TIME")),
    ):
        if name.endswith(date):
            yield from (name.removesuffix(date) + time for time in times)


def _is_derived(name: str, code: str) -> bool:
    return name.startswith(code) and name.removeprefix(code) in DERIVED
