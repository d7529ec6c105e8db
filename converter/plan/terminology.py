"""Resolve the codelists a study names: published ones, extended by the study, and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.spec.terminology import Codelist

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from converter.spec.study import Study, StudyCodelist


def resolved_codelist(name: str, study: Study, published: Callable[[str], Codelist | None]) -> Codelist | None:
    """Give a codelist by name as the study uses it, or nothing where nobody knows it.

    A study's own terms are marked as extended where they are added to a published codelist.
    """
    own = study.codelists.get(name)
    if own is None:
        return published(name)
    base = published(own.extends) if own.extends else None
    if base is None:
        return Codelist(name=name, label=own.label or name, extensible=True, source=own.source, terms=own.terms)
    published_values = base.by_value
    new = (term for term in own.terms if term.value not in published_values)
    added = tuple(term.model_copy(update={"extended": True}) for term in new)
    return base.model_copy(update={"name": name, "terms": base.terms + added})


def codelist_problems(
    study: Study, published: Callable[[str], Codelist | None], names: Iterable[str], line: Callable[[str], int]
) -> Iterator[Problem]:
    """Find study codelists that extend what is not published, or what may not be extended."""
    known = tuple(names)
    for name, own in study.codelists.items():
        path = f"codelists.{name}.extends"
        yield from _extension_problems(own, published, known, path, line(name))


def _extension_problems(
    own: StudyCodelist,
    published: Callable[[str], Codelist | None],
    known: tuple[str, ...],
    path: str,
    line: int,
) -> Iterator[Problem]:
    if not own.extends:
        return
    base = published(own.extends)
    if base is None:
        yield Problem("study.yaml", line, path, f"unknown codelist '{own.extends}'", nearest(own.extends, known))
    elif not base.extensible:
        yield Problem("study.yaml", line, path, f"codelist {own.extends} ({base.code}) is not extensible")


def used_codelists(names: Iterable[str], resolve: Callable[[str], Codelist | None]) -> Mapping[str, Codelist]:
    """Resolve every name that is known, in order of name."""
    found = {name: resolve(name) for name in sorted(set(names))}
    return {name: codelist for name, codelist in found.items() if codelist is not None}
