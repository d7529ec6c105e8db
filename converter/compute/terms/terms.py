"""The terms that collected texts stand for: what is sure is taken, what may be several is told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.compute.terms.signs import spelled
from converter.spec.standards.terminology import Codelist

Fold = Callable[[str], str]
Pairs = list[tuple[str, str]]
Way = tuple[Fold, bool]
"""How texts are compared, and whether case and blanks are disregarded."""

_LETTERS = re.compile(r"[A-Za-z]+")
_TWO_PREFIXES = "mpzy"
"""Letters that are a prefix of SI in both cases, and mean another magnitude in each: milli and mega, pico and peta."""
_PREFIXED = frozenset(
    "a bar bq c cal ci eq f g gy h hz iu j kat l lm m mol n osm pa ppm rad s sv t u v w yr".split()  # noqa: SIM905
)
"""Units that a prefix stands before, in lower case."""
_TWO_UNITS = "ms"
"""Letters that are a unit in both cases, and another one in each: metre and molar, second and siemens."""
_OF_LENGTH = "cdk"
"""Prefixes that stand before the metre, and not before molar."""
_LARGE = "Cal"
"""What its capital makes a thousand times as large."""


@dataclass(frozen=True)
class Recognised:
    """What texts stand for: `read` tells it of each distinct one, `codes` which of these each text on `index` is."""

    read: pd.DataFrame
    codes: NDArray[np.int64]
    index: pd.Index

    @property
    def terms(self) -> pd.Series:
        """The term of each text, NaN where none or several may be meant."""
        return self._spread("term")

    @property
    def candidates(self) -> pd.Series:
        """The several terms that may be meant, else blank."""
        return self._spread("candidates")

    @property
    def folded(self) -> pd.Series:
        """Which texts are a term only without regard to case and blanks."""
        return self._spread("folded")

    def _spread(self, name: str) -> pd.Series:
        return pd.Series(self.read[name].array.take(self.codes), index=self.index)


def recognise(values: pd.Series, codelist: Codelist | None, given: Mapping[str, str] | None = None) -> Recognised:
    """Find the term of each text, outer blanks aside: the first of these that knows it decides.

    `given` to the letter; the submission values, then the synonyms and decodes, to the letter; then all of them in this
    order with signs spelled in ASCII (both signs of micro are u), then without regard to case and blanks. Of a
    codelist of units case counts where it means something: MU is not mU. A text that may be several terms is none of
    them. Blank text stands for itself, unless `given` says otherwise.
    """
    codes, distinct = pd.factorize(values)
    found = _found([text.strip() for text in distinct.tolist()], _stages(codelist, given or {}))
    read = pd.DataFrame(
        {
            "term": pd.Series([terms[0] if len(terms) == 1 else None for terms, _ in found], dtype="str"),
            "candidates": pd.Series([", ".join(terms) if len(terms) > 1 else "" for terms, _ in found], dtype="str"),
            "folded": pd.Series([folded for _, folded in found], dtype="bool"),
        }
    )
    return Recognised(read, codes, values.index)


def is_of_units(codelist: Codelist | None) -> bool:
    """Tell whether the terms of a codelist are units of measurement."""
    return codelist is not None and "unit" in codelist.label.casefold()


def without_case(text: str) -> str:
    """Write a text so that case and the number of blanks do not count."""
    return " ".join(spelled(text).casefold().split())


def unit_without_case(text: str) -> str:
    """Write a unit so that only case counts which may tell a magnitude or another unit.

    MG/DL is not mg/dL and mM not mm; mg/dl and Beats/MIN are mg/dL and beats/min.
    """
    return _LETTERS.sub(lambda letters: _unit_word(letters[0]), " ".join(spelled(text).split()))


def _unit_word(word: str) -> str:
    if len(word) == 1:
        return "L" if word == "l" else word  # both are the litre; other letters alone are two things
    first, rest = word[0], word[1:].lower()
    if word == _LARGE or (rest in _TWO_UNITS and first.lower() not in _OF_LENGTH):
        return word
    keeps = first.lower() in _TWO_PREFIXES and rest in _PREFIXED
    return (first if keeps else first.lower()) + rest


def _stages(codelist: Codelist | None, given: Mapping[str, str]) -> list[tuple[Pairs, Way]]:
    """Give what may know a text, in its order, and how texts are compared with it."""
    terms = codelist.terms if codelist else ()
    sources: tuple[Pairs, ...] = (
        [(text.strip(), term) for text, term in given.items()],
        [(term.value, term.value) for term in terms],
        [(text, term.value) for term in terms for text in (term.decode, *term.synonyms) if text],
    )
    fold = unit_without_case if is_of_units(codelist) else without_case
    ways: tuple[Way, ...] = ((str, False), (spelled, False), (fold, True))
    return [(pairs, way) for way in ways for pairs in sources]


def _terms_of(texts: Sequence[str], pairs: Pairs, fold: Fold) -> dict[str, tuple[str, ...]]:
    """List the terms of each text that has any, each once; to spell every term of a codelist of units is dear."""
    near = {without_case(text) for text in texts} if fold is unit_without_case else None
    terms: dict[str, dict[str, None]] = defaultdict(dict)
    for text, term in pairs:
        if near is None or without_case(text) in near:
            terms[fold(text)][term] = None
    return {text: tuple(terms[key]) for text in texts if (key := fold(text)) in terms}


def _found(texts: Iterable[str], stages: Iterable[tuple[Pairs, Way]]) -> list[tuple[tuple[str, ...], bool]]:
    """Give the terms each text may stand for, and whether it took disregard of case to find them.

    Most texts are known by the first stage, and the others are not looked at.
    """
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    unknown = list(texts)
    every = iter(stages)
    while unknown and (stage := next(every, None)) is not None:
        pairs, (fold, folded) = stage
        found |= {text: (terms, folded) for text, terms in _terms_of(unknown, pairs, fold).items()}
        unknown = [text for text in unknown if text not in found]
    return [found.get(text, (("",), False) if text == "" else ((), False)) for text in texts]
