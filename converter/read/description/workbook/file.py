"""A specification in a workbook, in the form of Pinnacle 21 or a sponsor's own, as the description of a submission."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from converter.errors import InputError
from converter.read.description.words import class_of, flag, purpose_of
from converter.read.description.workbook.items import Known, comment_of, described_variable, sliced
from converter.read.description.workbook.more import with_more
from converter.read.description.workbook.parts import (
    codelists,
    define_file,
    dictionaries,
    document_names,
    split_standard,
    standards,
    study,
)
from converter.read.description.workbook.places import beside, of_level, of_row
from converter.read.description.workbook.qualifiers import is_qualifier, qualifiers_of, slice_of, with_qualifiers
from converter.read.description.workbook.results import displays_of_sheets
from converter.read.description.workbook.sheets import HEADLESS, Row, Sheets, read_sheets
from converter.read.description.workbook.unread import number_of, unread
from converter.read.excel.workbook import opened
from converter.spec.dataset import ValueLevel
from converter.spec.described.columns import Columns
from converter.spec.described.description import DescribedDataset, Note, Submission, Trail
from converter.spec.domain import VariableChange

SUPP = "Variable: a supplemental qualifier; taken as a value of SUPP--, QVAL where QNAM is its name"
EXPECTED = "expected sheets such as Datasets, Variables, Codelists"


def read_workbook(path: Path, columns: Columns) -> tuple[Submission, tuple[Note, ...]]:
    """Read the specification in a workbook, and tell what of it is taken otherwise or not at all, cell by cell.

    Raises InputError for a file that is no workbook, or has no sheet of datasets or variables.
    """
    sheets = read_sheets(path, columns)
    return submission_of_sheets(sheets, path.name, _day(path)), tuple(sheets.notes)


def submission_of_sheets(sheets: Sheets, name: str, created: date | None) -> Submission:
    """Describe a submission as its sheets do; raises InputError where none is of datasets or variables."""
    if not (sheets.of("variables") or sheets.of("datasets")):
        without = [one.kind for one in sheets.notes if HEADLESS in one.kind]
        got = "; ".join(without) or f"{EXPECTED}, got {', '.join(sheets.tabs) or 'others'}"
        message = f"{name}: no specification: {got}"
        raise InputError(message)
    for tab, cells in sheets.tabs.items():
        if cells:
            sheets.notes.append(Note(f"{tab}!A{cells[0][0]}", "a sheet that is not known; not read", tab, lost=True))
    known = Known(sheets, document_names(sheets))
    places: dict[Trail, str] = dict(beside(sheets, dict(known.documents)))
    qualifiers: dict[str, dict[str, VariableChange]] = {}
    datasets = with_qualifiers(dict(_datasets(sheets, known, places, qualifiers)), qualifiers)
    submission = Submission(
        study=study(sheets).model_copy(update={"created": created}),
        standards=standards(sheets),
        datasets=datasets,
        codelists=codelists(sheets, lambda row: comment_of(row, known)),
        dictionaries=dictionaries(sheets),
        define=define_file(sheets, known.documents, known.used, displays_of_sheets(known)),
    )
    known.tell_unused()
    sheets.notes += unread(sheets)
    return with_more(submission, sheets).model_copy(update={"places": places})


def _day(path: Path) -> date | None:
    """Give the day on which a workbook was last saved, as it says itself."""
    with opened(path) as book:
        name = "docProps/core.xml"
        if name not in book.archive.namelist():
            return None
        text = book.archive.read(name).decode("utf-8", errors="replace")
    for tag in ("dcterms:modified", "dcterms:created"):
        _, _, rest = text.partition(f"<{tag}")
        day = rest.partition(">")[2][:10]
        try:
            return date.fromisoformat(day)
        except ValueError:
            continue
    return None


def _datasets(
    sheets: Sheets, known: Known, places: dict[Trail, str], qualifiers: dict[str, dict[str, VariableChange]]
) -> Iterator[tuple[str, DescribedDataset]]:
    """Give every dataset; variables of one that no row of Datasets has are told, and make one.

    Rows that are supplemental qualifiers go into `qualifiers`, by the name of their SUPP--.
    """
    rows = {row["dataset"].upper(): row for row in reversed(sheets.of("datasets")) if row["dataset"]}
    rows = dict(reversed(rows.items()))
    variables = _by_dataset(sheets.of("variables"))
    slices = _by_dataset(sheets.of("value_level"))
    for name in dict.fromkeys((*rows, *variables)):
        row = rows.get(name)
        if row is None:
            first = variables[name][0]
            kind = f"{first.sheet}: variables of a dataset that Datasets does not list; it is described by them"
            sheets.notes.append(Note(first.place("dataset"), kind, name))
            places["datasets", name] = first.place("dataset")
        if row is not None:
            places |= of_row(row, ("datasets", name), "dataset")
        described = dict(_variables(variables.get(name, []), name, known, places))
        for qualifier, said in _qualifiers(variables.get(name, []), name, known, places):
            qualifiers.setdefault(qualifiers_of(name), {}).setdefault(qualifier, said)
        levels = tuple(_levels(slices.get(name, []), name, described, known, places))
        keys = _sorted(variables.get(name, []))
        yield name, _dataset(name, row, described, levels, known, keys)
    for name in slices.keys() - {*rows, *variables}:
        first = slices[name][0]
        kind = f"{first.sheet}: values of a dataset that is not described; not kept"
        sheets.notes.append(Note(first.place("dataset"), kind, f"{name} ({len(slices[name])} rows)", lost=True))


def _by_dataset(rows: list[Row]) -> dict[str, list[Row]]:
    """Put rows with their dataset, in the order that they say, else that of the sheet."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["dataset"] and row["variable"]:
            found.setdefault(row["dataset"].upper(), []).append(row)
    return {name: sorted(those, key=_order) for name, those in found.items()}


