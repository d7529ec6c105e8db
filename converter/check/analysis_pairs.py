"""Variables of analysis datasets that say the same twice, as text and as number or code: one to one."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis import PARAMETER, guide_variable, is_number, is_text
from converter.check.shipment import Shipment, offending
from converter.compute.condition import is_missing
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.dataset import DatasetSpec

OF_ALL = ("PAR", "TR", "TSEQ")
"""How names begin of pairs that are one to one in the whole dataset; others within a parameter (ADaMIG 1.3, 3.3)."""
FLAGS = {"Y": 1.0, "N": 0.0}


def check_pairs(shipment: Shipment) -> Iterator[Issue]:
    """Report texts and their numbers or codes that are not one to one, and numbers without their text.

    Pairs are PARAM with PARAMCD, variables whose labels in the guide differ by (N) or (C), and names that differ by N
    or C; of AVAL and AVALC, as of all pairs by (C), only records that have both are compared.
    """
    for dataset, spec in shipment.known():
        frame = dataset.frame
        if is_text(frame, "PARAM", PARAMETER):
            yield from _one_to_one(dataset, PARAMETER, "PARAM", [])
        for number, text in _numbered(dataset, spec, shipment):
            yield from _one_to_one(dataset, text, number, _within(frame, text))
            yield from offending(
                dataset,
                frame[number].notna() & (frame[text] == ""),
                rule="analysis-pair-alone",
                severity="error",
                message=f"a number without its text {text}",
                variable=number,
            )
        for number, text in _lettered(dataset, spec, shipment):
            both = frame[number].notna() & (frame[text] != "")
            yield from _one_to_one(dataset, text, number, _within(frame, text), both)


def _within(frame: Frame, text: str) -> list[str]:
    return [PARAMETER] if PARAMETER in frame and not text.startswith(OF_ALL) else []


def _one_to_one(
    dataset: FoundDataset, first: str, second: str, within: list[str], rows: pd.Series | None = None
) -> Iterator[Issue]:
    """Report values of either variable that stand beside several values of the other one."""
    frame = dataset.frame if rows is None else dataset.frame[rows]
    pairs = frame[[*within, first, second]].drop_duplicates()
    for one, other in ((first, second), (second, first)):
        filled = pairs[~is_missing(pairs[one])]
        several = filled[filled.duplicated([*within, one], keep=False)]
        if several.empty:
            continue
        wrong = pd.Series(data=False, index=dataset.frame.index)
        wrong[frame.index] = _among(frame, several, [*within, one])
        where = f" of a {PARAMETER}" if within else ""
        yield from offending(
            dataset,
            wrong,
            rule="analysis-pair",
            severity="error",
            message=f"one value{where} has several values of {other}",
            variable=one,
            hint=f"{first} and {second} say the same, so they must be one to one",
        )


def _among(frame: Frame, some: Frame, by: list[str]) -> pd.Series:
    return pd.Series(pd.MultiIndex.from_frame(frame[by]).isin(pd.MultiIndex.from_frame(some[by])), index=frame.index)


def _numbered(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> Iterator[tuple[str, str]]:
    """Find the numbers and the texts that they stand for: by (N) of the guide's labels, else by N of the names."""
    labels = _labels(dataset, spec, shipment)
    for name in map(str, dataset.frame.columns):
        label = labels.get(name, "")
        text = next((one for one, other in labels.items() if label.endswith(" (N)") and other == label[:-4]), name[:-1])
        if name.endswith("N") and is_number(dataset.frame, name) and is_text(dataset.frame, text):
            yield name, text


def _lettered(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> Iterator[tuple[str, str]]:
    """Find the numbers and the texts that write them, by (C) of the guide's labels."""
    labels = _labels(dataset, spec, shipment)
    for text, label in labels.items():
        number = text.removesuffix("C")
        if label.endswith(" (C)") and is_text(dataset.frame, text) and is_number(dataset.frame, number):
            yield number, text


def _labels(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> dict[str, str]:
    known = ((str(name), guide_variable(shipment, spec, str(name))) for name in dataset.frame.columns)
    return {name: variable.label for name, variable in known if variable and variable.label}


def check_flag_numbers(shipment: Shipment) -> Iterator[Issue]:
    """Report flags whose number says something else: 1 is Y, 0 is N (--FL with --FN)."""
    for dataset, _ in shipment.known():
        frame = dataset.frame
        for name in (str(one) for one in frame.columns if str(one).endswith("FL")):
            number = f"{name[:-1]}N"
            if is_text(frame, name) and is_number(frame, number):
                expected = frame[name].map(FLAGS)
                wrong = (frame[number] != expected) & ~(frame[number].isna() & expected.isna())
                yield from offending(
                    dataset,
                    wrong & (frame[name].isin(list(FLAGS)) | (frame[name] == "")),
                    rule="analysis-flag-number",
                    severity="error",
                    message=f"expected 1 where {name} is Y, 0 where it is N, else nothing",
                    variable=number,
                    values=frame[name],
                )
