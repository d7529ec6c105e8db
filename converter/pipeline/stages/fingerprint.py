"""The fingerprint of what a stage rests on: two that are the same let it give the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from types import FunctionType
from typing import TypeAlias

from converter.spec.analysis import Analysis
from converter.spec.dataset import DatasetSpec, Description
from converter.spec.domain import Domain
from converter.spec.library import specs_folder
from converter.spec.model import Model
from converter.spec.study import Identity, Study
from converter.steps import BoundRule
from converter.write.folder.ours import sha256 as sha256_of

LIBRARIES = (
    *("pandas", "numpy", "scipy", "pyarrow", "pyreadstat", "python_calamine", "pydantic", "lxml", "defineutils"),
    *("matplotlib", "great_tables"),
)
Left: TypeAlias = Mapping[type, frozenset[str]]

PLACES: Left = {BoundRule: frozenset({"place"})}
"""Where the specification says a thing moves with every line above it, and makes no difference."""
NAMES = frozenset({"conditions", "sources"})
OF_STEPS = frozenset({"defaults", "parameters"})
"""What study.yaml and a dataset say once: it counts in the steps that it is said for."""
DATA: Left = {
    **PLACES,
    BoundRule: frozenset({"place", "method", "origin"}),
    Description: frozenset({"label", "origin", "method", "comment"}),
    DatasetSpec: frozenset({"label", "structure", "comment"}),
    Domain: frozenset({"structure", "comment", *OF_STEPS}),
    Analysis: frozenset({"label", "structure", "comment", *OF_STEPS}),
    Identity: frozenset({"created"}),
    Study: frozenset({"accepted", "severities", "guide", "crf", "documents", "published", "raw", "from_", *NAMES}),
}
"""What describes data and makes none of it."""


def fingerprint(value: object, without: Left = PLACES) -> str:
    """Give the SHA-256 of a part of a plan; raises TypeError for what it cannot tell apart.

    `without` names the fields of its classes that make no difference.
    """
    text = json.dumps(_plain(value, without), ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _plain(value: object, without: Left) -> object:
    """Write a value as lists and texts, each class under its name; the order of mappings counts, that of sets not."""
    if value is None or isinstance(value, str | int | float):
        plain: object = value
    elif isinstance(value, Model):
        plain = _named(value, type(value).model_fields, without)
    elif is_dataclass(value) and not isinstance(value, type):
        plain = _named(value, [field.name for field in fields(value)], without)
    elif isinstance(value, Mapping):
        plain = ["map", *([_plain(key, without), _plain(one, without)] for key, one in value.items())]
    elif isinstance(value, AbstractSet):
        plain = ["set", *sorted(json.dumps(_plain(one, without)) for one in value)]
    elif isinstance(value, list | tuple):
        plain = [_plain(one, without) for one in value]
    else:
        plain = [type(value).__name__, _worded(value)]
    return plain


def _named(value: object, names: Iterable[str], without: Left) -> list[object]:
    left = {name for kind, some in without.items() if isinstance(value, kind) for name in some}
    return [
        type(value).__name__,
        *([name, _plain(getattr(value, name), without)] for name in names if name not in left),
    ]


def _worded(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, re.Pattern):
        return f"{value.pattern} {value.flags}"
    if isinstance(value, FunctionType):
        return f"{value.__module__}.{value.__qualname__}"
    message = f"no fingerprint of {type(value).__name__}"
    raise TypeError(message)


def _below(path: Path, root: Path) -> str:
    return f"{root.name}/{path.relative_to(root).as_posix()}"


@cache
def engine() -> str:
    """Give the SHA-256 of the converter itself, of the standards that ship with it and of what it computes with."""
    package = Path(__file__).parents[2]
    files = [*package.rglob("*.py"), *package.rglob("*.js"), *package.rglob("*.css"), *package.rglob("*.html")]
    files += [path for path in specs_folder().rglob("*") if path.is_file()]
    roots = (specs_folder(), package)  # which may hold the specifications
    named = sorted(
        (next(_below(path, root) for root in roots if root in path.parents), sha256_of(path)) for path in files
    )
    return fingerprint([named, python_version(), *(f"{name} {_version(name)}" for name in LIBRARIES)])


def _version(library: str) -> str:
    """Give the version of a library; blank where it is of an extra that is not installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
