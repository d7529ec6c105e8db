"""The sheets of a specification in the form of Pinnacle 21, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from typing import Any

from converter.spec.dataset import Origin, Reference, ValueLevel
from converter.spec.described.description import ACRF, DescribedDataset, SharedMethod, Submission
from converter.spec.domain import VariableChange
from converter.write.where_text import where_text
from converter.write.workbook.result_sheets import result_sheets

Cells = list[list[Any]]
DATASETS = (
    *("Dataset", "Label", "Class", "SubClass", "Structure", "Key Variables", "Standard", "Has No Data", "Repeating"),
    *("Reference Data", "Comment"),
)
_DESCRIBED = (
    *("Data Type", "Length", "Significant Digits", "Format", "Mandatory", "Assigned Value", "Codelist", "Origin"),
    *("Source", "Pages", "Method", "Predecessor", "Role", "Has No Data", "Comment"),
)
VARIABLES = ("Order", "Dataset", "Variable", "Label", *_DESCRIBED)
VALUE_LEVEL = ("Order", "Dataset", "Variable", "Where Clause", "Description", *_DESCRIBED)
CODELISTS = (
    *("ID", "Name", "NCI Codelist Code", "Data Type", "Comment", "Order", "Term", "NCI Term Code", "Decoded Value"),
)
METHODS = ("ID", "Name", "Type", "Description", "Expression Context", "Expression Code", "Document", "Pages")


def sheets_of(submission: Submission) -> dict[str, Cells]:
    """Give the sheets of a specification, each with its header; texts of methods and comments get names."""
    methods = _names((name, one.method) for name, one in _places(submission))
    comments = _names(_comments(submission))
    named = (methods, comments)
    return {
        "Define": _define(submission),
        "Datasets": [list(DATASETS), *(_dataset(one, comments) for one in submission.datasets.values())],
        "Variables": [list(VARIABLES), *_variables(submission, named)],
        "ValueLevel": [list(VALUE_LEVEL), *_levels(submission, named)],
        "Codelists": [list(CODELISTS), *_codelists(submission, comments)],
        "Dictionaries": [
            ["ID", "Name", "Data Type", "Dictionary", "Version"],
            *([name, one.name, "text", one.name, one.version] for name, one in submission.dictionaries.items()),
        ],
        "Methods": [list(METHODS), *_methods(submission, methods)],
        "Comments": [["ID", "Description", "Document", "Pages"], *_commented(submission, comments)],
        "Documents": [
            ["ID", "Title", "Href"],
            *([name, one.title, one.file] for name, one in submission.define.documents.items()),
        ],
        **result_sheets(submission.define.displays),
    }


def _places(submission: Submission) -> Iterator[tuple[str, VariableChange | ValueLevel]]:
    """Give variables and slices, each with a name for what is said of it."""
    for dataset in submission.datasets.values():
        yield from ((f"{dataset.name}.{name}", one) for name, one in dataset.variables.items())
        yield from ((f"{dataset.name}.{one.variable}", one) for one in dataset.value_level)


def _comments(submission: Submission) -> Iterator[tuple[str, str]]:
    yield from ((name, one.comment) for name, one in submission.datasets.items())
    yield from ((name, one.comment) for name, one in _places(submission))
    yield from ((name, one.comment) for name, one in submission.codelists.items())


def _names(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give each text the name of what it first stands at, with a number where another text has that."""
    found: dict[str, str] = {}
    for name, text in texts:
        if text and text not in found:
            taken = set(found.values())
            numbered = (f"{name}.{number}" for number in count(2))
            found[text] = next(one for one in chain([name], numbered) if one not in taken)
    return found


def _define(submission: Submission) -> Cells:
    study = submission.study
    said = {"StudyName": study.name, "StudyDescription": study.description, "ProtocolName": study.protocol}
    return [["Attribute", "Value"], *([name, text] for name, text in said.items()), ["Language", "en"]]


def _dataset(dataset: DescribedDataset, comments: Mapping[str, str]) -> list[Any]:
    return [
        dataset.name,
        dataset.label,
        dataset.class_ or "",
        dataset.subclass,
        dataset.structure,
        ", ".join(dataset.keys),
        dataset.standard,
        "" if dataset.has_data else "Yes",
        _flag(dataset.repeating),
        _flag(dataset.reference_data),
        comments.get(dataset.comment, ""),
    ]


def _flag(said: bool | None) -> str:
    return "" if said is None else "Yes" if said else "No"


Named = tuple[Mapping[str, str], Mapping[str, str]]
"""The names of methods and of comments by their text."""


def _variables(submission: Submission, named: Named) -> Iterator[list[Any]]:
    for dataset in submission.datasets.values():
        for number, (name, one) in enumerate(dataset.variables.items(), start=1):
            yield [number, dataset.name, name, one.label, *_described(one, named)]


def _levels(submission: Submission, named: Named) -> Iterator[list[Any]]:
    for dataset in submission.datasets.values():
        for number, one in enumerate(dataset.value_level, start=1):
            yield [number, dataset.name, one.variable, where_text(one.where), one.label, *_described(one, named)]


def _described(one: VariableChange | ValueLevel, named: Named) -> list[Any]:
    origin = one.origin
    values = one.values if isinstance(one, VariableChange) else ()
    kind = one.type if isinstance(one, VariableChange) and not one.data_type else one.data_type
    return [
        kind or "",
        one.length if one.length is not None else "",
        one.significant_digits if one.significant_digits is not None else "",
        one.format,
        _flag(one.mandatory) if "mandatory" in one.model_fields_set else "",
        values[0] if len(values) == 1 else "",
        one.dictionary or (one.codelists[0] if one.codelists else ""),
        origin.type if origin else "",
        (origin.source or "") if origin else "",
        _pages(origin) if origin else "",
        named[0].get(one.method, ""),
        (origin.predecessor or (origin.text if origin.type == "Predecessor" else "")) if origin else "",
        one.role,
        "" if one.has_data else "Yes",
        named[1].get(one.comment, ""),
    ]


def _pages(origin: Origin) -> str:
    """Write pages of the annotated CRF; other documents have no column."""
    if origin.pages:
        return " ".join(map(str, origin.pages))
    return next((one.pages for one in origin.documents if one.document == ACRF), "")


def _codelists(submission: Submission, comments: Mapping[str, str]) -> Iterator[list[Any]]:
    for name, one in submission.codelists.items():
        head = [name, one.label, one.code, "text", comments.get(one.comment, "")]
        if not one.terms:
            yield head
        for number, term in enumerate(one.terms, start=1):
            yield [*head, number, term.value, term.code, term.decode]


def _methods(submission: Submission, names: Mapping[str, str]) -> Iterator[list[Any]]:
    shared = {one.text: one for one in submission.define.methods}
    for text, name in names.items():
        one = shared.get(text, SharedMethod(text=text))
        code = (one.code[0].context, one.code[0].text) if one.code else ("", "")
        yield [name, one.name or name, one.type, text, *code, *_reference(one.documents)]


def _commented(submission: Submission, names: Mapping[str, str]) -> Iterator[list[Any]]:
    shared = {one.text: one.documents for one in submission.define.comments}
    for text, name in names.items():
        yield [name, text, *_reference(shared.get(text, ()))]


def _reference(documents: tuple[Reference, ...]) -> tuple[str, str]:
    return (documents[0].document, documents[0].pages) if documents else ("", "")
