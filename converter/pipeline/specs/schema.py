"""JSON Schema for editors: a file for each kind of YAML, and the settings that say which files are of which kind."""

from __future__ import annotations

import json
from pathlib import Path

from converter.errors import InputError, nearest
from converter.plan.binding.methods import study_methods
from converter.plan.schema.document import kind_schema
from converter.plan.schema.kinds import KINDS
from converter.report.json import as_json
from converter.write.folder.ours import refuse_package
from converter.write.folder.whole import write_text

SETTINGS, SCHEMAS = "settings.json", "yaml.schemas"
"""The file of an editor's settings, and the one setting in it: the files of each schema."""


def write_schemas(to: Path, kind: str = "", *, study: Path | None = None) -> tuple[Path, ...]:
    """Write the JSON Schema of one kind of YAML file, or of every kind, to the folder `to`; give the paths.

    Beside every kind there is a settings file for VS Code. The rules of `methods.py` of a `study` are known, too.
    Raises InputError for an unknown kind, and where a file is in the way that no earlier run wrote.
    """
    if kind and kind not in KINDS:
        message = f"unknown kind '{kind}' ({nearest(kind, KINDS) or 'known: ' + ', '.join(KINDS)})"
        raise InputError(message)
    refuse_package(to)
    own = study_methods(study) if study else {}
    texts = {to / f"{name}.schema.json": as_json(kind_schema(name, own)) for name in ([kind] if kind else KINDS)}
    if not kind:
        texts[to / SETTINGS] = as_json({SCHEMAS: _settings(to)})
    strange = next((path for path in texts if path.exists() and not _is_ours(path)), None)
    if strange:
        message = f"{strange}: is there, and is no file that an earlier run wrote; name another folder"
        hint = f", and copy {SCHEMAS} from there" if strange.name == SETTINGS else ""
        raise InputError(message + hint)
    to.mkdir(parents=True, exist_ok=True)
    return tuple(write_text(path, text) for path, text in texts.items())


def _settings(to: Path) -> dict[str, list[str]]:
    """Say which files are of which schema, wherever in the workspace a study lies."""
    place = to.as_uri() if to.is_absolute() else f"./{to.as_posix()}"
    return {f"{place}/{name}.schema.json": [f"**/{file}" for file in kind.files] for name, kind in KINDS.items()}


def _is_ours(path: Path) -> bool:
    """Tell whether an earlier run wrote a file: a schema of ours, or settings that say nothing else."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(said, dict):
        return False
    return set(said) == {SCHEMAS} if path.name == SETTINGS else str(said.get("title", "")).startswith("converter: ")
