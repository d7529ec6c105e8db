"""A specification of sdtm.oak (CSV, one row a mapping) as the description of a submission."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from converter.errors import InputError
from converter.read.description.words import ORIGINS, Said, cleaned
from converter.spec.dataset import Origin
from converter.spec.described.columns import Columns
from converter.spec.described.description import DescribedDataset, DescribedStudy, Note, Submission, Trail
from converter.spec.domain import VariableChange
from converter.spec.study import StudyCodelist

DOMAIN, VARIABLE, ROLE = "target_sdtm_domain", "target_sdtm_variable", "target_sdtm_variable_role"
ORDER, CODE, ORIGIN = "target_sdtm_variable_ordinal", "target_sdtm_variable_codelist_code", "origin"
STUDY, RAW, ALGORITHM = "study_number", "raw_variable", "mapping_algorithm"
READ = frozenset({DOMAIN, VARIABLE, ROLE, ORDER, CODE, ORIGIN, STUDY})
EXPECTED = f"no specification of sdtm.oak: expected columns such as {DOMAIN}, {VARIABLE}, {ALGORITHM}"
Line = tuple[int, Mapping[str, str]]
"""The number of a line, and what it says."""


def read_oak(path: Path, columns: Columns) -> tuple[Submission, tuple[Note, ...]]:
    """Read a specification of sdtm.oak: variables of each domain in their order, with role, origin and codelist.

    How a variable is mapped is kept under `notes:`, column by column, for rules that a person writes. Raises InputError
    for a file that is none.
    """
    del columns
    lines = _lines(path)
    notes: list[Note] = []
    found: dict[str, dict[str, list[Line]]] = {}
    for number, said in lines:
        domain, variable = said[DOMAIN].upper(), said[VARIABLE].upper()
        if domain and variable:
            found.setdefault(domain, {}).setdefault(variable, []).append((number, said))
        else:
            kind = "a row without domain or variable (not submitted, or of a whole dataset); not kept"
            notes.append(Note(f"line {number}", kind, said.get(RAW, "") or said.get(ALGORITHM, ""), lost=True))
    codes = {said[CODE] for _, said in lines if said.get(CODE)}
    places: dict[Trail, str] = {}
    for domain, variables in found.items():
        places |= {("datasets", domain, "variables", name): f"line {rows[0][0]}" for name, rows in variables.items()}
    submission = Submission(
        study=DescribedStudy(name=next((said[STUDY] for _, said in lines if said.get(STUDY)), "")),
        datasets={name: _dataset(name, variables, notes) for name, variables in found.items()},
        codelists={code: StudyCodelist(code=code) for code in sorted(codes)},
    )
    return submission.model_copy(update={"places": places}), tuple(notes)


def _lines(path: Path) -> list[Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        message = f"{path.name}: {EXPECTED}: {error}"
        raise InputError(message) from error
    header = [cleaned(name).lower() for name in rows[0]] if rows else []
    if not {DOMAIN, VARIABLE} <= set(header):
        message = f"{path.name}: {EXPECTED}"
        raise InputError(message)
    return [
        (number, dict(zip(header, [*map(cleaned, row), *[""] * len(header)], strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(map(cleaned, row))
    ]


def _dataset(name: str, variables: Mapping[str, list[Line]], notes: list[Note]) -> DescribedDataset:
    ordered = sorted(variables, key=lambda variable: _order(variables[variable]))
    said = {variable: _variable(variables[variable], notes) for variable in ordered}
    return DescribedDataset(name=name, domain=name, variables=said)


def _order(rows: list[Line]) -> float:
    numbers = [said[ORDER] for _, said in rows if said.get(ORDER, "").replace(".", "", 1).isdecimal()]
    return float(numbers[0]) if numbers else float("inf")


def _variable(rows: list[Line], notes: list[Note]) -> VariableChange:
    said: Said = {"role": _first(rows, ROLE)} if _first(rows, ROLE) else {}
    if code := _first(rows, CODE):
        said["codelists"] = (code,)
    if origin := _origin(rows, notes):
        said["origin"] = origin
    return VariableChange(**said, notes=dict(_kept(rows)))


def _first(rows: list[Line], name: str) -> str:
    return next((said[name] for _, said in rows if said.get(name)), "")


def _origin(rows: list[Line], notes: list[Note]) -> Origin | None:
    text = _first(rows, ORIGIN)
    if not text:
        return None
    if text.lower() in ORIGINS:
        return Origin(**ORIGINS[text.lower()])
    notes.append(Note(f"line {rows[0][0]}", "origin: not one of Define-XML 2.1; taken as Other", text))
    return Origin(type="Other", text=text)


def _kept(rows: list[Line]) -> Iterator[tuple[str, str]]:
    """Give what else is said of a variable, the rows one after the other."""
    for name in rows[0][1]:
        texts = [said[name] for _, said in rows if said.get(name)]
        if name not in READ and name and texts:
            yield name, " | ".join(dict.fromkeys(texts))
