"""Variables of analysis datasets that say the same twice, as text and as number or code: one to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from converter.check.analysis.shared import PARAMETER, guide_variable, is_number, is_text
from converter.check.shipment import Shipment, offending
from converter.check.tally import N, added, counted, stands_in
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.dataset import DatasetSpec

OF_ALL = ("PAR", "TR", "TSEQ")
"""How names begin of pairs that are one to one in the whole dataset; others within a parameter (ADaMIG 1.3, 3.3)."""
VALUES = ("within", "first", "second")


def check_pairs(shipment: Shipment) -> Iterator[Issue]:
    """Report texts and their numbers or codes that are not one to one, and numbers without their text.

    Of the pairs in which a value stands all are told but the most frequent one.

    Pairs are PARAM with PARAMCD, variables whose labels in the guide differ by (N) or (C), and names that differ by N
    or C; of AVAL and AVALC, as of all pairs by (C), only records that have both are compared, and none whose number
    was put in place of the text (DTYPE).
    """
    for dataset, spec in shipment.known():
        frame, usual = dataset.frame, shipment.usual(pairs, dataset)
        for pair in _pairs(dataset, spec, shipment):
            yield from _one_to_one(dataset, pair, usual[usual["pair"] == pair.name])
            if pair.number:
                yield from offending(
                    dataset,
                    frame[pair.number].notna() & (frame[pair.first] == ""),
                    rule="analysis-pair-alone",
                    severity="error",
                    message=f"a number without its text {pair.first}",
                    variable=pair.number,
                )


@dataclass(frozen=True)
class _Pair:
    """Two variables that are one to one, in the records that count; `number` is the second where it stands for text."""

    first: str
    second: str
    within: bool = False
    number: str = ""
    collected: bool = False

    @property
    def name(self) -> str:
        """What the pair is called."""
        return f"{self.first} {self.second} {self.collected}"

    def of(self, frame: Frame) -> Frame:
        """Give the values of the pair, of the records that count, as text, with the parameter where it matters."""
        if self.collected:
            frame = frame[frame[self.second].notna() & (frame[self.first] != "") & _as_collected(frame)]
        within = frame[PARAMETER] if self.within else ""
        return pd.DataFrame({"within": within, "first": frame[self.first], "second": frame[self.second]}, frame.index)


def _pairs(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> Iterator[_Pair]:
    frame = dataset.frame
    if is_text(frame, "PARAM", PARAMETER):
        yield _Pair(PARAMETER, "PARAM")
    labels = _labels(dataset, spec, shipment)
    for number, text in _numbered(dataset, labels):
        yield _Pair(text, number, _within(frame, text), number)
    for number, text in _lettered(dataset, labels):
        yield _Pair(text, number, _within(frame, text), collected=True)


def pairs(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count how often the values of each pair of variables stand beside each other."""
    spec = shipment.specs.get(dataset.name)
    found = [pd.DataFrame({name: [] for name in ("pair", *VALUES)})]
    for pair in _pairs(dataset, spec, shipment) if spec else ():
        counts = counted(pair.of(dataset.frame))
        texts = {name: _text(counts[name]) for name in VALUES}
        found.append(counts.assign(**texts, pair=pair.name))
    return added(one for one in found if len(one)) if any(map(len, found)) else counted(found[0])


def _as_collected(frame: Frame) -> pd.Series:
    """Tell which records have their own value, none that a rule put in its place."""
    return frame["DTYPE"] == "" if is_text(frame, "DTYPE") else pd.Series(data=True, index=frame.index)


def _within(frame: Frame, text: str) -> bool:
    return PARAMETER in frame and not text.startswith(OF_ALL)


def _one_to_one(dataset: FoundDataset, pair: _Pair, counts: Frame) -> Iterator[Issue]:
    """Report records on which a value of either variable stands beside another value than it mostly does."""
    odd = counts[_unusual(counts, ["within", "first"]) | _unusual(counts, ["within", "second"])]
    wrong = pd.Series(data=False, index=dataset.frame.index)
    if odd.empty:
        return
    values = pair.of(dataset.frame).apply(_text)
    wrong[values.index] = stands_in(values, odd[list(VALUES)])
    yield from offending(
        dataset,
        wrong,
        rule="analysis-pair",
        severity="error",
        message=f"not one to one{f' in {PARAMETER}' if pair.within else ''}: "
        f"{pair.first} and {pair.second} mostly pair otherwise",
        variable=pair.first,
        values=_text(dataset.frame[pair.first]) + " with " + _text(dataset.frame[pair.second]),
    )


def _unusual(pairs: Frame, by: list[str]) -> pd.Series:
    """Tell which pairs of a value are not its most frequent one; all of them where none is."""
    filled = pairs[~is_missing(pairs[by[-1]])]
    most = filled.groupby(by)[N].transform("max")
    usual = filled[N] == most
    ties = usual.groupby([filled[name] for name in by]).transform("sum") > 1
    several = filled.duplicated(by, keep=False)
    odd: pd.Series = (several & (~usual | ties)).reindex(pairs.index, fill_value=False)
    return odd


def _text(values: pd.Series) -> pd.Series:
    return number_text(values) if pd.api.types.is_numeric_dtype(values) else values


def _numbered(dataset: FoundDataset, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Find the numbers and the texts that they stand for: by (N) of the guide's labels, else by N of the names."""
    for name in map(str, dataset.frame.columns):
        label = labels.get(name, "")
        text = next((one for one, other in labels.items() if label.endswith(" (N)") and other == label[:-4]), name[:-1])
        if name.endswith("N") and is_number(dataset.frame, name) and is_text(dataset.frame, text):
            yield name, text


def _lettered(dataset: FoundDataset, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Find the numbers and the texts that write them, by (C) of the guide's labels."""
    for text, label in labels.items():
        number = text.removesuffix("C")
        if label.endswith(" (C)") and is_text(dataset.frame, text) and is_number(dataset.frame, number):
            yield number, text


def _labels(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> dict[str, str]:
    known = ((str(name), guide_variable(shipment, spec, str(name))) for name in dataset.frame.columns)
    return {name: variable.label for name, variable in known if variable and variable.label}
