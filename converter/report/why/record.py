"""Which record of a dataset is meant: by its number, or by subject, parameter and sequence number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from converter.compute.dates.sas_date import iso_date
from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.report.why.records import Records
from converter.spec.standards.standard import variable_prefix

SUBJECT, PARAMETER, SEQUENCE, SOURCE_SEQUENCE = "USUBJID", "PARAMCD", "ASEQ", "SRCSEQ"
MOST = 20
"""Of more choices than these the others are counted."""


@dataclass(frozen=True)
class Asked:
    """What a person says of a record; a number of 0 and blank text say nothing."""

    record: int = 0
    subject: str = ""
    seq: int = 0
    paramcd: str = ""


def record_of(found: Records, asked: Asked, keys: Sequence[str] = ()) -> int:
    """Find the one record (1-based) that is asked for; `keys` identify a record of the dataset.

    Raises InputError where there is none, and where there are several: then it names what tells them apart.
    """
    name = found.name
    if asked.record or not (asked.subject or asked.paramcd or asked.seq):
        if 1 <= asked.record <= len(found):
            return asked.record
        others = "".join(f", --{option}" for option in _options(found))
        message = (
            f"{name}: no such record; name one of 1 to {len(found)} with --record{others and ' or by'}{others[1:]}"
        )
        raise InputError(message)
    sequence = sequence_of(found) if asked.seq else ""
    narrowing = (
        ("subject", SUBJECT, asked.subject),
        ("paramcd", PARAMETER, asked.paramcd),
        ("seq", sequence, str(asked.seq or "")),
    )
    rows = _columns(found, *(variable for _, variable, wanted in narrowing if wanted))
    for option, variable, wanted in narrowing:
        rows = _narrowed(name, rows, variable, wanted, option)
    if len(rows) > 1:
        telling = _columns(found, SUBJECT, PARAMETER, sequence_of(found), *keys)
        raise InputError(_several(found, telling.loc[rows.index], asked, keys))
    return int(rows.index[0]) + 1


def _columns(found: Records, *names: str) -> Frame:
    """Give those of some columns that there are."""
    return found.columns(*(name for name in dict.fromkeys(names) if name in found.names))


def sequence_of(found: Records) -> str:
    """Name the variable that numbers a subject's records: --SEQ of the dataset, ASEQ, or its one variable --SEQ."""
    names = found.names
    copied = [name for name in names if name.endswith("SEQ") and name not in {SEQUENCE, SOURCE_SEQUENCE}]
    usual = [name for name in (f"{variable_prefix(found.name)}SEQ", SEQUENCE) if name in names]
    return next(iter([*usual, *(copied if len(copied) == 1 else ())]), "")


def _options(found: Records) -> list[str]:
    known = {"subject": SUBJECT in found.names, "paramcd": PARAMETER in found.names, "seq": bool(sequence_of(found))}
    return [option for option, there in known.items() if there]


def _narrowed(dataset: str, rows: Frame, variable: str, wanted: str, option: str) -> Frame:
    """Keep the records that have a value; raises InputError where the variable or the value is not there."""
    if not wanted:
        return rows
    if variable not in rows:
        message = f"{dataset} has no {variable or 'one sequence number'}, so --{option} names no record"
        raise InputError(message)
    values = _text(rows, variable)
    kept = rows[values == wanted]
    if kept.empty:
        known = list(dict.fromkeys(values))
        hint = nearest(wanted, known) or f"known: {_listed(known)}"
        message = f"{dataset}: no such record: {variable} '{wanted}'; {hint}"
        raise InputError(message)
    return kept


def _several(found: Records, rows: Frame, asked: Asked, keys: Sequence[str]) -> str:
    """Say what tells several records apart: their parameters, their sequence numbers, or their keys."""
    said = ", ".join(text for text in (asked.subject, asked.paramcd) if text)
    head = f"{found.name}: {len(rows)} records of {said or f'--seq {asked.seq}'}"
    if not asked.subject and SUBJECT in rows and _vary(rows, SUBJECT):
        return f"{head}; choose one with --subject: {_listed(rows[SUBJECT].unique())}"
    if PARAMETER in rows and not asked.paramcd and _vary(rows, PARAMETER):
        return f"{head}; choose one with --paramcd: {_listed(rows[PARAMETER].unique())}"
    sequence = sequence_of(found)
    if sequence and not asked.seq and rows[sequence].notna().all() and rows[sequence].is_unique:
        return f"{head}; choose one with --seq, which is {sequence}: {_listed(_text(rows, sequence))}"
    telling = [key for key in keys if key in rows and _vary(rows, key)]
    choices = number_text(pd.Series(rows.index + 1, index=rows.index))
    for key in telling:
        choices = choices + f" {key} " + _text(rows, key)
    return f"{head}; choose one with --record: {_listed(choices)}"


def _vary(rows: Frame, variable: str) -> bool:
    return len(rows[variable].unique()) > 1


def _text(rows: Frame, variable: str) -> pd.Series:
    """Write values as text, numeric dates as dates."""
    values = rows[variable]
    if not pd.api.types.is_numeric_dtype(values):
        return values
    return iso_date(values) if variable.endswith("DT") else number_text(values)


def _listed(values: Iterable[object]) -> str:
    texts = [str(value) for value in values]
    return ", ".join(texts[:MOST]) + (f" and {len(texts) - MOST} more" if len(texts) > MOST else "")
