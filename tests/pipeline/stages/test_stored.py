"""A raw table on disk is the table in memory: its rows and columns, what stays of it, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.dataset import RawTable
from converter.pipeline.stages.disk import frames, stored
from converter.pipeline.stages.disk.frames import load_frame
from converter.pipeline.stages.disk.stored import StoredTable, load_tables, read_stored, save_tables
from converter.pipeline.stages.ranges import chain
from converter.pipeline.stages.ranges.bounds import Ranges
from converter.pipeline.stages.ranges.chain import RAW, SUBJECT, spill
from converter.plan import make_plan
from converter.read.table import read_table
from converter.sdtm.build import Screening, screened
from converter.spec.load import load_study
from converter.spec.text.paths import files_below
from converter.steps import Plan

FEW = 3
"""Rows of a piece in these tests."""
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
habits: {rows: 4, exceptions: 0.3}
policies: {duplicate_key: POLICY, unknown_subject: POLICY, missing_subject: POLICY}
tables:
  dm: {file: dm.csv, subject: "{SITE}-{SUBJ}", key: [SUBJ]}
  ae: {file: ae.csv, subject: "{SITE}-{SUBJ}", key: [SUBJ, LINE]}
"""
DM = """\
domain: DM
records:
  - {table: dm, where: {variable: STATUS, ne: failed}, map: {SUBJID: {assign: {column: SUBJ}}}}
"""
AE = "domain: AE\nrecords: [{table: ae, map: {AETERM: {assign: {column: TERM}}}}]\n"
Rows = list[tuple[str, ...]]
cells = st.sampled_from(["", " ", "a", " a", "b", "long text", "\u00e9"])
people = st.sampled_from(["", "01", "1", "2", " 2 ", "3", "9"])
sites = st.sampled_from(["A", "A", "A", ""])
persons = st.lists(st.tuples(sites, people, st.sampled_from(["", "failed"])), max_size=8)
events = st.lists(st.tuples(sites, people, st.sampled_from(["1", "2", ""]), cells), max_size=14)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (frames, stored):
        monkeypatch.setattr(module, "ROWS", FEW)
    monkeypatch.setattr(chain, "SPILLED", 2 * FEW)


