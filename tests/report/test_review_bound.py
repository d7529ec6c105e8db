"""A page of a large study: it holds the subjects that issues name first, and says of each table what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from converter.dataset import Dataset, Ledger, Making, RawTable
from converter.issues import Issue
from converter.plan import make_plan
from converter.report.report import Report
from converter.report.review import bound
from converter.report.review.bound import held_records, held_rows, may_hold, named_subjects
from converter.report.review.data import Reviewed, held_parts
from converter.report.review.page import packed, packed_data, review_page
from converter.spec.display import Display
from converter.spec.load import load_study
from converter.steps import Plan, RecordsStep
from tests.report.test_review_data import made
from tests.report.test_review_results import Made

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
Opened = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few records stand for many."""
    monkeypatch.setattr(bound, "RECORDS", 10)
    monkeypatch.setattr(bound, "MORE", ())


def frame_of(counts: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame({"USUBJID": [name for name, n in counts.items() for _ in range(n)]}, dtype="str")


@pytest.mark.parametrize(
    ("counts", "named", "held"),
    [
        pytest.param({"A": 4, "B": 6}, ["B"], ["A", "B"], id="what is not too much is held whole"),
        pytest.param({"A": 4, "B": 4, "C": 4}, ["C"], ["A", "C"], id="subjects that issues name, then the others"),
        pytest.param({"A": 4, "B": 8, "C": 4}, ["C", "B", "A"], ["C"], id="no subject in part"),
        pytest.param({"A": 4, "B": 30}, ["B"], ["B"], id="the first subject whole, however many records it has"),
        pytest.param({"A": 11, "B": 1}, ["X"], ["A"], id="a subject that is not there"),
    ],
)
def test_all_records_of_the_first_subjects_are_held(counts: dict[str, int], named: list[str], held: list[str]) -> None:
    subjects = frame_of(counts)["USUBJID"]
    found = held_records(len(subjects), subjects, named, 10)
    assert subjects.iloc[found].tolist() == frame_of({n: counts[n] for n in held})["USUBJID"].to_list()


def test_of_a_dataset_without_subjects_the_first_records_are_held() -> None:
    assert held_records(30, None, [], 10).tolist() == [*range(10)]


def test_subjects_of_issues_that_are_not_accepted_come_first() -> None:
    issues = [
        Issue("r", "error", "AE", "m", subjects=("A", "B"), accepted="so"),
        Issue("r", "note", "AE", "m", subjects=("C", "A")),
    ]
    assert named_subjects(issues, 10) == ("C", "A", "B")


def test_raw_rows_behind_records_are_all_held_then_those_of_issues_and_set_aside() -> None:
    table = RawTable("lb", "lb.csv", pd.DataFrame({"X": ["x"] * 40}, index=range(2, 42)))
    fates = pd.DataFrame({"table": "lb", "row": [30, 31], "fate": ["set aside", "mapped"], "reason": ""})
    issues = [Issue("r", "error", "lb.csv", "m", rows=(20,)), Issue("r", "error", "ae.csv", "m", rows=(21,))]
    behind = [pd.Series([40, 41, 40]), pd.Series([35, 34, 33, 32])]
    rows = table.frame.index[held_rows(table, behind, issues, Ledger(fates, fates), 10)]
    assert rows.tolist() == [2, 3, 20, 30, 32, 33, 34, 35, 40, 41]
    many = [pd.Series(range(2, 22))]
    assert len(held_rows(table, many, issues, None, 10)) == 20


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_study(ROOT / "examples" / "demo"))


@pytest.fixture
def reviewed(plan: Plan) -> Reviewed:
    """Give a conversion of 30 records of LB of three subjects, of which an issue names the last."""
    step = next(number for number, one in enumerate(plan.steps) if isinstance(one, RecordsStep) and one.dataset == "LB")
    raw = RawTable("lb", "lb_central.csv", pd.DataFrame({"RESULT": [f"{n}" for n in range(30)]}, index=range(2, 32)))
    dataset = made("LB", frame_of({"S-A": 10, "S-B": 10, "S-C": 10}).assign(LBORRES=raw.frame["RESULT"].to_numpy()))
    lineage = pd.DataFrame({"row": range(30), "step": step, "table": "lb", "source_row": range(2, 32), "item": ""})
    making = Making(pd.Series(np.full(30, step)), {step: ("USUBJID", "LBORRES")})
    issues = (Issue("result-magnitude", "warning", "LB", "far off", "LBORRES", rows=(5, 25), subjects=("S-C", "S-A")),)
    rows = pd.DataFrame({"table": "lb", "file": "lb_central.csv", "row": range(2, 32), "fate": "mapped"})
    ledger = Ledger(
        rows.assign(datasets="LB", reason=""),
        pd.DataFrame(
            {
                "table": ["lb"],
                "file": "lb_central.csv",
                "column": "RESULT",
                "fate": "used",
                "variables": "LB.LBORRES",
                "reason": "",
            }
        ),
    )
    sound = Dataset(dataset.spec, dataset.frame, lineage, making)
    report = Report("BIG", synthetic=True, datasets={"LB": sound}, issues=issues, ledger=ledger)
    return Reviewed(report, plan, {"lb": raw})


