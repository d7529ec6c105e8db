"""A package beside what its study gives again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from converter.compute.several import several
from converter.report.json import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = "converter.verification/1"


@dataclass(frozen=True)
class Moved:
    """What is listed twice: names whose content changed, that are gone, that are new."""

    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Tell whether both lists are the same."""
        return not (self.changed or self.gone or self.new)


@dataclass(frozen=True)
class Verification:
    """A package of so many `files` of so many `sources`, and what is not as its manifest says.

    `altered` are files of the package that were changed, lost or added since it was written. Where it was `rebuilt`:
    the versions of packages, the inputs and the outputs that differ.
    """

    sources: int
    files: int
    altered: tuple[str, ...]
    versions: Moved = field(default_factory=Moved)
    inputs: Moved = field(default_factory=Moved)
    outputs: Moved = field(default_factory=Moved)
    rebuilt: bool = False

    @property
    def verified(self) -> bool:
        """Tell whether the package is as it was written, and its study gives it again."""
        return not self.altered and self.outputs.none and self.inputs.none


def verification_text(verification: Verification) -> str:
    """Word a verification: what is not as the manifest says, by name, and the answer in the last line."""
    parts = (
        ("altered since it was written", Moved(changed=verification.altered)),
        ("inputs", verification.inputs),
        ("versions", verification.versions),
        ("outputs made anew", verification.outputs),
    )
    return "".join(line for name, moved in parts for line in _moved(name, moved)) + _answer(verification) + "\n"


def _moved(name: str, moved: Moved) -> Iterator[str]:
    for kind, names in (("changed", moved.changed), ("gone", moved.gone), ("new", moved.new)):
        if names:
            yield f"{name}: {len(names):,} {kind}\n"
            yield from (f"  {one}\n" for one in names)


def _answer(verification: Verification) -> str:
    files, sources = several(verification.files, "file"), several(verification.sources, "input")
    if verification.altered:
        return "not verified: the package is not as it was written"
    if not verification.rebuilt:
        return f"as it was written: {files}; not made anew"
    if not verification.inputs.none:
        return "not verified: the inputs are others than those of the package"
    if not verification.outputs.none:
        return f"not verified: from the same {sources} other bytes, first {_first(verification.outputs)}"
    return f"verified: {files}, the same bytes from the same {sources}"


def _first(moved: Moved) -> str:
    return min((*moved.changed, *moved.gone, *moved.new))


def verification_json(verification: Verification) -> str:
    """Write a verification as JSON."""
    return as_json({"schema": SCHEMA, "verified": verification.verified, **asdict(verification)})
