"""Edits written into the files of a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from converter.pipeline.edits.edit import Edit, Trail, at, told
from converter.spec.load import StudyFiles
from converter.write.edit import GONE, edited
from converter.write.folder.whole import write_text
from converter.write.order import reordered
from converter.write.study_yaml import yaml_text

LATER = {"gone": 1, "order": 2}
"""What comes after other edits: what is taken away, from the end so that numbers of items stay, then what moves."""


def applied(files: StudyFiles, edits: Sequence[Edit], *, override_made: bool) -> Iterator[Edit]:
    """Apply edits, file by file; those that cannot be are given with the reason."""
    texts: dict[str, str] = {}
    done: set[tuple[str, Trail]] = set()
    gone = [one for one in edits if one.kind == "gone"]
    rest = [one for one in edits if one.kind != "gone"]
    for edit in sorted((*rest, *reversed(gone)), key=lambda one: LATER.get(one.kind, 0)):
        if edit.kind == "told" or (edit.kind == "made" and not override_made):
            yield edit
        elif edit.kind == "dataset":
            texts[edit.file] = yaml_text(edit.value)
            yield edit
        else:
            yield _applied(files, edit, texts, done)
    for file, text in texts.items():
        (files.folder / file).parent.mkdir(exist_ok=True)
        write_text(files.folder / file, text)


def _applied(files: StudyFiles, edit: Edit, texts: dict[str, str], done: set[tuple[str, Trail]]) -> Edit:
    try:
        text = texts.get(edit.file) or _text(files, edit.file)
        if edit.kind == "order":
            texts[edit.file] = reordered(text, edit.trail, edit.value)
            return edit
        trail = _next(text, edit)
        if (edit.file, trail) not in done:
            texts[edit.file] = _written(text, trail, edit.value)
        done.add((edit.file, trail))
    except (ValueError, KeyError, IndexError, OSError) as error:
        return told(edit, f"{error}; edit it by hand")
    return edit


def _text(files: StudyFiles, file: str) -> str:
    path = files.folder / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _written(text: str, trail: Trail, value: Any) -> str:  # noqa: ANN401 - as YAML has it
    """Set a value of a text; one that holds nothing yet becomes what stands above the value, and that."""
    if yaml.compose(text, Loader=yaml.SafeLoader) is not None:
        return edited(text, trail, GONE if value is None else value)
    for key in reversed(trail):
        value = [value] if isinstance(key, int) else {key: value}
    return text + yaml_text(value)


def _next(text: str, edit: Edit) -> Trail:
    """Give the trail of an edit; a new item of a list comes after those that are there now."""
    if edit.kind != "new" or not isinstance(edit.trail[-1], int):
        return edit.trail
    listed = at(yaml.load(text, Loader=yaml.BaseLoader), edit.trail[:-1])  # noqa: S506 - it makes text alone
    return (*edit.trail[:-1], len(listed or ()))
