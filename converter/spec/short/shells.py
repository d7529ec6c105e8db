"""A display that is described by its shell: what it does not say itself is as in the display that it names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from converter.errors import Problem, SpecError, nearest
from converter.spec.text.paths import shown
from converter.spec.text.yaml import load_yaml

if TYPE_CHECKING:
    from converter.spec.text.yaml import Document, Trail

SHELL, ROWS, REPRODUCES = "shell", "rows", "reproduces"
TAKEN = ("kind", "stub", "columns", ROWS, "zero", "digits", "show", "defaults", "drawing", "footnotes")
"""What a display takes from its shell; its number, title, population and source are its own."""
BY_NAME = ("digits", "show", "defaults")
"""What it takes by name, where it says some itself."""


def with_shell(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Fill in what a display takes from its shell, another display of the folder, and say what is wrong with its name.

    Published figures that rows of the shell reproduce are of the shell's population, and are not taken. What is filled
    in has the line of `shell:`; the shell's own file says what is wrong with it.
    """
    name = document.data.get(SHELL) if isinstance(document.data, dict) else None
    if not isinstance(name, str) or not name:
        return document, ()
    files = {path.stem.upper(): path for path in shown(Path(document.file).parent, "*.yaml")}
    own = Path(document.file).stem.upper()
    if name == own:
        return document, (
            document.problem((SHELL,), f"display '{name}' is no shell of itself", "name another display"),
        )
    if name not in files:
        known = [one for one in files if one != own]
        hint = nearest(name, known) or f"known: {', '.join(known) or 'none'}"
        return document, (document.problem((SHELL,), f"no other display '{name}' to be its shell", hint),)
    said = _said(files[name])
    if said.get(SHELL):
        message = f"display '{name}' has a shell of its own"
        return document, (document.problem((SHELL,), message, f"name that one: {said[SHELL]}"),)
    taken = {key: said[key] for key in TAKEN if key in said and key not in document.data}
    both = {key: (said.get(key), document.data.get(key)) for key in BY_NAME}
    joined = {
        key: {**shell, **mine}
        for key, (shell, mine) in both.items()
        if isinstance(shell, dict) and isinstance(mine, dict)
    }
    if isinstance(taken.get(ROWS), list):
        taken[ROWS] = [_without_figures(row) for row in taken[ROWS]]
    moved: dict[Trail, Trail] = {**document.moved, **{(key,): (SHELL, key) for key in taken}}
    return replace(document, data={**document.data, **taken, **joined}, moved=moved), ()


def _said(path: Path) -> dict[str, Any]:
    """Give what the file of a shell says; what cannot be read says nothing here, and is told of its own file."""
    try:
        data = load_yaml(path).data
    except SpecError:
        return {}
    return data if isinstance(data, dict) else {}


def _without_figures(row: object) -> object:
    return {key: one for key, one in row.items() if key != REPRODUCES} if isinstance(row, dict) else row