def _order(row: Row) -> float:
    """Give the place of a row; one without a number stays with those before it only where none has one."""
    found = number_of(row["order"])
    return float("inf") if found is None else found


def _sorted(rows: list[Row]) -> tuple[str, ...]:
    """Give the keys of a dataset where they are said variable by variable, by their number in it."""
    keyed = [(number, row["variable"].upper()) for row in rows if (number := number_of(row["key"])) is not None]
    return tuple(name for _, name in sorted(keyed))


def _variables(
    rows: list[Row], dataset: str, known: Known, places: dict[Trail, str]
) -> Iterator[tuple[str, VariableChange]]:
    """Describe the variables of a dataset, without those that are supplemental qualifiers."""
    for name, row in _kept([row for row in rows if not _is_beside(row, dataset)], known):
        places |= of_row(row, ("datasets", dataset, "variables", name), "variable")
        yield name, described_variable(row, known)


def _qualifiers(
    rows: list[Row], dataset: str, known: Known, places: dict[Trail, str]
) -> Iterator[tuple[str, VariableChange]]:
    """Describe the supplemental qualifiers among the rows of a dataset, and tell them."""
    for name, row in _kept([row for row in rows if _is_beside(row, dataset)], known):
        known.tell(row, "variable", SUPP, value=name)
        said = described_variable(row, known)
        places |= of_level(row, qualifiers_of(dataset), slice_of(name, said), "variable")
        yield name, said


def _is_beside(row: Row, dataset: str) -> bool:
    return bool(flag(row["supp"])) or is_qualifier(dataset, row["variable"].upper())


def _kept(rows: list[Row], known: Known) -> Iterator[tuple[str, Row]]:
    """Give each row by the name of its variable; one that stands twice or is not to be kept is told."""
    seen: set[str] = set()
    for row in rows:
        name = row["variable"].upper()
        if name in seen:
            kind = f"{row.sheet}: a variable that stands twice; the first is kept"
            known.sheets.notes.append(Note(row.place("variable"), kind, name, lost=True))
        elif flag(row["keep"]) is False:
            known.tell(row, "keep", "Keep: not a variable of the dataset; left out", value=name)
        else:
            seen.add(name)
            yield name, row


def _levels(
    rows: list[Row],
    dataset: str,
    variables: Mapping[str, VariableChange],
    known: Known,
    places: dict[Trail, str],
) -> Iterator[ValueLevel]:
    for row in rows:
        level = sliced(row, dataset, variables, known)
        if level is not None:
            places |= of_level(row, dataset, level)
            yield level


def _dataset(
    name: str,
    row: Row | None,
    variables: Mapping[str, VariableChange],
    levels: tuple[ValueLevel, ...],
    known: Known,
    sorted_by: tuple[str, ...],
) -> DescribedDataset:
    if row is None:
        return DescribedDataset(
            name=name,
            variables=dict(variables),
            value_level=levels,
            purpose=purpose_of(name, "", None),
            keys=sorted_by,
        )
    keys = tuple(key.upper() for key in re.split(r"[\s,;]+", row["keys"]) if key)
    kind = class_of(row["class"])
    if row["class"] and kind is None:
        told = f"{row.sheet} Class: not a class of Define-XML 2.1; taken from the guide"
        known.sheets.notes.append(Note(row.place("class"), told, row["class"], lost=True))
    return DescribedDataset(
        name=name,
        label=row["label"],
        class_=kind,
        subclass=row["subclass"].upper(),
        structure=row["structure"],
        keys=keys or sorted_by,
        repeating=flag(row["repeating"]),
        reference_data=flag(row["reference_data"]),
        has_data=not flag(row["has_no_data"]),
        standard=" ".join(filter(None, split_standard(row["standard"]))),
        comment=comment_of(row, known),
        notes=dict(row.others),
        variables=dict(variables),
        value_level=levels,
        purpose=purpose_of(name, row["purpose"], kind),
    )
