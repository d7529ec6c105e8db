"""Specifications in several files as one: those of SDTM and of ADaM, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from converter.compute.difference import renamed
from converter.spec.described.description import DefineFile, Submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


def joined(parts: Sequence[Submission]) -> Submission:
    """Join specifications; the first goes first. A codelist of the same name with other terms gets another name."""
    whole = parts[0]
    for number, part in enumerate(parts[1:], start=2):
        whole = _with(whole, _renamed(part, whole, number))
    return whole


def _with(whole: Submission, part: Submission) -> Submission:
    known = {(one.name, one.version, one.publishing_set) for one in whole.standards}
    added = tuple(one for one in part.standards if (one.name, one.version, one.publishing_set) not in known)
    shown = {one.name for one in whole.define.displays}
    return Submission(
        study=whole.study if whole.study.name else part.study,
        standards=(*whole.standards, *added),
        datasets={**part.datasets, **whole.datasets},
        codelists={**part.codelists, **whole.codelists},
        dictionaries={**part.dictionaries, **whole.dictionaries},
        places={**part.places, **whole.places},
        define=DefineFile(
            context=whole.define.context or part.define.context,
            comment=whole.define.comment or part.define.comment,
            standards=(*whole.define.standards, *part.define.standards),
            methods=_by_text(whole.define.methods, part.define.methods),
            comments=_by_text(whole.define.comments, part.define.comments),
            documents={**part.define.documents, **whole.define.documents},
            displays=(*whole.define.displays, *(one for one in part.define.displays if one.name not in shown)),
        ),
    )


def _by_text(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    known = {one.text for one in first}  # type: ignore[attr-defined]
    return (*first, *(one for one in second if one.text not in known))  # type: ignore[attr-defined]


def _renamed(part: Submission, whole: Submission, number: int) -> Submission:
    """Give codelists and dictionaries whose names mean something else already names of their own."""
    lists = {one: f"{one}_{number}" for one in _unlike(part.codelists, whole.codelists)}
    dictionaries = {one: f"{one}_{number}" for one in _unlike(part.dictionaries, whole.dictionaries)}
    return renamed(part, lists, dictionaries)


def _unlike(first: Mapping[str, T], second: Mapping[str, T]) -> list[str]:
    return [name for name in first if name in second and first[name] != second[name]]
