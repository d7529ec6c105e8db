"""Names of conditions and sources in study.yaml that no file uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.spec.load import StudyFiles

NAMED = ("conditions", "sources")
STUDY = ""
"""Where study.yaml stands among the documents."""


def unused_names(files: StudyFiles) -> Iterator[Issue]:
    """Tell of each name that stands nowhere in the study's YAML: a condition, or a source, that nothing asks for.

    A text that happens to be the same word counts as its use.
    """
    words = {word for document in files.documents.values() for word in _texts(document.data)}
    said = files.documents[STUDY].data
    for key in NAMED:
        for name in said.get(key) or ():
            if name not in words:
                line = files.place(STUDY, key, name)[1]
                yield Issue("name-unused", "note", "study.yaml", f"line {line}: no file uses '{name}' of {key}")


def _texts(data: object) -> Iterator[str]:
    """Give every text of YAML that is a value; keys are none."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)
