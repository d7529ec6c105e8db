"""Datasets that are not in the order of subjects, such as RELREC: put together of ranges, sorted, and written once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from converter.dataset import TRACE_COLUMNS, Dataset
from converter.pipeline.stages.disk.forms import save_datasets, save_json
from converter.pipeline.stages.disk.frames import save_frame
from converter.pipeline.stages.ranges.parts import FACTS, OF_RANGES, RANGE, SEVERAL, Part, StoredDataset, facts_told


def sort_anew(dataset: StoredDataset, keys: Sequence[str], folder: Path) -> tuple[StoredDataset, pd.Series]:
    """Sort a dataset of ranges by keys, in memory, and write it to a folder as one part.

    Gives it, and the new position of each record, on the position that it had.
    """
    whole, positions = _sorted(Dataset(dataset.spec, dataset.frame, dataset.lineage, dataset.making), keys)
    ranges = np.repeat([part.number for part in dataset.parts], [part.records for part in dataset.parts])
    save_datasets({dataset.name: whole}, folder)
    save_json({dataset.name: facts_told(whole)}, folder / FACTS)
    save_frame(pd.DataFrame({RANGE: pd.Series(ranges).set_axis(positions).sort_index()}), folder / OF_RANGES)
    return replace(dataset, parts=[Part(SEVERAL, folder, dataset.records, {})]), positions


def _sorted(dataset: Dataset, keys: Sequence[str]) -> tuple[Dataset, pd.Series]:
    """Sort a dataset by keys, what is equal in the order in which it was made; give also where each record went."""
    order = dataset.frame.assign(_made=dataset.making.made_by).sort_values(
        [*keys, "_made"], kind="stable", na_position="first"
    )
    positions = pd.Series(range(len(order)), index=order.index, dtype="int64").sort_index()
    lineage = dataset.lineage.assign(row=dataset.lineage["row"].map(positions).astype("int64"))
    lineage = lineage.sort_values(["row", "step", "table", "source_row"], kind="stable", ignore_index=True)
    frame = order.drop(columns="_made").reset_index(drop=True)
    making = dataset.making.moved(positions)
    return replace(dataset, frame=frame, lineage=lineage[list(TRACE_COLUMNS)], making=making), positions
