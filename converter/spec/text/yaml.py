"""Load YAML safely, knowing the line of every value; what is no YAML of ours is told with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from converter.errors import Problem, SpecError

Trail: TypeAlias = tuple[str | int, ...]

LIMIT = 20_000_000
DEEPEST = 50
"""Levels of nesting; specifications have about ten."""
LARGEST = 10**15
"""What a number is below: beyond it not every whole number is exact."""
DIGITS = 20
"""Digits of a whole number that are read: more of them are too large in any case."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or the direction of text; tabs and ends of lines are not among them."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?$")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_PLAIN = re.compile(r"[A-Za-z0-9_/()+.;=<>-][A-Za-z0-9_/()+.;=<> -]*[A-Za-z0-9_/()+.;=<>-]|[A-Za-z0-9_]")
_TRAP = re.compile(
    r"(?i)[-+]?[0-9.]+(e[-+]?\d+)?|\d{4}-\d{2}-\d{2}|true|false|null|yes|no|on|off|y|n|~|[-<>=+;].*|.*\s-\s.*"
)
_MENDS = {
    "tab character": "indent with blanks, not tabs",
    "cannot start any token": "indent with blanks, not tabs; quote text that begins with @, ` or %",
    "block sequence entries are not allowed": "a list begins on a line of its own, indented with blanks",
    "found another document": "a file holds one document: delete the line ---",
    "mapping values are not allowed": 'text with ": " in it wants quotes, and keys of one level one indentation',
    "did not find expected": "look at the indentation, and at quotes and brackets that are not closed",
    "unexpected end of stream": "look for quotes that are not closed",
}


@dataclass(frozen=True)
class Document:
    """One YAML file, or a part of it: its data, its name in messages, and the line of each path.

    `at` is where a part stands in its file; `moved` says of a path that was filled in where that is written.
    """

    file: str
    data: Any
    lines: dict[Trail, int] = field(default_factory=dict, repr=False)
    at: Trail = ()
    moved: Mapping[Trail, Trail] = field(default_factory=dict, repr=False)

    def written(self, path: Trail) -> Trail:
        """Give where in its file a path is written: elsewhere, if what stands there is said once for several places."""
        whole = (*self.at, *path)
        for size in range(len(whole), 0, -1):
            if whole[:size] in self.moved:
                return (*self.moved[whole[:size]], *whole[size:])
        return whole

    def line(self, path: Trail) -> int:
        """Give the 1-based line of a path, or of its nearest ancestor that exists."""
        path = self.written(path)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Trail, message: str, hint: str = "") -> Problem:
        """Say what is wrong with what stands at a path, where it is written."""
        return Problem(self.file, self.line(path), dotted(self.written(path)), message, hint)

    def below(self, path: Trail, data: object) -> Document:
        """Give what stands below a path as a document of its own, which knows its place and its lines."""
        return replace(self, data=data, at=(*self.at, *path))


def load_yaml(path: Path, name: str = "") -> Document:
    """Load one YAML file as plain text, numbers, true/false, lists and mappings, under `name` in messages.

    Words such as NO, Y, ON and dates stay text, as in YAML 1.2. Tags, aliases, duplicate keys, a second document,
    control characters, numbers that are not exact, deep nesting, other encodings than UTF-8 and files over 20 MB are
    refused with SpecError.
    """
    name = name or path.as_posix()
    node = _composed(path, name)
    problems: list[Problem] = []
    lines: dict[Trail, int] = {}
    data = None if node is None else _value(node, (), name, lines, problems)
    if problems:
        raise SpecError(problems)
    return Document(name, data, lines)


def _composed(path: Path, name: str) -> yaml.Node | None:
    text = _text(path, name)
    try:
        _refuse_traps(text, name)
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = " ".join(part for part in (error.context, error.problem) if part)
        raise SpecError([Problem(name, mark.line + 1 if mark else 0, "", f"not YAML: {told}", _mend(told))]) from error
    except yaml.YAMLError as error:
        raise SpecError([Problem(name, 0, "", f"not YAML: {error}".replace("\n", " "))]) from error


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LIMIT:
            raise SpecError([Problem(name, 0, "", f"larger than {LIMIT:,} bytes")])
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SpecError([Problem(name, 0, "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SpecError(
            [Problem(name, line, "", f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]
        ) from error
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise SpecError([Problem(name, line, "", _controlled(control[0]), "delete it")])
    return text


def _controlled(character: str) -> str:
    return f"the control character U+{ord(character):04X} is not allowed"


def _mend(told: str) -> str:
    """Say how to mend the mistakes in YAML that are made most."""
    return next((mend for sign, mend in _MENDS.items() if sign in told), "")


def _refuse_traps(text: str, name: str) -> None:
    """Refuse what makes one text stand for another, and nesting so deep that walking down it would fail."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise SpecError(
                [Problem(name, line, "", f"nested deeper than {DEEPEST} levels", "is a bracket not closed?")]
            )
        _refuse(event, name, line)


def _refuse(event: yaml.Event, name: str, line: int) -> None:
    """Refuse aliases, tags, and control characters that are escaped."""
    if isinstance(event, yaml.AliasEvent):
        raise SpecError([Problem(name, line, "", f"alias '*{event.anchor}' is not allowed", "write the value out")])
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise SpecError([Problem(name, line, "", f"tag '{tag}' is not allowed", "write the value without it")])
    control = CONTROL.search(event.value) if isinstance(event, yaml.ScalarEvent) else None
    if control:
        raise SpecError([Problem(name, line, "", _controlled(control[0]), "delete it")])


def _value(node: yaml.Node, path: Trail, name: str, lines: dict[Trail, int], problems: list[Problem]) -> Any:  # noqa: ANN401
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, name, lines, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), name, lines, problems) for i, item in enumerate(node.value)]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    value = _scalar(node.value) if plain else node.value
    said = _doubtful(value) if plain else None
    if said:
        problems.append(Problem(name, node.start_mark.line + 1, dotted(path), *said))
    return value


def _doubtful(value: object) -> tuple[str, str] | None:
    """Say what is wrong with a value without quotes, and how to mend it; nothing where it is as it seems."""
    if isinstance(value, int | float) and not -LARGEST < value < LARGEST:
        return "the number is too large to be exact", "write it as text, in quotes"
    if isinstance(value, str) and value.endswith('"') and value.count('"') % 2:
        return f"{value} ends in a quote that nothing opens", "open it, or write the whole text in single quotes"
    return None


def _mapping(
    node: yaml.MappingNode, path: Trail, name: str, lines: dict[Trail, int], problems: list[Problem]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if not key.strip() or ("\n" in key and key_node.style != '"'):
            hint = 'a column whose name has lines is written in double quotes: "one\\ntwo"' if key.strip() else ""
            problems.append(Problem(name, line, dotted(path), "a key must be text of one line", hint))
            continue
        if key in found:
            problems.append(Problem(name, line, dotted((*path, key)), f"key '{key}' stands twice", "delete one"))
        lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), name, lines, problems)
    return found


def _scalar(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text[:DIGITS])
    return float(text) if _FLOAT.match(text) else text


def dotted(path: Sequence[str | int]) -> str:
    """Write a path as people do: records[0].map.AETERM."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def quoted(text: str) -> str:
    """Write text so that every YAML reader takes it as text."""
    plain = _PLAIN.fullmatch(text) and not _TRAP.fullmatch(text)
    return text if plain else json.dumps(text, ensure_ascii=False)
