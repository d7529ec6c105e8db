"""Published figures of a study: a tree of numbers and words, and the reasons why some are not derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from pydantic import model_validator

from converter.errors import Problem, SpecError
from converter.spec.model import Model
from converter.spec.study import PublishedFiles
from converter.spec.text.paths import inside
from converter.spec.text.problems import validated
from converter.spec.text.yaml import Document, load_yaml

EQUAL, DIFFERS, MISSING, LEFT_OUT = "equal", "differs", "not derived", "left out"
"""How a derived figure stands to the published one."""
Leaf: TypeAlias = "str | int | float | bool | list[Leaf] | None"


class LeftOut(Model):
    """A figure that is not derived, and why: a `path` with all below it, or a last `name` wherever it stands."""

    path: str = ""
    name: str = ""
    reason: str

    @model_validator(mode="after")
    def _names_figures(self) -> LeftOut:
        if bool(self.path) == bool(self.name):
            message = "expected either the path or the name of figures"
            raise ValueError(message)
        return self

    def covers(self, path: str) -> bool:
        """Tell whether a path is left out by this."""
        return f"{path}.".startswith(f"{self.path}.") if self.path else path.rpartition(".")[2] == self.name


class _List(Model):
    left_out: tuple[LeftOut, ...]


class Published(Model):
    """Every published figure by its path such as 'table1.male.total.n', and what is left out.

    A figure counts as inferred where the file says so: its name ends in '_inferred', or `src: INF` stands beside it.
    """

    figures: dict[str, object]
    inferred: frozenset[str] = frozenset()
    left_out: tuple[LeftOut, ...] = ()

    def reason(self, path: str) -> str:
        """Give the reason why a figure is left out; blank where it is not."""
        return next((one.reason for one in self.left_out if one.covers(path)), "")


def load_published(files: PublishedFiles | None, folder: Path) -> Published:
    """Load the published figures of a study folder; nothing where it names none. Raises SpecError."""
    if files is None:
        return Published(figures={})
    tree = load_yaml(inside(folder, files.figures))
    if not isinstance(tree.data, Mapping):
        raise SpecError([Problem(tree.file, 1, "", "expected figures under their names, such as table1: {n: 33}")])
    found = dict(leaves(tree.data))
    left_out: tuple[LeftOut, ...] = ()
    if files.left_out:
        document = load_yaml(inside(folder, files.left_out))
        left_out = validated(_List, _under("left_out", document)).left_out
    inferred = frozenset(path for path in found if _is_inferred(path, found))
    return Published(figures=found, inferred=inferred, left_out=left_out)


def _under(key: str, document: Document) -> Document:
    lines = {(): 1, **{(key, *trail): line for trail, line in document.lines.items()}}
    return Document(document.file, {key: document.data}, lines)


def leaves(tree: Mapping[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    """Give every leaf of a tree with its dotted path; a list is one leaf."""
    for key, value in tree.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            yield from leaves(value, name)
        else:
            yield name, value


def _is_inferred(path: str, found: Mapping[str, object]) -> bool:
    parents = path.split(".")
    beside = (".".join([*parents[:size], "src"]) for size in range(1, len(parents)))
    return any(part.endswith("_inferred") for part in parents) or any(
        str(found.get(name, "")).startswith("INF") for name in beside
    )
