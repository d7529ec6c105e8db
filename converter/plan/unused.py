"""Names of conditions and sources in study.yaml that no file uses, and texts of define.yaml that nothing says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import nearest
from converter.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from converter.spec.dataset import DatasetSpec
    from converter.spec.load import StudyFiles

NAMED = ("conditions", "sources")
STUDY, DEFINE = "", "define.yaml"
"""Where study.yaml and define.yaml stand among the documents."""


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


def unused_texts(files: StudyFiles, specs: Iterable[DatasetSpec]) -> Iterator[Issue]:
    """Tell of each method and comment of define.yaml whose text nothing says: what stands beside it is nowhere used."""
    if DEFINE not in files.documents:
        return
    define, every = files.define, tuple(specs)
    places = [place for spec in every for place in (*spec.variables, *spec.value_level)]
    levels = [level for spec in every for level in spec.value_level]
    said = {
        "methods": {place.method for place in places},
        "comments": {
            *(place.comment for place in places),
            *(spec.comment for spec in every),
            *(one.comment for one in define.standards),
            *(one.comment for one in files.study.codelists.values()),
            *(level.where_comment for level in levels),
            *(result.join for display in define.displays for result in display.results),
            define.comment,
        },
    }
    for key, known in said.items():
        for number, one in enumerate(getattr(define, key)):
            if one.text not in known:
                line = files.place(DEFINE, key, number, "text")[1]
                message = f"line {line}: nothing has the text '{one.text}' of {key}; what stands beside it is not used"
                yield Issue("text-unsaid", "warning", DEFINE, message, hint=nearest(one.text, filter(None, known)))


def _texts(data: object) -> Iterator[str]:
    """Give every text of YAML that is a value; keys are none."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)
