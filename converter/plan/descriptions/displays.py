"""Displays that are described only: what of them no define.xml of the study can say is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import nearest
from converter.issues import Issue
from converter.spec.described.where_clause import clauses_of, in_where_clause

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from converter.spec.dataset import DatasetSpec
    from converter.spec.described.results_metadata import DescribedDisplay, DescribedResult, ResultDataset
    from converter.spec.load import StudyFiles

DEFINE = "define.yaml"


def unwritten_displays(files: StudyFiles, specs: Mapping[str, DatasetSpec]) -> Iterator[Issue]:
    """Tell of each described display what define.xml will not say of it, with its line where it stands in define.yaml.

    `specs` are the datasets that are made or described. Analysis Results Metadata 1.0 refers to datasets, variables and
    where clauses of the define.xml that it stands in.
    """
    for number, display in enumerate(files.define.displays):
        line = f"line {files.place(DEFINE, 'displays', number)[1]}: " if DEFINE in files.documents else ""
        for message, hint in _unwritten(display, files, specs):
            said = f"{line}display '{display.name}': {message}"
            yield Issue("display-unwritten", "warning", DEFINE, said, hint=hint)


def _unwritten(
    display: DescribedDisplay, files: StudyFiles, specs: Mapping[str, DatasetSpec]
) -> Iterator[tuple[str, str]]:
    if display.name in files.displays:
        yield "results/ makes one of this name, which stands in its place", ""
        return
    named = {one.dataset for result in display.results for one in result.datasets}
    if len({specs[name].purpose for name in named if name in specs}) > 1:
        yield "its datasets are of SDTM and of ADaM, which are described in two files; it stands in neither", ""
    if not display.results:
        yield "it has no result; it stands in no define.xml", ""
    for result in display.results:
        for message, hint in _of_result(result, specs):
            yield f"result '{result.id}': {message}", hint


def _of_result(result: DescribedResult, specs: Mapping[str, DatasetSpec]) -> Iterator[tuple[str, str]]:
    if not result.datasets:
        yield "it names no dataset; the display stands in no define.xml", ""
    if result.parameter:
        owner, _, variable = result.parameter.rpartition(".")
        yield from _of_variable(variable, owner, specs)
    for one in result.datasets:
        if one.dataset not in specs:
            message = f"{one.dataset} is not described; the display stands in no define.xml"
            yield message, nearest(one.dataset, specs)
        else:
            yield from _of_dataset(one, specs)


def _of_dataset(one: ResultDataset, specs: Mapping[str, DatasetSpec]) -> Iterator[tuple[str, str]]:
    selected = [name for clause in clauses_of(one.where) for name in clause.variables] if one.where else []
    for name in dict.fromkeys((*one.variables, *selected)):
        owner, _, variable = name.rpartition(".")
        yield from _of_variable(variable, owner or one.dataset, specs)
    for clause in clauses_of(one.where) if one.where else ():
        if not in_where_clause(clause):
            yield f"no where clause says '{clause.describe()}'; the selection is not written", ""


def _of_variable(variable: str, owner: str, specs: Mapping[str, DatasetSpec]) -> Iterator[tuple[str, str]]:
    known = specs[owner].by_name if owner in specs else {}
    if variable not in known:
        yield f"{owner}.{variable} is not described; nothing refers to it", nearest(variable, known)