def test_parts_hold_the_numbers_of_their_records_and_say_how_many_there_are(reviewed: Reviewed) -> None:
    held = dict(held_parts(reviewed, 10))
    assert (held["data-LB"]["records"], held["data-LB"]["all"], held["data-LB"]["numbers"][:2]) == (10, 30, [21, 1])
    assert held["trace-LB"]["records"][:2] == [21, 1]
    assert (held["raw-lb"]["records"], held["raw-lb"]["all"], held["raw-lb"]["numbers"][:2]) == (10, 30, [22, 1])


def test_the_page_holds_as_many_records_of_each_table_as_its_bytes_allow(
    reviewed: Reviewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = [(30, 300), (30, 30), (0, 0)]
    fewer = [10, *bound.FEWER]
    assert [*may_hold(sizes)] == fewer
    monkeypatch.setattr(bound, "MORE", (40, 20))
    monkeypatch.setattr(bound, "BYTES", bound.CELL * 220)
    assert [*may_hold(sizes)] == [20, *fewer]
    monkeypatch.setattr(bound, "BYTES", 12_000_000)
    assert packed_data(reviewed) == packed(held_parts(reviewed, 30))
    monkeypatch.setattr(bound, "BYTES", 0)
    assert packed_data(reviewed) == packed(held_parts(reviewed, 0)), "at last it holds no record, and says so"
    assert list(packed_data(reviewed)) == ["data-LB", "trace-LB", "raw-lb"]


def noise(length: int, seed: int, width: int = 1) -> list[str]:
    """Give texts that cannot be packed, as free texts of a study."""
    numbers = np.random.default_rng(seed).integers(0, 2**63, (length, width))
    return ["".join(f"{number:016x}" for number in one) for one in numbers]


def test_whatever_the_size_of_a_study_its_page_stays_under_15_mb(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bound, "RECORDS", 2_000)
    texts = pd.DataFrame({f"C{at}": noise(2_000, at, 4) for at in range(6)}, dtype="str")
    frame = frame_of({f"S-{at:03d}": 10 for at in range(200)}).join(texts)
    datasets = {f"X{number}": made(f"X{number}", frame) for number in range(32)}
    cells = pd.DataFrame({"ROW": np.repeat([f"r{at}" for at in range(100)], 3_000)})
    numbers = np.random.default_rng(1).integers(1, 2_000, len(cells))
    behind = cells.assign(DISPLAY="T1", COLUMN="all", table="X0", record=numbers)
    rows = pd.DataFrame(columns=["DISPLAY", "ROW", "COLUMN", "STAT", "LEVEL", "SHOWN"], dtype="str")
    figure = Display.model_validate(
        {
            "display": "FIGURE1",
            "kind": "figure",
            "title": "Noise",
            "population": {"label": "All", "where": {"SAFFL": "Y"}},
            "rows": [{"id": "r0"}],
        }
    )
    results = Made({"FIGURE1": figure}, rows, behind)
    report = Report("BIG", synthetic=True, datasets=datasets, issues=())
    page = review_page(Reviewed(report, plan, {}, results, {"FIGURE1": "".join(noise(200_000, 2))}))
    assert 6_000_000 < len(page) < 15_000_000


@pytest.fixture
def empty(reviewed: Reviewed, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(bound, "BYTES", 0)
    (tmp_path / "review.html").write_text(review_page(reviewed), encoding="utf-8")
    return opened(tmp_path / "review.html", at="#/data/LB")


def test_a_page_that_holds_no_record_says_where_they_are(empty: Page) -> None:
    text = empty.locator("main").inner_text()
    assert "This page holds 0 of 30 records" in text
    assert "The other 30 are in sdtm/lb.xpt." in text
    empty.evaluate("location.hash = '#/raw/lb'")
    empty.locator(".notice", has_text="This page holds 0 of 30 rows").wait_for()


@pytest.fixture
def page(reviewed: Reviewed, opened: Opened, tmp_path: Path) -> Page:
    (tmp_path / "review.html").write_text(review_page(reviewed), encoding="utf-8")
    return opened(tmp_path / "review.html", at="#/data/LB")


def test_a_table_says_what_the_page_leaves_out_and_where_it_is(page: Page) -> None:
    page.wait_for_selector(".grid-row")
    text = page.locator("main").inner_text()
    assert "This page holds 10 of 30 records: those of the subjects that issues name first." in text
    assert "The other 20 are in sdtm/lb.xpt." in text
    assert "10 records in this page" in text
    assert page.locator(".grid-row .cell").first.inner_text() == "21"


def test_a_record_is_known_by_its_number_and_one_that_is_not_held_is_told(page: Page) -> None:
    page.wait_for_selector(".grid-row")
    page.get_by_label("Record", exact=True).fill("25")
    page.keyboard.press("Enter")
    page.locator(".cell-bar", has_text="Record 25,").wait_for()
    told = page.evaluate("explained({ dataset: 'LB', variable: 'LBORRES', record: 25 })")
    assert (told["value"], told["subject"], [(one["row"], one["text"]) for one in told["cells"]]) == (
        "24",
        "S-C",
        [(26, "24")],
    )
    page.get_by_label("Record", exact=True).fill("5")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="This page does not hold record 5; ask").wait_for(state="attached")
    other = page.evaluate("explained({ dataset: 'LB', variable: 'LBORRES', record: 5 })")
    assert (other["value"], other["cells"]) == ("(not in this page)", [])
    assert "converter explain STUDY LB.LBORRES --record 5" in other["note"]


def test_a_link_to_a_record_that_is_not_held_says_so_and_one_to_none_that_there_is_none(page: Page) -> None:
    page.evaluate("location.hash = '#/data/LB?record=5'")
    told = "This page does not hold record 5; ask converter explain STUDY LB.USUBJID --record 5 --out PACKAGE."
    page.locator(".notice", has_text=told).wait_for()
    page.evaluate("location.hash = '#/data/LB?record=31'")
    page.locator(".notice", has_text="There is no record 31.").wait_for()


def test_rows_of_an_issue_that_are_not_held_are_counted(page: Page) -> None:
    page.evaluate("location.hash = '#/data/LB?issue=0'")
    page.locator(".chip", has_text="rows of issue result-magnitude, 1 of them not in this page").wait_for()
    assert page.locator(".grid-row .cell").first.inner_text() == "25"


def test_a_raw_row_names_records_of_the_page_and_says_that_there_may_be_others(page: Page) -> None:
    page.evaluate("location.hash = '#/raw/lb?row=26'")
    page.locator(".cell-bar", has_text="Row 26,").wait_for()
    page.get_by_role("button", name="Where it went").click()
    page.get_by_text("This row went to").wait_for()
    text = page.get_by_role("dialog").inner_text()
    assert "LB record 25" in text
    assert "Records of LB that this page does not hold are not looked through." in text


def test_a_value_whose_subject_is_not_held_elsewhere_says_so_and_not_that_nothing_is_recorded(
    plan: Plan, opened: Opened, tmp_path: Path
) -> None:
    subjects = frame_of({f"S-{number:02d}": 1 for number in range(12)})
    step = next(
        at for at, one in enumerate(plan.steps) if one.dataset == "LB" and getattr(one, "variable", "") == "LBDY"
    )
    days = made("LB", frame_of({"S-11": 2, "S-01": 1}).assign(LBDTC="2024-01-02", LBDY=[2.0, 2.0, 2.0]))
    making = Making(pd.Series([0, 0, 0]), {step: ("LBDY",)})
    datasets = {
        "DM": made("DM", subjects.assign(RFSTDTC="2024-01-01")),
        "LB": Dataset(days.spec, days.frame, making=making),
    }
    (tmp_path / "review.html").write_text(
        review_page(Reviewed(Report("S", synthetic=True, datasets=datasets, issues=()), plan, {})), encoding="utf-8"
    )
    page = opened(tmp_path / "review.html", at="#/data/LB")
    told = [page.evaluate(f"explained({{ dataset: 'LB', variable: 'LBDY', record: {record} }})") for record in (1, 3)]
    assert told[0]["note"] == "No record of DM of its subject is in this page."
    assert told[1]["note"] == ""
    assert ("DM", "RFSTDTC", "2024-01-01") in [
        (one["dataset"], one["variable"], one["value"]) for one in told[1]["inputs"]
    ]
