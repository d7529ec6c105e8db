"""The changes from one terminology package to another, as text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from converter.spec.standards.terminology_change import Change

MOST = 12
"""Terms of a codelist that a line names; JSON has all of them."""


def changes_text(changes: Sequence[Change]) -> str:
    """Word the changes: first those of values in use, then counts, then each codelist with its terms."""
    return "\n".join([*_in_use(changes), *_counts(changes), *_codelists(changes)]) + "\n"


def _in_use(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        if one.used:
            what = f"'{one.value}'" if one.value else "the codelist"
            now = f": '{one.was}' is '{one.now}' now" if one.kind == "changed" else ""
            yield f"in use: {one.codelist} {one.code}: {what} is {one.kind}{now} ({', '.join(one.used)})"


def _counts(changes: Sequence[Change]) -> Iterator[str]:
    for kind in ("new", "changed", "retired"):
        of_kind = [one for one in changes if one.kind == kind]
        counted = Counter("terms" if one.value else "codelists" for one in of_kind)
        yield f"{kind}: {counted['codelists']} codelists, {counted['terms']} terms"


def _codelists(changes: Sequence[Change]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for one in changes:
        groups[one.codelist, one.code].append(one)
    for (name, code), of_list in groups.items():
        whole = [f"is {one.kind}" + (f": {_told(one)}" if one.was else "") for one in of_list if not one.value]
        yield f"{name} {code}" + (f" {'; '.join(whole)}" if whole else "")
        for kind in ("new", "changed", "retired"):
            told = [_told(one) for one in of_list if one.value and one.kind == kind]
            more = f" and {len(told) - MOST} more" if len(told) > MOST else ""
            if told:
                yield f"  {kind}: {', '.join(told[:MOST])}{more}"


def _told(one: Change) -> str:
    return f"{one.was} -> {one.now}" if one.was else one.value
