"""Two descriptions of a submission compared, whatever form they came in: what each says, by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from converter.spec.condition import Condition
from converter.spec.dataset import Description, ValueLevel
from converter.spec.described.description import ACRF, DescribedDataset, Submission
from converter.spec.described.results_metadata import DescribedDisplay
from converter.spec.described.where_clause import clauses_of
from converter.spec.domain import VariableChange
from converter.spec.model import Model
from converter.spec.study import StudyCodelist

Trail: TypeAlias = tuple[str, ...]
Value: TypeAlias = Any
"""Text, a number, a flag, or tuples of them."""
Canonical: TypeAlias = dict[Trail, Value]
_PAGES = re.compile(r"[0-9]+(?: [0-9]+)*")
GUIDES = {"Tabulation": "SDTMIG", "Analysis": "ADaMIG"}
"""The guide that datasets of a kind are of where they name none."""
NOTHING = ("", (), None, False)
"""What says nothing."""


@dataclass(frozen=True)
class Difference:
    """One thing that two descriptions say differently; nothing stands for what one of them does not say."""

    path: Trail
    old: Value | None
    new: Value | None

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}: {shown(self.old)} -> {shown(self.new)}"


def canonical(submission: Submission) -> Canonical:
    """Give everything that a description says, by its path, without what is only the form of it.

    A default that is said is as one that is not; conditions that join the same comparisons are one; methods and
    comments are their text; variables have an order, datasets and codelists none.
    """
    said: Canonical = {}
    said |= _fields(submission.study, ("study",), leave=("created",))
    said |= {
        ("standards", f"{one.name} {one.version} {one.publishing_set}".strip()): True for one in submission.standards
    }
    guides = {kind: _guide(submission, name) for kind, name in GUIDES.items()}
    for name, dataset in submission.datasets.items():
        said |= _dataset(dataset, ("datasets", name), guides[dataset.purpose])
    for name, codelist in submission.codelists.items():
        said |= _codelist(codelist, ("codelists", name))
    for name, dictionary in submission.dictionaries.items():
        said |= _fields(dictionary, ("dictionaries", name))
    for method in submission.define.methods:
        said |= _fields(method, ("methods", method.text), leave=("text", "name"))
    for comment in submission.define.comments:
        said |= _fields(comment, ("comments", comment.text), leave=("text",))
    for name, document in submission.define.documents.items():
        said |= _fields(document, ("documents", name))
    for display in submission.define.displays:
        said |= _display(display, ("displays", display.name))
    beside = ("methods", "comments", "documents", "standards", "displays")
    return said | _fields(submission.define, ("define",), leave=beside)


def _display(display: DescribedDisplay, path: Trail) -> Canonical:
    said = {
        **_fields(display, path, leave=("name", "results")),
        (*path, "order"): tuple(one.id for one in display.results),
    }
    for one in display.results:
        said |= _fields(one, (*path, one.id), leave=("id", "datasets"))
        said[*path, one.id, "datasets"] = tuple(
            (each.dataset, clause and worded(clause), each.variables)
            for each in one.datasets
            for clause in (clauses_of(each.where) if each.where else (None,))
        )
    return said


def _guide(submission: Submission, name: str) -> str:
    """Give the guide of a kind of datasets, with its version, which a dataset need not name; blank where it must."""
    found = {f"{one.name} {one.version}" for one in submission.standards if one.type == "IG" and one.name == name}
    return found.pop() if len(found) == 1 else ""


def differences(old: Submission, new: Submission) -> tuple[Difference, ...]:
    """Give what two descriptions say differently, in the order of the paths.

    A codelist of the new one that has the terms and the code of one of the old is that one, whatever its name.
    """
    before, after = canonical(old), canonical(aligned(new, old))
    paths = [*before, *(path for path in after if path not in before)]
    return tuple(
        Difference(path, before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)
    )


def _dataset(dataset: DescribedDataset, path: Trail, usual: str) -> Canonical:
    """Give what is said of a dataset; `usual` is the one guide of those of its kind, if there is one."""
    beside = ("standard",) if dataset.standard == usual else ()
    said = _fields(dataset, path, leave=("name", "variables", "value_level", "domain", "is_standard", *beside))
    if dataset.domain not in {"", dataset.name, usual_domain(dataset.name)}:
        said[*path, "domain"] = dataset.domain
    said[*path, "order"] = tuple(dataset.variables)
    for name, variable in dataset.variables.items():
        said |= _place(variable, (*path, "variables", name), leave=() if _is_counted(variable) else ("length",))
    for level in dataset.value_level:
        where = (*path, "value_level", f"{level.variable} where {worded(level.where)}")
        said[where] = True
        beside = () if _is_counted(level) else ("length",)
        said |= _place(level, where, leave=("variable", "where", *beside))
    return said


def _place(one: VariableChange | ValueLevel, path: Trail, leave: tuple[str, ...]) -> Canonical:
    """Give what is said of a variable or slice; pages of the annotated CRF are a set of numbers, in whatever form."""
    origin = one.origin
    if origin is None or not (origin.documents or origin.pages):
        return _fields(one, path, leave)
    pages = [each for each in origin.documents if each.document == ACRF and _PAGES.fullmatch(each.pages)]
    numbers = {*origin.pages, *(int(page) for each in pages for page in each.pages.split())}
    others = tuple(each for each in origin.documents if each not in pages)
    said = origin.model_copy(update={"pages": tuple(sorted(numbers)), "documents": others})
    return _fields(one.model_copy(update={"origin": said}), path, leave)


def _is_counted(one: Description) -> bool:
    """Tell whether a length says something: dates and times are as long as ISO 8601 has them."""
    return one.data_type in {None, "text", "integer", "float"}


def usual_domain(name: str) -> str:
    """Tell which domain a dataset is of by its name alone: AE of SUPPAE, else its own."""
    for prefix in ("SUPP", "SQ", "NS"):
        if name.startswith(prefix) and len(name) > len(prefix) + 1:
            return name.removeprefix(prefix)
    return name


def _codelist(codelist: StudyCodelist, path: Trail) -> Canonical:
    said = _fields(codelist, path, leave=("terms", "whole", "subset_of", "extends", "source"))
    for number, term in enumerate(codelist.terms):
        said[*path, "terms", term.value] = (number, term.decode, term.code, term.rank)
    return said


def _fields(model: Model, path: Trail, leave: tuple[str, ...] = ()) -> Canonical:
    """Give the fields of a model that say something else than nothing."""
    return dict(_said(model.model_dump(exclude=set(leave), exclude_defaults=True), path))


def _said(data: Mapping[str, Value], path: Trail) -> Iterator[tuple[Trail, Value]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _said(value, (*path, key))
        elif value not in NOTHING:
            yield (*path, key), _frozen(value)


def _frozen(value: Value) -> Value:
    if isinstance(value, Mapping):
        return tuple((key, _frozen(one)) for key, one in value.items() if one not in NOTHING)
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    return " ".join(value.split()) if isinstance(value, str) else value


def worded(condition: Condition) -> str:
    """Write a condition so that two which say the same are written alike: parts in order of their text, or outside."""
    clauses = {" and ".join(sorted({_compared(part) for part in one.all_ or (one,)})) for one in clauses_of(condition)}
    return " or ".join(sorted(clauses))


def _compared(condition: Condition) -> str:
    if condition.comparison is None:
        return condition.describe()
    comparator, operand = condition.comparison
    values = sorted(map(str, operand)) if isinstance(operand, tuple) else [str(operand)]
    if comparator in {"in", "notin"} and len(values) == 1:
        comparator = "eq" if comparator == "in" else "ne"
    return f"{condition.variable} {comparator} {', '.join(values)}"


def aligned(new: Submission, old: Submission) -> Submission:
    """Name the codelists of a description as another one does that has the same, at the same place if it has two."""
    by_content = {_content(one): name for name, one in old.codelists.items()}
    before = dict(_lists(old))
    placed = {name: each for key, those in _lists(new) for name, each in zip(those, before.get(key, ()), strict=False)}
    names = {
        name: each if (each := placed.get(name, "")) and _is_of(old, each, one) else by_content[_content(one)]
        for name, one in new.codelists.items()
        if name not in old.codelists or _content(old.codelists[name]) != _content(one)
        if _content(one) in by_content
    }
    by_name = {(one.name, one.version): name for name, one in reversed(old.dictionaries.items())}
    others = {
        name: by_name[one.name, one.version]
        for name, one in new.dictionaries.items()
        if name not in old.dictionaries and (one.name, one.version) in by_name
    }
    return renamed(new, names, others) if names or others else new


def _lists(submission: Submission) -> Iterator[tuple[Trail, tuple[str, ...]]]:
    """Give the codelists of each variable and slice."""
    for name, dataset in submission.datasets.items():
        yield from (((name, variable), one.codelists) for variable, one in dataset.variables.items())
        yield from (((name, one.variable, worded(one.where)), one.codelists) for one in dataset.value_level)


def _is_of(submission: Submission, name: str, codelist: StudyCodelist) -> bool:
    return name in submission.codelists and _content(submission.codelists[name]) == _content(codelist)


def _content(codelist: StudyCodelist) -> tuple[str, frozenset[tuple[str, str]]]:
    return codelist.code, frozenset((term.value, term.decode) for term in codelist.terms)


def renamed(submission: Submission, names: Mapping[str, str], others: Mapping[str, str]) -> Submission:
    """Give a description in which codelists (`names`) and dictionaries (`others`) have other names."""

    def in_place(model: Any) -> Any:  # noqa: ANN401 - a variable or a slice
        codelists = tuple(names.get(one, one) for one in model.codelists)
        dictionary = others.get(model.dictionary, model.dictionary)
        return model.model_copy(update={"codelists": codelists, "dictionary": dictionary})

    datasets = {
        key: one.model_copy(
            update={
                "variables": {name: in_place(variable) for name, variable in one.variables.items()},
                "value_level": tuple(in_place(level) for level in one.value_level),
            }
        )
        for key, one in submission.datasets.items()
    }
    codelists = {names.get(name, name): one for name, one in submission.codelists.items()}
    dictionaries = {others.get(name, name): one for name, one in submission.dictionaries.items()}
    said = {"datasets": datasets, "codelists": codelists, "dictionaries": dictionaries}
    places = {_moved(path, names, others): place for path, place in submission.places.items()}
    return submission.model_copy(update={**said, "places": places})


def _moved(path: Trail, names: Mapping[str, str], others: Mapping[str, str]) -> Trail:
    kinds = {"codelists": names, "dictionaries": others}
    return (path[0], kinds[path[0]].get(path[1], path[1]), *path[2:]) if path[0] in kinds else path


def shown(value: Value | None) -> str:
    """Show a value in a line; nothing where nothing is said."""
    if value is None:
        return "nothing"
    return f"'{value}'" if isinstance(value, str) else str(value)
