"""What a workbook or define.xml says differently from a study, as edits of the study's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from converter.compute.difference import Difference, aligned, canonical, differences
from converter.pipeline.edits.applied import applied
from converter.pipeline.edits.beside import (
    of_codelist,
    of_define,
    of_dictionary,
    of_display,
    of_document,
    of_shared,
    of_standard,
    of_study,
)
from converter.pipeline.edits.datasets import of_dataset
from converter.pipeline.edits.edit import Compared, Edit
from converter.pipeline.specs.specification import defines_of, read_files
from converter.plan.completed import completed, made_by
from converter.plan.descriptions.said import submission_of
from converter.plan.descriptions.submission import study_data
from converter.plan.make import make_plan
from converter.spec.described.description import Submission
from converter.spec.load import load_study

KINDS: Mapping[str, Callable[[Difference, Compared], Edit | None]] = {
    "datasets": of_dataset,
    "codelists": of_codelist,
    "study": of_study,
    "dictionaries": of_dictionary,
    "methods": of_shared,
    "comments": of_shared,
    "documents": of_document,
    "displays": of_display,
    "define": of_define,
    "standards": of_standard,
}
"""What makes an edit of a difference, by what it is about."""
ITEMS = frozenset({"methods", "comments", "documents", "dictionaries", "displays"})
"""What one edit writes whole."""
WHOLE, LONG = 2, 9
"""Names in the trail of a whole variable, slice or codelist, and more than the path of any difference has."""


def diff_spec(
    study: Path, file: Path, *, apply: bool = False, override_made: bool = False, package: Path | None = None
) -> tuple[Edit, ...]:
    """Give what a workbook or define.xml says differently from a study, as edits of its files; apply them if asked.

    Only datasets that the file describes are compared. Edits of what rules make are left out of `apply` unless
    `override_made`. `package` is the one that the workbook was exported with, or that has the define.xml: what its own
    define.xml says is no edit. Raises InputError or SpecError.
    """
    files = load_study(study)
    plan = make_plan(files)
    whole = submission_of(files, plan)
    shipped = None if package is None else read_files(defines_of(package))[0]
    whole = whole if shipped is None else completed(whole, shipped, made_by(plan))
    new = aligned(read_files([file], study=study)[0], whole)
    compared = Compared(files, whole, new, study_data(new)[0], of_data=file.suffix.lower() != ".xml")
    found = tuple(
        replace(one, seen=f"{file.name} {one.seen}" if one.seen else "") for one in edits_of(compared, shipped)
    )
    return tuple(applied(files, found, override_made=override_made)) if apply else found


def edits_of(compared: Compared, shipped: Submission | None = None) -> Iterator[Edit]:
    """Give the edits by which a study says what another specification says, each once.

    What the study's own define.xml, which is `shipped`, says as the other does came of the study, and is no edit.
    """
    new, whole = compared.new, compared.whole
    old = whole.model_copy(
        update={
            "datasets": {name: one for name, one in whole.datasets.items() if name in new.datasets},
            "codelists": {name: one for name, one in whole.codelists.items() if name in new.codelists},
        }
    )
    seen: set[tuple[str, ...]] = set()
    known = {} if shipped is None else canonical(aligned(shipped, whole))
    for one in differences(old, new):
        if shipped and known.get(one.path) == one.new and not (compared.of_data and one.new is None):
            continue
        edit = KINDS[one.path[0]](one, compared)
        above = one.path if edit is None else one.path[: _depth(edit, one.path[0])]
        if edit is not None and above not in seen:
            seen.add(above)
            said = ".".join(above[2:] if above[0] == "datasets" else above)
            yield replace(edit, said=said, seen=_seen(one, edit, new))


def _depth(edit: Edit, kind: str) -> int:
    """Tell how much of the path of a difference names what one edit writes: a dataset, a codelist, a variable."""
    if edit.kind == "dataset" or kind in ITEMS or (edit.trail[:1] == ("codelists",) and len(edit.trail) == WHOLE):
        return WHOLE
    whole = len(edit.trail) == WHOLE and edit.trail[0] in {"variables", "value_level"}
    return 2 * WHOLE if whole else LONG


def _seen(one: Difference, edit: Edit, new: Submission) -> str:
    """Tell where the other file says it; of what it does not have there is no place."""
    path = one.path[: _depth(edit, one.path[0])]
    place = new.place(*path)
    return "" if one.new is None and place == new.place(*path[:2]) else place
