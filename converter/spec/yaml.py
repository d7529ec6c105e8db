"""Load YAML safely, knowing the line of every value, and turn what is wrong into problems a person can act on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from converter.errors import Problem, SpecError, nearest

M = TypeVar("M", bound=BaseModel)
Trail: TypeAlias = tuple[str | int, ...]

LIMIT = 20_000_000
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
_STANDARD_TAGS = ("tag:yaml.org,2002:",)


@dataclass(frozen=True)
class Document:
    """One YAML file: its data, its name in messages, and the line of each path."""

    file: str
    data: Any
    lines: dict[Trail, int] = field(default_factory=dict, repr=False)

    def line(self, path: Trail) -> int:
        """Give the 1-based line of a path, or of its nearest ancestor that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def below(self, path: Trail, data: object) -> Document:
        """Give what stands below a path as a document of its own, which knows its lines."""
        size = len(path)
        return Document(
            self.file, data, {trail[size:]: line for trail, line in self.lines.items() if trail[:size] == path}
        )


def load_yaml(path: Path, name: str = "") -> Document:
    """Load one YAML file as plain text, numbers, true/false, lists and mappings, under `name` in messages.

    Words such as NO, Y, ON and dates stay text, as in YAML 1.2. Tags, aliases, duplicate keys, other encodings than
    UTF-8 and files over 20 MB are refused with SpecError.
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
    if path.stat().st_size > LIMIT:
        raise SpecError([Problem(name, 0, "", f"larger than {LIMIT:,} bytes")])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError([Problem(name, 0, "", f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]) from error
    try:
        _refuse_aliases(text, name)
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SpecError([Problem(name, line, "", f"not YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise SpecError([Problem(name, 0, "", f"not YAML: {error}".replace("\n", " "))]) from error


def _refuse_aliases(text: str, name: str) -> None:
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise SpecError([Problem(name, line, "", f"alias '*{event.anchor}' is not allowed", "write the value out")])


def _value(node: yaml.Node, path: Trail, name: str, lines: dict[Trail, int], problems: list[Problem]) -> Any:  # noqa: ANN401
    lines.setdefault(path, node.start_mark.line + 1)
    explicit = not node.tag.startswith(_STANDARD_TAGS) or "python" in node.tag
    if explicit:
        problems.append(Problem(name, node.start_mark.line + 1, dotted(path), f"tag '{node.tag}' is not allowed"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, name, lines, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), name, lines, problems) for i, item in enumerate(node.value)]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return _scalar(node.value) if plain else node.value


def _mapping(
    node: yaml.MappingNode, path: Trail, name: str, lines: dict[Trail, int], problems: list[Problem]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem(name, line, dotted(path), "a key must be text"))
            continue
        key = key_node.value
        if key in found:
            problems.append(Problem(name, line, dotted((*path, key)), f"key '{key}' stands twice"))
        lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), name, lines, problems)
    return found


def _scalar(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def validated(model: type[M], document: Document) -> M:
    """Make a model of a document; raises SpecError with every problem."""
    loaded, problems = problems_of(model, document)
    if loaded is None:
        raise SpecError(problems)
    return loaded


def problems_of(model: type[M], document: Document) -> tuple[M | None, tuple[Problem, ...]]:
    """Make a model of a document, or say everything that is wrong with it."""
    try:
        return model.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(problems_of_error(error, model, document.file, document.line))


def problems_of_error(
    error: ValidationError, model: type[BaseModel], file: str, line: Callable[[Trail], int], prefix: str = ""
) -> Iterator[Problem]:
    """Word each error of a validation: where, what was expected, what was got, the nearest known name."""
    for detail in error.errors(include_url=False):
        path = detail["loc"]
        place = ".".join(part for part in (prefix, dotted(path)) if part)
        yield Problem(file, line(path), place, _message(detail), _hint(detail, model))


_SHAPES = {
    "tuple_type": "a list, such as [A, B]",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "string_type": "text",
}
"""What the types of our models are called in YAML."""


def _message(detail: ErrorDetails) -> str:
    kind, got = detail["type"], detail["input"]
    if kind == "missing":
        return "missing"
    if kind == "extra_forbidden":
        return f"unknown key '{detail['loc'][-1]}'"
    if kind == "literal_error":
        return f"expected {detail['ctx']['expected']}, got {got!r}"
    if kind in _SHAPES:
        return f"expected {_SHAPES[kind]}, got {'nothing' if got is None else _short(got)}"
    message = detail["msg"].removeprefix("Value error, ")
    return message if kind == "value_error" else f"{message}, got {_short(got)}"


def _short(got: object) -> str:
    text = repr(got)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a line a person can read


def _hint(detail: ErrorDetails, model: type[BaseModel]) -> str:
    if detail["type"] != "extra_forbidden":
        return ""
    known = _keys(model, detail["loc"][:-1])
    return nearest(str(detail["loc"][-1]), known) or (f"known: {', '.join(known)}" if known else "")


def _keys(model: type[BaseModel], path: Trail) -> list[str]:
    """List the keys a model knows at a path, following nested models."""
    for step in path:
        if isinstance(step, str) and step in (names := _aliases(model)):
            inner = _model_in(model.model_fields[names[step]].annotation)
            model = inner or model
    return sorted(_aliases(model))


def _aliases(model: type[BaseModel]) -> dict[str, str]:
    return {info.alias or name: name for name, info in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type hint
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)


def dotted(path: Sequence[str | int]) -> str:
    """Write a path as people do: records[0].map.AETERM."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def quoted(text: str) -> str:
    """Write text so that every YAML reader takes it as text."""
    plain = _PLAIN.fullmatch(text) and not _TRAP.fullmatch(text)
    return text if plain else json.dumps(text, ensure_ascii=False)
