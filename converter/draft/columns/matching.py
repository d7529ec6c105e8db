"""Which variable of a domain a column becomes: by its name, the words of its name or label, its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from converter.dataset import SurveyedColumn
from converter.draft.columns.asked import FIELD, LABEL, NAME, NEAR, STEM, VALUES, WORDS, Part, asked, title_words
from converter.draft.columns.form import Form, base_of
from converter.draft.columns.values import best_codelist, codelists_of, published, share
from converter.draft.columns.words import bare, squeezed, words_of
from converter.spec.collection import load_names, load_tables
from converter.spec.standards.standard import StandardDataset, StandardVariable

SURE, LIKE, CLOSE, MANY = 90, 0.8, 0.76, 60
"""From where on a name decides against values; what share of values or letters agrees; how many are told by value."""
WHY = {
    LABEL: "by its label",
    WORDS: "by the words of its name",
    VALUES: "a guess by its values",
    NEAR: "a guess: its name is nearly that",
}
ALIAS = {"EX": ("EC",)}
"""Codes of other domains whose collected columns become those of a domain: exposure as collected."""


@dataclass(frozen=True)
class Match:
    """One column and what it is to a variable: value, time of its date, whether it goes on, was done, or was asked."""

    column: SurveyedColumn
    variable: str
    part: Part
    score: int

    @property
    def why(self) -> str:
        """How the column was recognised, blank where its name says it."""
        return WHY.get(self.score, "")


def matches(form: Form, dataset: StandardDataset, columns: Sequence[SurveyedColumn] | None = None) -> list[Match]:
    """Match the answers of a form with the variables of a dataset, each of them once, the surest first.

    What names do not tell is guessed by values, and by names that are nearly those.
    """
    answers = form.answers if columns is None else columns
    chosen = named(form, dataset, answers)
    left = [column for column in answers if column.name not in {match.column.name for match in chosen}]
    chosen += _lone_date(left, chosen, dataset)
    chosen += _lone_time(left, chosen)
    taken = {(match.variable, match.part) for match in chosen}
    guesses = [
        match for column in left for match in _guesses(column, form, dataset) if (match.variable, "value") not in taken
    ]
    return [*chosen, *_each_once(guesses)]


def _lone_date(left: Sequence[SurveyedColumn], chosen: Sequence[Match], dataset: StandardDataset) -> list[Match]:
    """Take the one date that a form of tests or treatments has for that of its records, where none was recognised."""
    wanted = {"FINDINGS": f"{dataset.dataset}DTC", "INTERVENTIONS": f"{dataset.dataset}STDTC"}.get(
        dataset.dataset_class, ""
    )
    dates = [column for column in left if column.kind == "date" and not is_foreign(column.name, dataset.dataset)]
    dated = any(match.column.kind == "date" for match in chosen)
    known = wanted in dataset.variables and not dated and len(chosen) > 0
    return [Match(dates[0], wanted, "value", VALUES)] if known and len(dates) == 1 else []


def _lone_time(left: Sequence[SurveyedColumn], chosen: Sequence[Match]) -> list[Match]:
    """Take the one column of times that is left for the time of the one date that has none."""
    times = [column for column in left if column.kind == "time"]
    timed = {match.variable for match in chosen if match.part == "time"}
    dates = [match.variable for match in chosen if match.column.kind == "date" and match.variable not in timed]
    return [Match(times[0], dates[0], "time", VALUES)] if len(times) == len(dates) == 1 else []


def named(form: Form, dataset: StandardDataset, columns: Sequence[SurveyedColumn] | None = None) -> list[Match]:
    """Match as `matches` does, by names, words and labels alone."""
    answers = form.answers if columns is None else columns
    return list(_each_once(match for column in answers for match in _of_column(column, form, dataset)))


def _each_once(found: Iterable[Match]) -> Iterator[Match]:
    variables, columns = dict[tuple[str, str], str](), set[str]()
    for match in sorted(found, key=lambda match: (-match.score, match.column.kind == "empty")):
        key = (match.variable, match.part)
        if key not in variables and match.column.name not in columns:
            variables[key] = match.column.name
            columns.add(match.column.name)
            yield match


def _of_column(column: SurveyedColumn, form: Form, dataset: StandardDataset) -> Iterator[Match]:
    """Give the matches by name, words and label that the values do not speak against; none of another domain's."""
    if is_foreign(column.name, dataset.dataset):
        return
    for score, variable, part in _named(column, form, dataset):
        if variable.endswith(("ORNRLO", "ORNRHI")) and _has_no_digit(column):
            continue
        fits = _fits(column, dataset.variables[variable], score) if part in {"value", "time"} else _answers_no(column)
        if part == "time" or fits:
            yield Match(column, variable, part, score)


def _has_no_digit(column: SurveyedColumn) -> bool:
    """Tell whether values are words alone, and so no limits: a column NORMAL may say that a finding is."""
    return bool(column.values) and not any(re.search(r"\d", value) for value in column.values)


def _named(column: SurveyedColumn, form: Form, dataset: StandardDataset) -> Iterator[tuple[int, str, Part]]:
    known, stems = asked(dataset), _stems(column, form, dataset)
    yield from ((score, variable, part) for score, variable, part in known.names.get(stems[0], ()))
    for stem in stems[1:]:
        yield from ((min(score, STEM), variable, part) for score, variable, part in known.names.get(stem, ()))
        yield from ((STEM, variable, part) for _, variable, part in known.rests.get(stem, ()))
    for words in _asked_words(column, stems, dataset):
        yield from ((WORDS, variable, part) for variable, part in known.words.get(words, ()))
    label = words_of(column.label)
    for words in (label, label - title_words(dataset.dataset)):
        yield from (
            (LABEL, variable, part) for variable, part in (*known.words.get(words, ()), *known.labels.get(words, ()))
        )
    yield from _roles(stems, dataset)