@pytest.fixture(params=["set aside", "keep"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Plan:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "study.yaml").write_text(STUDY.replace("POLICY", request.param))
    (tmp_path / "sdtm" / "dm.yaml").write_text(DM)
    (tmp_path / "sdtm" / "ae.yaml").write_text(AE)
    return make_plan(load_study(tmp_path))


def table(name: str, columns: str, rows: Rows, *, gap: int = 0) -> RawTable:
    """Give a table whose first record is row 2, and from the second on so many lines are left out."""
    frame = pd.DataFrame(rows, columns=columns.split(), dtype="str")
    return RawTable(name, f"{name}.csv", frame.set_axis(pd.Index([2 + n + gap * (n > 0) for n in range(len(rows))])))


def in_pieces(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    return (frame.iloc[at : at + FEW] for at in range(0, max(len(frame), 1), FEW))


def on_disk(tables: Mapping[str, RawTable], folder: Path) -> dict[str, StoredTable]:
    save_tables(tables, folder)
    return load_tables(folder)


@quick
@given(rows=st.lists(st.tuples(cells, cells), max_size=14), gap=st.integers(0, 2), chosen=st.sets(st.integers(0, 13)))
def test_a_table_on_disk_is_the_table(tmp_path: Path, rows: Rows, gap: int, chosen: set[int]) -> None:
    here = table("t", "A B", rows, gap=gap)
    there = on_disk({"t": here}, tmp_path / "t")["t"]
    assert (there.name, there.file, there.columns) == (here.name, here.file, here.columns)
    assert there.index.tolist() == here.index.tolist()
    assert {name: there.column(name).tolist() for name in there.columns} == here.frame.to_dict("list")
    numbers = here.index[sorted(number for number in chosen if number < len(rows))]
    pd.testing.assert_frame_equal(there.rows(numbers), here.rows(numbers), check_index_type=False)
    for columns in (None, ["B"], ["B", "A"]):
        every = pd.concat(list(there.pieces(columns)))
        pd.testing.assert_frame_equal(every, next(here.pieces(columns)), check_index_type=False)
    assert all(len(piece) <= FEW for piece in there.pieces())


def told(screening: Screening) -> dict[str, object]:
    """Give everything that screening found, in plain values."""
    whole = {name: kept.whole() for name, kept in screening.tables.items()}
    rows = {name: one.frame.reset_index().to_dict("list") for name, one in whole.items()}
    subjects = {name: one.subjects.tolist() for name, one in whole.items()}
    return {"rows": rows, "subjects": subjects, "of": screening.subjects, "why": (screening.fates, screening.issues)}


@quick
@given(dm=persons, ae=events)
def test_what_stays_of_a_table_on_disk_is_what_stays_of_the_table(
    tmp_path: Path, plan: Plan, dm: Rows, ae: Rows
) -> None:
    raw = {"dm": table("dm", "SITE SUBJ STATUS", dm), "ae": table("ae", "SITE SUBJ LINE TERM", ae, gap=1)}
    assert told(screened(on_disk(raw, tmp_path / "raw"), plan)) == told(screened(raw, plan))


@quick
@given(dm=persons, ae=events, bounds=st.lists(st.sampled_from(["S1-A-1", "S1-A-2", "S1-A-3"]), unique=True))
def test_each_row_that_stays_is_spilled_to_the_range_of_its_subject(
    tmp_path: Path, plan: Plan, dm: Rows, ae: Rows, bounds: list[str]
) -> None:
    raw = {"dm": table("dm", "SITE SUBJ STATUS", dm), "ae": table("ae", "SITE SUBJ LINE TERM", ae)}
    screening, ranges = screened(on_disk(raw, tmp_path / "raw"), plan), Ranges(tuple(sorted(bounds)))
    parts = tmp_path / f"parts-{len(list(tmp_path.iterdir()))}"
    spill(screening, ranges, parts)
    for name, kept in screening.tables.items():
        whole = kept.whole()
        expected = whole.frame.assign(**{SUBJECT: whole.subjects})
        numbers = ranges.of(whole.subjects)
        for number in range(len(ranges)):
            folder = parts / RAW / f"{number:05d}" / name
            found = pd.concat([load_frame(folder / file) for file in sorted(files_below(folder))])
            pd.testing.assert_frame_equal(found, expected[numbers == number], check_index_type=False)


def test_a_file_that_is_read_to_disk_is_told_of_as_one_that_is_read(tmp_path: Path, plan: Plan) -> None:
    (tmp_path / "ae.csv").write_text("SITE,SUBJ,LINE,OLD\nA,1,1,\x07\n\nA,1,2,x\nA,2,1,y\nA,2\nA,3,1,z\n")
    source = plan.sources["ae"]
    here, issues = read_table(source, tmp_path)
    there, told_there = read_stored(source, tmp_path, tmp_path / "stored" / "ae.parquet")
    assert told_there == issues
    assert {issue.rule for issue in issues} >= {"column-missing", "control-character"}
    pd.testing.assert_frame_equal(pd.concat(list(there.pieces())), here.frame, check_index_type=False)


def test_names_of_columns_are_no_paths(tmp_path: Path) -> None:
    names = ["a.b", "a", "", "a b", "a.b.c", "\u00e9", "a'"]
    frame = pd.DataFrame([[f"{row}{name}" for name in names] for row in range(5)], columns=names, dtype="str")
    there = on_disk({"t": RawTable("t", "t.csv", frame)}, tmp_path)["t"]
    assert {name: there.column(name).tolist() for name in there.columns} == frame.to_dict("list")
    for name in names:
        pd.testing.assert_frame_equal(pd.concat(list(there.pieces([name]))), frame[[name]], check_index_type=False)


def test_the_same_table_gives_the_same_file_in_however_many_pieces_it_comes(tmp_path: Path) -> None:
    here = table("t", "A B", [(f"{number}", "x") for number in range(10)])
    one, other = tmp_path / "one", tmp_path / "other"
    save_tables({"t": here}, one)
    save_tables(load_tables(one), other)
    assert (one / "t.parquet").read_bytes() == (other / "t.parquet").read_bytes()
