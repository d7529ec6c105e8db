"""The ledger of a study is that of its ranges of subjects, put together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.dataset import RawTable
from converter.errors import LedgerError
from converter.pipeline.stages.disk.forms import load_ledger, save_ledger
from converter.plan import make_plan
from converter.sdtm.rows.ledger import account, fates_by_row
from converter.spec.load import load_study
from converter.steps import Fate, Plan

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  notes: {file: notes.csv, subject: "{SUBJ}", unmapped: for nobody}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
Lost = Literal["merged", "set aside", "not mapped"]
LOST: tuple[Lost, ...] = ("merged", "set aside", "not mapped")
reasons = st.sampled_from(["too late", "too early", ""])


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "study.yaml").write_text(STUDY)
    (tmp_path / "sdtm" / "dm.yaml").write_text(DM)
    return make_plan(load_study(tmp_path))


def raw_of(count: int) -> dict[str, RawTable]:
    numbers = pd.Index([2 + 2 * row for row in range(count)], dtype="int64")
    frame = pd.DataFrame({"SUBJ": [f"{row}" for row in range(count)]}, index=numbers, dtype="str")
    return {name: RawTable(name, f"{name}.csv", frame) for name in ("notes", "dm")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LOST), reasons, st.integers(0, 2)), max_size=10))
def test_rows_have_the_fates_of_their_ranges(tmp_path: Path, plan: Plan, fates: list[tuple[Lost, str, int]]) -> None:
    raw = raw_of(len(fates))
    told = [
        Fate("dm", "DM", fate, (int(row),), reason)
        for row, (fate, reason, _) in zip(raw["dm"].index, fates, strict=True)
    ]
    parts = [
        fates_by_row({}, [one for one, (*_, own) in zip(told, fates, strict=True) if own == number], plan)
        for number in range(3)
    ]
    whole = account(raw, [fates_by_row({}, told, plan)], plan)
    pd.testing.assert_frame_equal(account(raw, parts, plan).rows.astype("str"), whole.rows.astype("str"))
    assert whole.rows["table"].tolist() == ["dm"] * len(fates) + ["notes"] * len(fates)
    assert whole.rows["fate"].tolist() == [fate for fate, *_ in fates] + ["not mapped"] * len(fates)
    assert set(whole.rows.loc[whole.rows["table"] == "notes", "reason"]) <= {"for nobody"}
    save_ledger(whole, tmp_path / "ledger")
    again = load_ledger(tmp_path / "ledger")
    pd.testing.assert_frame_equal(again.rows.astype("str"), whole.rows.astype("str"))
    pd.testing.assert_frame_equal(again.balance(), whole.balance())


def test_a_row_counts_once_by_its_strongest_fate(plan: Plan) -> None:
    fates = [Fate("dm", "DM", fate, (2,), fate) for fate in reversed(LOST)]
    assert fates_by_row({}, fates, plan).to_dict("records") == [
        {"table": "dm", "row": 2, "datasets": "", "fate": "merged", "reason": "merged"}
    ]


def test_a_row_that_no_range_knows_fails_the_run(plan: Plan) -> None:
    part = fates_by_row({}, [Fate("dm", "DM", "set aside", (2,), "too late")], plan)
    with pytest.raises(LedgerError, match=r"2 raw rows have no fate, the first is dm\.csv:4"):
        account(raw_of(3), [part], plan)
