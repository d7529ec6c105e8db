"""Names in specifications that become names of files: none leads out of its folder, on any system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator

RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Names that Windows keeps for devices, with any ending."""
LONGEST = 64
_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")
_DRIVE = re.compile(r"[A-Za-z]:")
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')


def plain_name(text: str) -> str:
    """Give back a name that can be that of a file on any system; raises ValueError for another one."""
    if len(text) > LONGEST or not _NAME.fullmatch(text) or _is_reserved(text):
        message = (
            f"the name '{text}' cannot be that of a file: expected at most {LONGEST} letters, digits, blanks, "
            "and _ - . within"
        )
        raise ValueError(message)
    return text


def inner_file(text: str) -> str:
    """Give back the path of a file that lies inside its folder, such as lab/central.csv; else raises ValueError."""
    if leads_out(text):
        message = f"'{text}' leads out of its folder: expected a path below it, such as lab/central.csv"
        raise ValueError(message)
    path = PurePosixPath(text)
    if not path.name or _FORBIDDEN.search(text) or any(_is_reserved(part) for part in path.parts):
        message = f"'{text}' cannot be the name of a file on every system"
        raise ValueError(message)
    return text


def leads_out(text: str) -> bool:
    """Tell whether a path leads out of the folder it is said of, on any system."""
    path = PurePosixPath(text)
    return path.is_absolute() or ".." in path.parts or "\\" in text or bool(_DRIVE.match(text))


def _is_reserved(name: str) -> bool:
    return name.partition(".")[0].strip().casefold() in RESERVED


Name: TypeAlias = Annotated[str, AfterValidator(plain_name)]
"""A name that becomes that of a file in the package."""
InnerFile: TypeAlias = Annotated[str, AfterValidator(inner_file)]
"""A file below the study's folder, or below that of its raw exports."""


def alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each name that differs from an earlier one only in case: their files would be one on some systems."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            yield name, first


T = TypeVar("T")


def no_case_alone(tables: dict[str, T]) -> dict[str, T]:
    """Give back tables none of whose names differs from another only in case; raises ValueError for others."""
    twice = [f"table '{name}' is called as '{first}' but for case" for name, first in alike(tables)]
    if twice:
        raise ValueError("; ".join(twice))
    return tables


def apart(what: str, name: Callable[[Any], str]) -> AfterValidator:
    """Make the check that no two of a list have one name; it raises ValueError that says which do."""

    def checked(listed: tuple[T, ...]) -> tuple[T, ...]:
        twice = sorted(one for one, n in Counter(map(name, listed)).items() if n > 1)
        if twice:
            raise ValueError("; ".join(f"{what} {one} stands twice" for one in twice))
        return listed

    return AfterValidator(checked)
