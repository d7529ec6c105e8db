"""Resolve the codelists a study names: published ones, extended by the study, and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.spec.standards.terminology import Codelist, Term
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from converter.spec.load import StudyFiles
    from converter.spec.study import Study, StudyCodelist


def resolved_codelist(name: str, study: Study, published: Callable[[str], Codelist | None]) -> Codelist | None:
    """Give a codelist by name as the study uses it, or nothing where nobody knows it.

    A study's own terms are marked as extended where they are added to a published codelist.
    """
    own = study.codelists.get(name)
    if own is None:
        return published(name)
    base = published(own.extends or own.subset_of) if own.extends or own.subset_of else None
    if base is None:
        said = {"label": own.label or name, "code": own.code, "source": own.source, "terms": own.terms}
        said["comment"] = own.comment
        return Codelist(name=name, extensible=True, whole=own.whole, **said)
    if own.subset_of:
        said = {"label": own.label or base.label, "comment": own.comment, "terms": tuple(_of(base, own.terms))}
        return base.model_copy(update={"name": name, "whole": True, **said})
    published_values = base.by_value
    new = (term for term in own.terms if term.value not in published_values)
    added = tuple(term.model_copy(update={"extended": True}) for term in new)
    return base.model_copy(update={"name": name, "terms": base.terms + added})


def _of(base: Codelist, terms: Iterable[Term]) -> Iterator[Term]:
    """Give the terms of a subset, those that say nothing but their value as published; others are extensions."""
    known = base.by_value
    for term in terms:
        other = known.get(term.value)
        if other is None:
            yield term.model_copy(update={"extended": True})
        elif term.code or term.decode:
            yield term.model_copy(update={"synonyms": term.synonyms or other.synonyms})
        else:
            yield other.model_copy(update={"rank": term.rank})


def codelist_problems(
    files: StudyFiles, published: Callable[[str], Codelist | None], names: Iterable[str]
) -> Iterator[Problem]:
    """Find study codelists without terms, with a term twice, or that extend what may not be or is not published."""
    known = tuple(names)
    for name, own in files.study.codelists.items():
        for key, message, hint in _faults(own, published, known):
            path = ("codelists", name, key)
            yield Problem(*files.place("", *path), dotted(path), message, hint)


def _faults(
    own: StudyCodelist, published: Callable[[str], Codelist | None], known: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    values = [term.value for term in own.terms]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield "terms", f"the term '{value}' stands twice", "delete one"
    if not values:
        yield "terms", "expected at least one term, got none", "list the terms of the codelist, or those it adds"
    key, named = ("subset_of", own.subset_of) if own.subset_of else ("extends", own.extends)
    if not named:
        return
    base = published(named)
    if base is None:
        yield key, f"unknown codelist '{named}'", nearest(named, known)
    elif own.subset_of:
        return
    elif not base.extensible:
        yield "extends", f"codelist {own.extends} ({base.code}) is not extensible", ""


def used_codelists(names: Iterable[str], resolve: Callable[[str], Codelist | None]) -> Mapping[str, Codelist]:
    """Resolve every name that is known, in order of name."""
    found = {name: resolve(name) for name in sorted(set(names))}
    return {name: codelist for name, codelist in found.items() if codelist is not None}
