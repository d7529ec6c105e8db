"""The report of a study that was made in ranges gives the same datasets as one that was made in one piece."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from converter.dataset import NO_STEP, TRACE_COLUMNS, AnyDataset
from converter.pipeline import Ways, convert
from tests.converted import Converted

DEMO = Path(__file__).parents[3] / "examples" / "demo"
Datasets = dict[str, AnyDataset]


@pytest.fixture(scope="module")
def both(converted: Converted, tmp_path_factory: pytest.TempPathFactory) -> tuple[Datasets, Datasets]:
    """Give the datasets of a study in one piece, and in three ranges of its subjects."""
    ranged = convert(DEMO, tmp_path_factory.mktemp("three") / "out", ways=Ways(ranges=3))
    return dict(converted("demo")[0].datasets), dict(ranged.datasets)


def ordered(lineage: pd.DataFrame) -> pd.DataFrame:
    return lineage.sort_values(list(TRACE_COLUMNS), ignore_index=True)


def test_records_their_description_and_what_stands_behind_them_are_the_same(both: tuple[Datasets, Datasets]) -> None:
    whole, ranged = both
    assert [*ranged] == [*whole]
    for name, one in whole.items():
        other = ranged[name]
        assert type(other) is not type(one)
        assert (other.name, other.spec, other.records, other.sources) == (name, one.spec, one.records, one.sources)
        pd.testing.assert_frame_equal(other.frame, one.frame)
        pd.testing.assert_frame_equal(ordered(other.lineage), ordered(one.lineage))
        made_by = one.making.made_by.reindex(range(one.records), fill_value=NO_STEP)  # none is told of qualifiers
        assert other.making.made_by.tolist() == made_by.tolist()
        assert other.making.gave == one.making.gave
        assert {key: marks.tolist() for key, marks in other.making.only.items()} == {
            key: marks.tolist() for key, marks in one.making.only.items()
        }


def test_some_variables_and_some_records_are_read(both: tuple[Datasets, Datasets]) -> None:
    whole, ranged = (each["AE"] for each in both)
    rows = np.array([5, 2, 0])
    pd.testing.assert_frame_equal(pd.concat([*ranged.frames(["AETERM", "AESEQ"])]), whole.frame[["AETERM", "AESEQ"]])
    pd.testing.assert_frame_equal(ranged.at(rows), whole.at(rows))
    pd.testing.assert_frame_equal(ordered(ranged.lineage_at(rows)), ordered(whole.lineage_at(rows)))
    spec = whole.spec.model_copy(update={"label": "Other"})
    assert ranged.with_spec(spec).spec.label == "Other"
