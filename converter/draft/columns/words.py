"""Names of columns taken apart: AESTDAT, IT.AESTDAT, StartDate and 'Start Date' ask for the same words."""

from __future__ import annotations

import re
from functools import cache

from converter.spec.collection import load_fields, load_names, load_tables, load_tests, load_words

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_PART = re.compile(r"[A-Za-z]+|\d+")
_UNIT = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_VENDOR = re.compile(r"^(?:IT|I|F|IG|SE)[._](?=.*[A-Za-z])|_E\d+(?:_\d+)?_C\d+$")
"""What systems set before and behind the names of items: IT.AETERM, I_AE_AETERM, SYSBP_E1_C2."""
_FORM = re.compile(r"([A-Z0-9]{2,8})_(?=[A-Za-z]{2,})")
"""The code of a form between what a system sets before a name and the name: AE of I_AE_AETERM."""
SHORTEST = 3
"""Letters that a text without blanks has, at least, of which words are sought."""


def squeezed(text: str) -> str:
    """Write a name by its letters and digits alone, in upper case."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def bare(name: str) -> str:
    """Give a name without what a system sets before or behind it, and without a unit in brackets."""
    text = _UNIT.sub("", name.strip())
    plain = _VENDOR.sub("", text)
    form = _FORM.match(plain) if not text.startswith(plain) else None
    if form and (form[1] in load_tables().tables or squeezed(plain[form.end() :]) not in _endings()):
        plain = plain[form.end() :]
    return plain.rpartition(".")[2] or plain


@cache
def _endings() -> frozenset[str]:
    """Give what stands behind the name of an answer where a column holds another form of it, its unit or a limit."""
    names = load_names()
    every = (*names.typed, *names.coded, *names.decoded, *names.parts, *names.unit, *names.low, *names.high)
    return frozenset(map(squeezed, every))


def unit_in(name: str) -> str:
    """Give the unit that stands in brackets behind a name: g/dL of 'HGB (g/dL)'."""
    found = _UNIT.search(name.strip())
    return found[1].strip() if found else ""


def words_of(text: str) -> frozenset[str]:
    """Give the words of a name or label, abbreviations written out, without those that tell nothing."""
    return frozenset(word for word in _spelled(text) if word not in load_words().silent)


@cache
def _spelled(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in _PART.findall(_CAMEL.sub(" ", text)):
        for word in _taken_apart(part.lower()):
            found += load_words().abbreviations.get(word, singular(word)).split()
    return tuple(found)


def singular(word: str) -> str:
    """Write a word of several as one of them: events, event; but not of illness or status."""
    return word[:-1] if len(word) > SHORTEST and word.endswith("s") and word[-2] not in "sui" else word


@cache
def _taken_apart(word: str) -> tuple[str, ...]:
    """Take a word apart that is several known ones written together, with as few parts as can be: dtcol is dt, col."""
    known = _vocabulary()
    if word in known or singular(word) in known or len(word) < SHORTEST:
        return (word,)
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        starts = [start for start in best if word[start:end] in known]
        if starts:
            best[end] = min(((*best[start], word[start:end]) for start in starts), key=len)
    return best.get(len(word), (word,))


@cache
def _vocabulary() -> frozenset[str]:
    """Give every word of two letters or more that fields, tables and abbreviations are made of."""
    fields, tests = load_fields(), load_tests()
    asked = [field for group in (fields.classes, fields.domains) for one in group.values() for field in one.values()]
    phrases = [phrase for field in asked for phrase in field.words]
    phrases += [phrase for one in load_tables().tables.values() for phrase in one]
    phrases += [phrase for one in tests.names.values() for names in one.values() for phrase in names]
    words = {word for phrase in phrases for word in phrase.split()} | set(load_words().abbreviations)
    return frozenset(word for word in words if len(word) > 1)