def _roles(stems: Sequence[str], dataset: StandardDataset) -> Iterator[tuple[int, str, Part]]:
    """Give what a column is that asks of the record itself: whether it goes on, was done, or anything was there."""
    names, code = load_names(), dataset.dataset
    for stem in stems:
        for part, listed, variable in (
            ("ongoing", names.ongoing, f"{code}ENRTPT"),
            ("performed", names.performed, f"{code}STAT"),
            ("asked", names.asked, f"{code}OCCUR"),
        ):
            if stem.removeprefix(code) in listed and variable in dataset.variables:
                yield STEM, variable, part  # type: ignore[misc]


def _stems(column: SurveyedColumn, form: Form, dataset: StandardDataset) -> list[str]:
    """Give the name of a column by its letters, then without what stands before and behind the answer."""
    own = squeezed(bare(column.name))
    bases = [own, squeezed(bare(base_of(column.name)))]
    prefixes = [dataset.dataset, form.prefix, *ALIAS.get(dataset.dataset, ()), squeezed(form.name.partition("_")[0])]
    cut = [
        base[len(one) :]
        for base in bases
        for one in prefixes
        if one and base.startswith(one) and len(base) > len(one) + 1
    ]
    return list(dict.fromkeys((*bases, *cut)))


def _asked_words(column: SurveyedColumn, stems: Sequence[str], dataset: StandardDataset) -> list[frozenset[str]]:
    """Give the words of a name as it is, and without those of the form's title."""
    own = words_of(bare(column.name))
    cut = [words_of(stem) for stem in stems[1:]]
    return [own, own - title_words(dataset.dataset), *cut]


def _fits(column: SurveyedColumn, variable: StandardVariable, score: int) -> bool:
    """Tell whether values may be those of a variable; the surer the name, the less they are asked."""
    if column.kind in {"empty", "system"}:
        return column.kind == "empty" and score >= WORDS
    if variable.described.startswith("ISO 8601 datetime"):
        return column.kind == "date" or "YYYY" in column.formats or score >= FIELD
    if column.kind in {"date", "time"}:
        return score >= NAME
    if variable.type == "Num":
        return column.kind == "number" or score >= SURE
    codelist = best_codelist(column, variable)
    if codelist and codelist.name == "ND" and not share(column, codelist):
        return False
    return score >= SURE or codelist is None or (codelist.extensible and score >= WORDS) or share(column, codelist) > 0


def is_foreign(name: str, domain: str) -> bool:
    """Tell whether a column bears the code of another domain before it, as those of a table of all forms: ae_start."""
    code, separator, _ = bare(name).upper().replace(" ", "_").partition("_")
    return bool(separator) and code in load_tables().tables and code not in {domain, *ALIAS.get(domain, ())}


def _answers_no(column: SurveyedColumn) -> bool:
    """Tell whether a column may say that something was or was not so: by its values, or by NOT in its name."""
    lists = [codelist for name in ("NY", "ND") if (codelist := published(name))]
    said = any(share(column, codelist) > 0 for codelist in lists) or column.kind == "empty"
    return said or "NOT" in squeezed(column.name) or any(squeezed(value) == "ONGOING" for value in column.values)


def _guesses(column: SurveyedColumn, form: Form, dataset: StandardDataset) -> Iterator[Match]:
    """Give the matches of a column that its name does not tell: by values of a codelist, by a name that is near."""
    if is_foreign(column.name, dataset.dataset):
        return
    if column.kind == "text" and 1 < column.distinct <= MANY:
        told = [name for name in asked(dataset).variables if _is_of(column, dataset.variables[name])]
        yield from (Match(column, name, "value", VALUES) for name in told[:1] if len(told) == 1)
    for stem in _stems(column, form, dataset):
        for name in asked(dataset).variables:
            near = max(SequenceMatcher(None, stem, one).ratio() for one in (name, name.removeprefix(dataset.dataset)))
            if near >= CLOSE and len(stem) > 3 and _agrees(column, dataset.variables[name], near):  # noqa: PLR2004 - a code is no name
                yield Match(column, name, "value", NEAR)


def _is_of(column: SurveyedColumn, variable: StandardVariable) -> bool:
    """Tell whether values are terms of a variable; single letters tell nothing: m and f are units as well."""
    if all(len(value.strip()) <= 1 for value in column.values):
        return False
    lists = [one for one in codelists_of(variable) if one.name not in {"NY", "ND"}]
    return any(share(column, one) >= LIKE for one in lists)


def _agrees(column: SurveyedColumn, variable: StandardVariable, near: float) -> bool:
    """Tell whether values bear out that a name is nearly that of a variable; where none can, it must be nearer."""
    if variable.described.startswith("ISO 8601 datetime"):
        return column.kind == "date"
    if variable.type == "Num" or column.kind in {"date", "time", "empty"}:
        return variable.type == "Num" and column.kind == "number"
    lists = codelists_of(variable)
    return any(share(column, one) >= LIKE for one in lists) if lists else near >= (1 + CLOSE) / 2
