"""What holds of every rule whatever the rows: order, other subjects and blanks change nothing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.dataset import Frame
from converter.sdtm.made.subject_visits import subject_visits
from converter.sdtm.timing.baseline import last_before
from converter.sdtm.timing.epoch import element_order, epoch
from converter.sdtm.timing.reference_dates import earliest, latest
from converter.sdtm.timing.relative import relative_end, relative_start
from converter.sdtm.timing.sequence import sequence
from converter.sdtm.timing.study_day import duration, study_day
from converter.sdtm.values.assign import assign, first_filled
from converter.sdtm.values.by_condition import Case, by_condition, derive_flag
from converter.sdtm.values.datetime import datetime
from converter.sdtm.values.number import number
from converter.sdtm.values.recode import recode
from converter.sdtm.values.standard_result import standard_character, standard_number, standard_unit
from converter.sdtm.values.text import join_columns
from converter.sdtm.values.visit import visit
from converter.sdtm.values.visit_number import unscheduled_visit_number, visit_day, visit_number
from converter.spec.condition import Condition
from converter.spec.library import load_codelist
from converter.spec.study import Study
from converter.steps import Mapped

STUDY = Study.model_validate(
    {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
        "standards": {"terminology": ()},
        "visits": (
            {"number": 1, "name": "DAY 1", "day": 1},
            {"number": 2, "name": "DAY 15", "day": 15, "arm": "A"},
            {"number": 2, "name": "DAY 15", "day": 22, "arm": "B"},
        ),
        "unscheduled": {"raw": ("Extra",), "name": "UNSCHEDULED"},
        "units": ({"from": "g/L", "to": "g/dL", "factor": 0.1},),
    }
)
NY, UNIT = (load_codelist("sdtm-ct-2025-03-28", name) for name in ("NY", "UNIT"))
DATASETS = {
    "DM": pd.DataFrame(
        {
            "USUBJID": ["1", "2"],
            "ARMCD": ["A", "B"],
            "RFSTDTC": ["2024-01-10T09:00", "2024-01"],
            "RFENDTC": ["2024-02-10", ""],
            "RFXSTDTC": ["2024-01-10T09:00", "2024-01-12"],
        }
    ),
    "SE": pd.DataFrame(
        {
            "USUBJID": ["1", "1", "2"],
            "TAETORD": [1.0, 2.0, 1.0],
            "EPOCH": ["SCREENING", "TREATMENT", "SCREENING"],
            "SESTDTC": ["2024-01-01", "2024-01-10T09:00", "2024-01"],
        }
    ),
}
DATES = ("2024-01-09", "2024-01-10", "2024-01-10T08:00", "2024-01-10T09:00", "2024-01", "2024", "", "NA", "20240110")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "USUBJID": st.sampled_from(("1", "2")),
            "TEST": st.sampled_from(("HGB", "ALT")),
            "DTC": st.sampled_from(DATES),
            "END": st.sampled_from(DATES),
            "RAW": st.sampled_from(("10-JAN-2024", "UN-JAN-2024", "10/01/2024", "", " ")),
            "RES": st.sampled_from(("12", "1,234", "<5", "Neg", "", " ", "1.2.3")),
            "UNIT": st.sampled_from(("g/L", "g/dL", "G/L", "", " ")),
            "CODE": st.sampled_from(("Y", "yes", "No", "maybe", "", " ")),
            "VISIT": st.sampled_from(("DAY 1", "DAY 15", "UNSCHEDULED", "DAY 99", "")),
        }
    ),
    max_size=6,
)
Rule = Callable[[Frame], "pd.Series | Mapped"]
YES = Condition(variable="CODE", eq="Y")


def standard(rows: Frame) -> Frame:
    unit = standard_unit(rows, {}, unit="UNIT", test="TEST", result="RES", units={"HGB": "g/dL"}, codelist=UNIT)
    return rows.assign(STRESU=unit)


RULES: dict[str, Rule] = {
    "assign": lambda rows: assign(rows, column="CODE"),
    "by_condition": lambda rows: by_condition(rows, cases=(Case(when=YES, value="YES"),), otherwise="NO"),
    "datetime": lambda rows: datetime(rows, date="RAW", formats=("DD-MON-YYYY",)),
    "first_filled": lambda rows: first_filled(rows, columns=("CODE", "TEST")),
    "join_columns": lambda rows: join_columns(rows, columns=("CODE", "TEST")),
    "number": lambda rows: number(rows, column="RES"),
    "recode": lambda rows: recode(rows, column="CODE", codelist=NY),
    "visit": lambda rows: visit(rows, column="VISIT", study=STUDY),
    "derive_flag": lambda rows: derive_flag(rows, DATASETS, when=YES),
    "duration": lambda rows: duration(rows, DATASETS, start="DTC", end="END"),
    "earliest": lambda rows: earliest(rows, {"X": rows}, dates=("X.DTC", "X.END")),
    "element_order": lambda rows: element_order(rows, DATASETS, date="DTC"),
    "epoch": lambda rows: epoch(rows, DATASETS, date="DTC"),
    "latest": lambda rows: latest(rows, {"X": rows}, dates=("X.DTC", "X.END")),
    "relative_end": lambda rows: relative_end(rows, DATASETS, date="END"),
    "relative_start": lambda rows: relative_start(rows, DATASETS, date="DTC"),
    "standard_unit": lambda rows: standard(rows)["STRESU"],
    "standard_number": lambda rows: standard_number(
        standard(rows), {}, result="RES", unit="UNIT", standard="STRESU", test="TEST", codelist=UNIT, study=STUDY
    ),
    "standard_character": lambda rows: standard_character(
        standard(rows), {}, result="RES", unit="UNIT", standard="STRESU", test="TEST", codelist=UNIT, study=STUDY
    ),
    "study_day": lambda rows: study_day(rows, DATASETS, date="DTC"),
    "unscheduled_visit_number": lambda rows: unscheduled_visit_number(
        rows, DATASETS, date="DTC", visit="VISIT", study=STUDY
    ),
    "visit_day": lambda rows: visit_day(rows, DATASETS, visit="VISIT", study=STUDY),
    "visit_number": lambda rows: visit_number(rows, DATASETS, visit="VISIT", study=STUDY),
}
"""Rules whose answer for a row does not depend on where the row stands."""
BLANK = dict.fromkeys(("CODE", "RES", "RAW", "DTC", "END", "UNIT", "VISIT"), "")
FILLED_BY_NATURE = ("by_condition", "first_filled", "join_columns", "derive_flag")


def frame(rows: list[dict[str, str]]) -> Frame:
    names = ("USUBJID", "TEST", "DTC", "END", "RAW", "RES", "UNIT", "CODE", "VISIT")
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype="str") for name in names})


def answer(rule: Rule, rows: Frame) -> pd.Series:
    given = rule(rows)
    values = given.values if isinstance(given, Mapped) else given
    return values.fillna(-1.0) if pd.api.types.is_numeric_dtype(values) else values


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=2, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 9))
def test_other_rows_their_order_and_other_subjects_change_nothing(
    name: str, rows: list[dict[str, str]], seed: int
) -> None:
    table = frame(rows)
    plain = answer(RULES[name], table)
    moved = table.sample(frac=1.0, random_state=seed)
    assert answer(RULES[name], moved).reindex(table.index).tolist() == plain.tolist()
    stranger = frame([{**row, "USUBJID": "9"} for row in rows]).set_axis(table.index + len(table))
    assert answer(RULES[name], pd.concat([stranger, table])).loc[table.index].tolist() == plain.tolist()


@pytest.mark.parametrize("name", [name for name in RULES if name not in FILLED_BY_NATURE])
@pytest.mark.parametrize("blank", ["", "  "])
def test_blank_never_counts_as_a_value(name: str, blank: str) -> None:
    nothing = {"USUBJID": "1", "TEST": "HGB", **dict.fromkeys(BLANK, "")}
    rows = frame([{**nothing, "CODE": blank, "RES": blank, "RAW": blank, "UNIT": blank}])
    assert answer(RULES[name], rows).tolist()[0] in {"", -1.0}


@settings(max_examples=6, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 9))
def test_flags_and_numbers_of_records_follow_the_rows_where_nothing_ties(rows: list[dict[str, str]], seed: int) -> None:
    table = frame(rows).drop_duplicates(["USUBJID", "TEST", "DTC"])
    moved = table.sample(frac=1.0, random_state=seed)
    flags = [last_before(it, DATASETS, date="DTC", result="RES", by=("TEST",)) for it in (table, moved)]
    assert flags[1].reindex(table.index).tolist() == flags[0].tolist()
    numbers = [sequence(it, {}, by=("TEST", "DTC")) for it in (table, moved)]
    assert numbers[1].reindex(table.index).tolist() == numbers[0].tolist()


@settings(max_examples=4, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 9))
def test_visits_of_a_subject_depend_on_neither_order_nor_other_subjects(rows: list[dict[str, str]], seed: int) -> None:
    table = frame(rows)
    table = table.assign(VISITNUM=visit_number(table, DATASETS, visit="VISIT", study=STUDY))
    built = subject_visits({"X": table, **DATASETS}, dates=("X.DTC",), study=STUDY).frame
    moved = pd.concat([table.assign(USUBJID="9"), table.sample(frac=1.0, random_state=seed)], ignore_index=True)
    again = subject_visits({"X": moved, **DATASETS}, dates=("X.DTC",), study=STUDY).frame
    same = again[again["USUBJID"] != "9"].fillna(-1).to_numpy().tolist()
    assert same == built.fillna(-1).to_numpy().tolist()
