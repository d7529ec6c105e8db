"""What one terminology package says that another does not: codelists and terms that are new, changed or retired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from converter.spec.standards.terminology import Codelist, Term

Kind = Literal["new", "changed", "retired"]
Codelists = Mapping[str, Codelist]


@dataclass(frozen=True)
class Change:
    """One change: of a codelist (`value` blank) or of a term; `was` and `now` say how a changed one differs.

    `used` names where the value is in use, such as LB.LBTESTCD.
    """

    kind: Kind
    codelist: str
    code: str
    value: str = ""
    was: str = ""
    now: str = ""
    used: tuple[str, ...] = ()


def changes(old: Codelists, new: Codelists) -> Iterator[Change]:
    """Give every change from one package to another, in order of the name of the codelist.

    A codelist, and a term of it, is known again by its C-code, and by its name where it has none. A term that is called
    otherwise is changed under the value that it had.
    """
    before, after = ({_key(one): one for one in every.values()} for every in (old, new))
    for key in sorted({*before, *after}, key=lambda key: (after.get(key) or before[key]).name):
        was, now = before.get(key), after.get(key)
        if was and now:
            yield from _within(was, now)
        elif one := was or now:
            yield Change("retired" if was else "new", one.name, one.code)


def _within(was: Codelist, now: Codelist) -> Iterator[Change]:
    differs = [(was.name, now.name), (_extensible(was), _extensible(now))]
    for before, after in differs:
        if before != after:
            yield Change("changed", was.name, was.code, "", before, after)
    known, there = ({_key(term): term for term in one.terms} for one in (was, now))
    for key in [*known, *(key for key in there if key not in known)]:
        yield from _of_term(was, known.get(key), there.get(key))


def _of_term(codelist: Codelist, was: Term | None, now: Term | None) -> Iterator[Change]:
    place = (codelist.name, codelist.code)
    if was and now:
        for before, after in ((was.value, now.value), (was.decode, now.decode)):
            if before != after:
                yield Change("changed", *place, was.value, before, after)
                return
    elif one := was or now:
        yield Change("retired" if was else "new", *place, one.value)


def _extensible(codelist: Codelist) -> str:
    return "extensible" if codelist.extensible else "not extensible"


def _key(one: Codelist | Term) -> str:
    """Know a codelist or term again: by its C-code, else by its name."""
    return one.code or (one.name if isinstance(one, Codelist) else one.value)
