"""What a specification of others says differently from a study, as edits of the study's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from converter.compute.difference import Difference, differences, shown, worded
from converter.pipeline.specification import read_files
from converter.plan.described import parted
from converter.plan.make import make_plan
from converter.plan.said import submission_of
from converter.plan.submission import DEFINE, STUDY, study_data
from converter.spec.condition import Condition
from converter.spec.description import Submission
from converter.spec.load import StudyFiles, load_study
from converter.spec.yaml import dotted
from converter.write.edit import GONE, edited
from converter.write.study_yaml import yaml_text
from converter.write.whole import write_text

EditKind = Literal["written", "new", "gone", "made", "dataset", "told"]
BY_RULES = frozenset({"origin", "method"})
"""What rules say of a variable that they make: an edit would part the text from the program."""
OF_DATA = frozenset({"length", "data_type", "significant_digits", "has_data", "codelists", "role", "mandatory"})
"""What a define.xml tells of data, and a study that makes them need not; slices of values and codelists as well."""
MADE = "a rule says it: an edit would part text and program (--override-made)"
WHOLE, LONG = 2, 9
"""Names in the trail of a whole variable, slice or codelist, and more than the path of any difference has."""
BY_HAND = "edit it by hand"


@dataclass(frozen=True)
class Edit:
    """One edit: its file and line (0: not there yet), the path in it, what stands there and what would.

    `said` names what differs, where the edit writes more than that.

    `kind`: written (the value is replaced), new (added), gone (taken away), made (a rule makes it), dataset (a file of
    its own), told (only told). `hint` says why it is not applied.
    """

    file: str
    line: int
    trail: tuple[str | int, ...]
    old: object
    new: object
    kind: EditKind
    value: Any = None
    hint: str = ""
    said: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        hint = f"; {self.hint}" if self.hint else ""
        if self.kind == "dataset":
            return f"{place}: is new and no rule makes it: written as described{hint}"
        return f"{place} {self.said or dotted(self.trail)}: {shown(self.old)} -> {shown(self.new)}{hint}"


def diff_spec(study: Path, file: Path, *, apply: bool = False, override_made: bool = False) -> tuple[Edit, ...]:
    """Give what a workbook or define.xml says differently from a study, as edits of its files; apply them if asked.

    Only datasets that the file describes are compared. Edits of what rules make are left out of `apply` unless
    `override_made`. Raises InputError or SpecError.
    """
    files = load_study(study)
    whole = submission_of(files, make_plan(files))
    new, _ = read_files([file], study=study)
    found = tuple(_edits(files, whole, new, of_data=file.suffix.lower() != ".xml"))
    return tuple(_applied(files, found, override_made=override_made)) if apply else found


def _edits(files: StudyFiles, whole: Submission, new: Submission, *, of_data: bool) -> Iterator[Edit]:
    old = whole.model_copy(
        update={
            "datasets": {name: one for name, one in whole.datasets.items() if name in new.datasets},
            "codelists": {name: one for name, one in whole.codelists.items() if name in new.codelists},
        }
    )
    wanted, _ = study_data(new)
    seen: set[tuple[str, ...]] = set()
    for one in differences(old, new):
        edit = _edit(one, files, wanted, of_data=of_data)
        above = one.path if edit is None else one.path[: _depth(edit)]
        if edit is not None and above not in seen:
            seen.add(above)
            yield replace(edit, said=".".join(above[2:] if above[0] == "datasets" else above))


def _depth(edit: Edit) -> int:
    """Tell how much of the path of a difference names what one edit writes: a dataset, a codelist, a variable."""
    if edit.kind == "dataset" or (edit.trail[:1] == ("codelists",) and len(edit.trail) == WHOLE):
        return 2
    whole = len(edit.trail) == WHOLE and edit.trail[0] in {"variables", "value_level"}
    return 4 if whole else LONG


def _edit(one: Difference, files: StudyFiles, wanted: Mapping[str, Any], *, of_data: bool) -> Edit | None:
    """Turn a difference into an edit; nothing where the file says nothing of what only a study says."""
    kind, *path = one.path
    if kind == "datasets":
        return _of_dataset(one, path, files, wanted, of_data=of_data)
    if kind == "codelists":
        return _of_codelist(one, path, files, wanted) if of_data or not _makes(files) else None
    if one.new is None or kind in {"standards", "define"}:
        return None
    if kind == "study":
        return _placed(files, "", STUDY, ("study", *path), one, wanted[STUDY]["study"].get(path[0]))
    if kind == "dictionaries":
        value = wanted[STUDY]["dictionaries"].get(path[0])
        return _placed(files, "", STUDY, ("dictionaries", path[0]), one, value)
    return Edit(DEFINE, 0, tuple(one.path), one.old, one.new, "told", hint=BY_HAND)


def _makes(files: StudyFiles) -> bool:
    """Tell whether rules of a study make datasets."""
    made, _ = parted(files)
    return bool(made.domains or made.analyses)


def _of_dataset(
    one: Difference, path: list[str], files: StudyFiles, wanted: Mapping[str, Any], *, of_data: bool
) -> Edit | None:
    name, field = path[0], path[1]
    spec = files.domains.get(name) or files.analyses.get(name)
    key, data = next(((key, one) for key, one in wanted.items() if key.endswith(f"/{name.lower()}.yaml")), ("", {}))
    if spec is None:
        told = Edit(name, 0, tuple(path[1:]), one.old, one.new, "told", hint=BY_HAND)
        beside = told if of_data and one.new is not None else None
        return beside if name in _parents(files) else Edit(key or name, 0, (), None, None, "dataset", data)
    made = spec.status == "made"
    by_data = not of_data and made and (field == "value_level" or not OF_DATA.isdisjoint(path))
    if by_data or (field == "order" and _is_kept(one)):
        return None
    file = files.relative(files.documents[name].file)
    if field == "order":
        return Edit(file, 0, ("variables",), one.old, one.new, "told", hint=BY_HAND)
    if field == "value_level":
        return _of_slice(one, path, files, data, made=made)
    if made and field == "variables" and _at(data, ("variables", path[2])) is None:
        return Edit(file, 0, tuple(path[1:3]), one.old, None, "made", hint=MADE)
    return _of_field(one, path, files, data)


def _is_kept(one: Difference) -> bool:
    """Tell whether variables that both sides have stand in the same order."""
    old, new = one.old or (), one.new or ()
    return [name for name in old if name in new] == [name for name in new if name in old]


def _of_field(one: Difference, path: list[str], files: StudyFiles, data: Mapping[str, Any]) -> Edit | None:
    """Give the edit of a field of a dataset or of one of its variables; a new variable is written whole.

    What a file leaves blank of a dataset that rules make is not said, and no edit.
    """
    spec = files.domains.get(path[0]) or files.analyses[path[0]]
    made = spec.status == "made"
    trail: tuple[str | int, ...] = {"class_": ("class",), "domain": ("part_of",)}.get(path[1], tuple(path[1:4]))
    if path[1] == "variables" and not made and not (path[2] in spec.variables and path[2] in data["variables"]):
        trail = ("variables", path[2])
    edit = _placed(files, path[0], "", trail, one, _at(data, trail))
    is_rule = made and path[1] == "variables" and path[3] in BY_RULES
    if made and edit.line == 0 and edit.kind == "gone":
        return None
    return replace(edit, kind="made", hint=MADE) if is_rule and edit.line == 0 else edit


def _parents(files: StudyFiles) -> set[str]:
    """Name the datasets of qualifiers that rules make beside a domain."""
    return {
        f"{prefix}{name}" for name, one in files.domains.items() if one.status == "made" for prefix in ("SUPP", "NS")
    }


def _of_slice(
    one: Difference, path: list[str], files: StudyFiles, data: Mapping[str, Any], *, made: bool
) -> Edit | None:
    name, key, *rest = path[0], path[2], *path[3:]
    spec = files.domains.get(name) or files.analyses[name]
    keys = [f"{level.variable} where {worded(level.where)}" for level in spec.value_level]
    there = {f"{level['variable']} where {_condition(level)}": level for level in data.get("value_level", ())}
    if key not in keys:
        if one.new is None:
            return None
        if made:
            return Edit(name, 0, ("value_level", key), one.old, one.new, "made", hint=MADE)
        return _placed(files, name, "", ("value_level", len(keys)), one, there[key])
    number = keys.index(key)
    if key not in there:
        return _placed(files, name, "", ("value_level", number), one, None)
    return _placed(files, name, "", ("value_level", number, *rest[:1]), one, _at(there[key], tuple(rest[:1])))


def _condition(level: Mapping[str, Any]) -> str:
    return worded(Condition.model_validate(level["where"]))


def _of_codelist(one: Difference, path: list[str], files: StudyFiles, wanted: Mapping[str, Any]) -> Edit | None:
    name, data = path[0], wanted[STUDY].get("codelists", {})
    known = files.study.codelists.get(name)
    if known is None:
        if name not in data:
            return None
        return _placed(files, "", STUDY, ("codelists", name), one, data[name])
    if path[1] != "terms":
        if one.new is None:
            return None
        return _placed(files, "", STUDY, ("codelists", name, path[1]), one, _at(data, (name, path[1])))
    values = [term.value for term in known.terms]
    terms = {term["value"]: term for term in data.get(name, {}).get("terms", ())}
    number = values.index(path[2]) if path[2] in values else len(values)
    return _placed(files, "", STUDY, ("codelists", name, "terms", number), one, terms.get(path[2]))


def _at(data: Any, trail: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - as YAML has it
    for key in trail:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _placed(
    files: StudyFiles,
    name: str,
    file: str,
    trail: tuple[str | int, ...],
    one: Difference,
    value: Any,  # noqa: ANN401
) -> Edit:
    """Give an edit with the line at which the value stands, if it does."""
    document = files.documents[name]
    there = trail in document.lines
    kind: EditKind = "gone" if value is None else "written" if there else "new"
    line = document.lines[trail] if there else 0
    return Edit(file or files.relative(document.file), line, trail, one.old, one.new, kind, value)


def _next(text: str, edit: Edit) -> tuple[str | int, ...]:
    """Give the trail of an edit; a new item of a list comes after those that are there now."""
    if edit.kind != "new" or not isinstance(edit.trail[-1], int):
        return edit.trail
    listed = _at(yaml.load(text, Loader=yaml.BaseLoader), edit.trail[:-1])  # noqa: S506 - it makes text alone
    return (*edit.trail[:-1], len(listed or ()))


def _applied(files: StudyFiles, edits: tuple[Edit, ...], *, override_made: bool) -> Iterator[Edit]:
    """Apply edits, file by file; those that cannot be are given with the reason."""
    texts: dict[str, str] = {}
    done: set[tuple[str, tuple[str | int, ...]]] = set()
    gone = [one for one in edits if one.kind == "gone"]
    for edit in (*(one for one in edits if one.kind != "gone"), *reversed(gone)):  # so that numbers of items stay
        if edit.kind == "told" or (edit.kind == "made" and not override_made):
            yield edit
        elif edit.kind == "dataset":
            texts[edit.file] = yaml_text(edit.value)
            yield edit
        else:
            try:
                text = texts.get(edit.file) or (files.folder / edit.file).read_text(encoding="utf-8")
                trail = _next(text, edit)
                if (edit.file, trail) not in done:
                    texts[edit.file] = edited(text, trail, GONE if edit.value is None else edit.value)
                done.add((edit.file, trail))
                yield edit
            except (ValueError, KeyError, IndexError, OSError) as error:
                yield replace(edit, kind="told", hint=f"{error}; {BY_HAND}")
    for file, text in texts.items():
        (files.folder / file).parent.mkdir(exist_ok=True)
        write_text(files.folder / file, text)
