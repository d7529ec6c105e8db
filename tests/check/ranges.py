"""Shipments cut in ranges of subjects, and datasets with damaged values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from converter.check.shipment import Shipment
from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import describe
from converter.dataset import AnyDataset, FoundDataset, FoundVariable, Frame
from converter.steps import Plan

SUBJECT = "USUBJID"


def shipped(datasets: Mapping[str, AnyDataset], plan: Plan, tabulations: Mapping[str, AnyDataset]) -> Shipment:
    """Give datasets as their files would have them."""
    described = describe(datasets, {name: facts_of(one) for name, one in datasets.items()})
    found = {name: _found(one) for name, one in described.items()}
    frames = {name: one.frame for name, one in tabulations.items()}
    return Shipment(found, {name: one.spec for name, one in described.items()}, plan, frames)


def _found(dataset: AnyDataset) -> FoundDataset:
    variables = tuple(FoundVariable(v.name, v.label, v.type, v.length or 8, "") for v in dataset.spec.variables)
    return FoundDataset(dataset.name, dataset.spec.label, f"{dataset.name.lower()}.xpt", dataset.frame, variables)


def cut(shipment: Shipment, bounds: Sequence[str]) -> list[Callable[[], Shipment]]:
    """Cut a shipment before the subjects named; a dataset without subjects stands beside every range but the first."""
    return [partial(_range, shipment, bounds, number) for number in range(len(bounds) + 1)]


def _range(shipment: Shipment, bounds: Sequence[str], number: int) -> Shipment:
    def own(frame: Frame) -> Frame:
        if SUBJECT not in frame:
            return frame
        mine = np.searchsorted(bounds, frame[SUBJECT].to_list(), side="right") == number
        kept: Frame = frame.loc[mine]
        return kept

    found = {name: replace(one, frame=own(one.frame)) for name, one in shipment.found.items()}
    whole = frozenset(name for name, one in shipment.found.items() if SUBJECT not in one.frame)
    tabulations = {name: own(frame) for name, frame in shipment.tabulations.items()}
    return replace(shipment, found=found, tabulations=tabulations, beside=whole if number else frozenset())


def damaged(shipment: Shipment, seed: int, share: float) -> Shipment:
    """Change a share of the values of every dataset, and let some records stand twice; always the same for a seed."""
    rng = np.random.default_rng(seed)
    found = {name: replace(one, frame=_damaged(one.frame, rng, share)) for name, one in shipment.found.items()}
    return replace(shipment, found=found)


def _damaged(frame: Frame, rng: np.random.Generator, share: float) -> Frame:
    if frame.empty:
        return frame
    changed = frame.assign(**{str(name): _changed(frame[name], rng, share) for name in frame})
    twice = np.sort(rng.integers(0, len(frame), max(1, len(frame) // 50)))
    together = pd.concat([changed, changed.iloc[twice]])
    return together.sort_values([SUBJECT] if SUBJECT in frame else [], kind="stable", ignore_index=True)


def _changed(values: pd.Series, rng: np.random.Generator, share: float) -> pd.Series:
    made = values.astype("object").to_numpy(copy=True)
    number = pd.api.types.is_numeric_dtype(values)
    for row in rng.integers(0, len(made), max(1, int(len(made) * share))):
        one, other = made[row], made[rng.integers(0, len(made))]
        ways = [float("nan"), -one, one * 1000, one + 0.123, 0.0, other] if number else _texts(str(one), other)
        made[row] = ways[rng.integers(0, len(ways))]
    return pd.Series(made, index=values.index).astype(values.dtype)


def _texts(one: str, other: str) -> list[str]:
    return ["", "?", other, one + "X", one.lower(), "2031-01-01", one[:4]]
