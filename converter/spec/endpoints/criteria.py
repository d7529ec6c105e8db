"""Criteria are data: load one by its name, with the study's settings in place of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, model_validator

from converter.errors import Problem, SpecError, nearest
from converter.spec.endpoints.decision import Setting
from converter.spec.library import specs_folder
from converter.spec.model import Model
from converter.spec.short.text import or_text, text_as
from converter.spec.text.paths import shown
from converter.spec.text.problems import validated
from converter.spec.text.yaml import Document, dotted, load_yaml
from converter.spec.values.number import plain_number

M = TypeVar("M", bound=Model)
SETTING = re.compile(r"\$\{(\w+)\}")


class CriteriaCall(Model):
    """Criteria as a study names them: their name, or `{name: imwg-2016, settings: {serum_measurable: 0.5}}`."""

    name: str
    settings: dict[str, str | int | float] = {}

    _short = model_validator(mode="before")(text_as("name"))
    model_config = ConfigDict(json_schema_extra=or_text)


def load_criteria(call: CriteriaCall, model: type[M], folders: tuple[Path, ...] = ()) -> M:
    """Load criteria such as 'imwg-2016' as a model, every `${setting}` replaced by its value.

    `folders` are searched before our own `specs/criteria`. Raises SpecError for criteria or settings that are unknown.
    """
    path = _path(call.name, folders)
    document = load_yaml(path, "" if path.parent in folders else f"criteria/{path.name}")
    if not isinstance(document.data, dict):
        raise SpecError([Problem(document.file, 1, "", "expected the keys of criteria, such as name: and title:")])
    known = _settings(document)
    unknown = sorted(set(call.settings) - set(known))
    if unknown:
        hint = nearest(unknown[0], known) or f"known: {', '.join(sorted(known))}"
        raise SpecError([Problem(document.file, 0, "settings", f"unknown setting '{unknown[0]}'", hint)])
    for name, value in call.settings.items():
        if isinstance(value, str) != isinstance(known[name].value, str):
            message = f"expected {'text' if isinstance(value, int | float) else 'a number'} for {name}, got {value!r}"
            raise SpecError([Problem(document.file, 0, "settings", message, f"usually {known[name].value}")])
    values = {name: setting.value for name, setting in known.items()} | call.settings
    said = {
        name: {**setting.model_dump(), "value": values[name], "changed": name in call.settings}
        for name, setting in known.items()
    }
    data = _replaced({**document.data, "settings": said}, values, document, ())
    return validated(model, Document(document.file, data, document.lines))


def criteria_names(folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """List the names of the criteria that can be loaded."""
    return tuple(sorted({path.stem for folder in _searched(folders) for path in shown(folder, "*.yaml")}))


def _searched(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    return (*folders, specs_folder() / "criteria")


def _path(name: str, folders: tuple[Path, ...]) -> Path:
    for folder in _searched(folders):
        path = folder / f"{name}.yaml"
        if Path(name).name == name and path.is_file():
            return path
    known = criteria_names(folders)
    hint = nearest(name, known) or f"known: {', '.join(known)}"
    raise SpecError([Problem("", 0, "criteria", f"unknown criteria '{name}'", hint)])


def _settings(document: Document) -> dict[str, Setting]:
    written = document.data.get("settings", {})
    if not isinstance(written, dict):
        raise SpecError([Problem(document.file, document.line(("settings",)), "settings", "expected keys with values")])
    return {name: validated(Setting, document.below(("settings", name), one)) for name, one in written.items()}


def _replaced(data: Any, values: Mapping[str, Any], document: Document, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - YAML
    """Replace `${name}` by the value of the setting: alone as it is, within text as text."""
    if isinstance(data, dict):
        return {key: _replaced(item, values, document, (*path, key)) for key, item in data.items()}
    if isinstance(data, list):
        return [_replaced(item, values, document, (*path, number)) for number, item in enumerate(data)]
    if not isinstance(data, str):
        return data
    unknown = [name for name in SETTING.findall(data) if name not in values]
    if unknown:
        message = f"no setting '{unknown[0]}'"
        raise SpecError(
            [Problem(document.file, document.line(path), dotted(path), message, nearest(unknown[0], values))]
        )
    whole = SETTING.fullmatch(data)
    return values[whole[1]] if whole else SETTING.sub(lambda found: _worded(values[found[1]]), data)


def _worded(value: object) -> str:
    return plain_number(value) if isinstance(value, int | float) else str(value)
