"""The YAML of a study as places that can be damaged: every key and every value with where it stands in the text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

NAMED = frozenset(
    {
        *(
            "tables",
            "unused",
            "rename",
            "lookups",
            "elements",
            "arms",
            "branch",
            "transition",
            "codelists",
            "documents",
        ),
        *(
            "dictionaries",
            "severities",
            "supplemental",
            "derive",
            "map",
            "variables",
            "items",
            "by",
            "columns",
            "digits",
        ),
        *("reproduces", "categories", "signs", "settings", "components", "set_values", "values", "terms", "windows"),
        *("where", "when", "any", "all", "not", "among", "below", "zero_where", "not_on", "conditions", "parameters"),
        *("new_var", "flag_var", "reason_var"),
        *("starts", "start_where", "recode", "ranks", "words", "cases", "labels", "sources", "sets", "codes", "groups"),
    }
)
"""Keys below which the author gives the names: what stands there is no key of ours."""
CONDITIONS = frozenset({"where", "when", "any", "all", "not", "population", "subjects", "records"})
"""Keys below which variables may stand, in upper case."""


@dataclass(frozen=True)
class Site:
    """One key with its value: the path of the key, and where key and value stand in the text (characters)."""

    path: tuple[str | int, ...]
    key: tuple[int, int]
    value: tuple[int, int]
    kind: str
    text: str

    @property
    def name(self) -> str:
        """The key."""
        return str(self.path[-1])

    @property
    def parents(self) -> tuple[str, ...]:
        """The keys above, the nearest first."""
        return tuple(step for step in reversed(self.path[:-1]) if isinstance(step, str))

    @property
    def ours(self) -> bool:
        """Whether the key is one that we name, not the author."""
        above = self.parents[0] if self.parents else ""
        return above not in NAMED and "lookups" not in self.path and not self.is_read

    @property
    def is_read(self) -> bool:
        """Whether the key is a variable that a condition reads."""
        return self.name.isupper() and self.parents[:1] != () and self.parents[0] in CONDITIONS


@dataclass(frozen=True)
class SpecFile:
    """One YAML file of a study: its name below the study's folder, and its text."""

    name: str
    text: str

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every key with its value."""
        node = yaml.compose(self.text, Loader=yaml.SafeLoader)
        return tuple(_sites(node, ())) if node else ()

    def replaced(self, span: tuple[int, int], new: str) -> str:
        """Give the text with a part of it replaced."""
        return self.text[: span[0]] + new + self.text[span[1] :]

    def of(self, span: tuple[int, int]) -> str:
        """Give a part of the text."""
        return self.text[span[0] : span[1]]


def _sites(node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[Site]:
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _sites(item, (*path, number))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            where = (*path, str(key.value))
            text = value.value if isinstance(value, yaml.ScalarNode) else ""
            yield Site(where, _span(key), _span(value), value.id, text)
            yield from _sites(value, where)


def _span(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.index, node.end_mark.index


def spec_files(folder: Path) -> list[SpecFile]:
    """Read the specification of a study, without its data."""
    found = [
        folder / "study.yaml",
        *(path for part in ("sdtm", "adam", "results") for path in folder.glob(f"{part}/*")),
    ]
    names = sorted(path for path in found if path.suffix == ".yaml")
    return [SpecFile(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in names]


def misspelt(word: str, known: frozenset[str], rng: random.Random) -> str:
    """Misspell a word as fingers do, so that it is none that is known; blank where that cannot be."""
    for _ in range(50):
        at = rng.randrange(len(word))
        typos = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        )
        made = rng.choice(typos)
        if made and made != word and made not in known and made.upper() not in known:
            return made
    return ""
