"""What a study names and the converter ships: loaded, or told with the line at which it is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from converter.errors import SpecError
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.spec.load import StudyFiles

T = TypeVar("T")


def loaded(files: StudyFiles, path: tuple[str | int, ...], load: Callable[[], T]) -> T:
    """Load what study.yaml names at a path; raises SpecError that tells where."""
    try:
        return load()
    except SpecError as error:
        file, line = files.place("", *path)
        raise SpecError(
            one if one.file else replace(one, file=file, line=line, path=dotted(path)) for one in error.problems
        ) from error
