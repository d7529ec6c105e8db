"""Rules that read raw columns: collected text in, values and findings out."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pydantic import TypeAdapter, ValidationError

from converter.dataset import Frame
from converter.sdtm.values.assign import assign, first_filled
from converter.sdtm.values.by_condition import Case, by_condition, flag
from converter.sdtm.values.constant import constant
from converter.sdtm.values.criterion import criterion, criterion_category
from converter.sdtm.values.datetime import date_parts, datetime
from converter.sdtm.values.lookup import lookup
from converter.sdtm.values.number import number
from converter.sdtm.values.recode import recode
from converter.sdtm.values.text import Part, extract, join_columns, split_column
from converter.sdtm.values.visit import visit
from converter.spec.condition import Condition
from converter.spec.library import load_codelist
from converter.spec.study import Criterion, Identity, Standards, Study, Unscheduled, Visit

STUDY = Study(
    study=Identity(id="S", name="S", description="", created=date(2024, 1, 1)),
    standards=Standards(terminology=()),
    visits=(Visit(number=1, name="SCREENING", raw=("Scr",)), Visit(number=2, name="DAY 1")),
    unscheduled=Unscheduled(raw=("Unsch",)),
    criteria=(Criterion(id="INCL01", category="INCLUSION", text="Adults"),),
    lookups={"tests": {"HB": {"code": "HGB"}}},
)


def rows(**columns: list[str]) -> Frame:
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    return frame.set_axis(pd.RangeIndex(10, 10 + len(frame)))


@pytest.mark.parametrize(("case", "value"), [("as collected", "a B"), ("upper", "A B"), ("lower", "a b")])
def test_assign_drops_outer_blanks(case: str, value: str) -> None:
    assert assign(rows(A=[" a B "]), column="A", case=case)[10] == value  # type: ignore[arg-type]


def test_the_first_filled_column_is_taken() -> None:
    frame = rows(A=["x", " ", ""], B=["y", "z", ""])
    assert first_filled(frame, columns=("A", "B")).tolist() == ["x", "z", ""]


def test_a_constant_is_text_or_number() -> None:
    assert constant(rows(A=["", ""]), value="Y").tolist() == ["Y", "Y"]
    assert constant(rows(A=[""]), value=5).tolist() == [5.0]


@pytest.mark.parametrize(
    ("collected", "term"),
    [("Y", "Y"), ("Yes", "Y"), ("  yes ", "Y"), ("No", "N"), ("", ""), ("Unk", "U"), ("Ja", "Y"), ("ja", "Y")],
)
def test_codes_are_found_by_map_value_synonym_and_decode(collected: str, term: str) -> None:
    mapped = recode(
        rows(A=[collected]), column="A", codelist=load_codelist("sdtm-ct-2025-03-28", "NY"), map={"Ja": "Y"}
    )
    assert (mapped.values[10], mapped.findings) == (term, ())


def test_the_raw_column_may_have_the_name_of_the_variable() -> None:
    mapped = recode(rows(AESER=["Yes", "No"]), column="AESER", codelist=load_codelist("sdtm-ct-2025-03-28", "NY"))
    assert mapped.values.tolist() == ["Y", "N"]


@pytest.mark.parametrize(("name", "severity"), [("NY", "error"), ("UNIT", "warning")])
def test_unmapped_codes_are_kept_and_reported_with_their_rows(name: str, severity: str) -> None:
    mapped = recode(rows(A=["perhaps", "", "perhaps"]), column="A", codelist=load_codelist("sdtm-ct-2025-03-28", name))
    (finding,) = mapped.findings
    assert mapped.values.tolist() == ["perhaps", "", "perhaps"]
    assert (finding.rule, finding.severity, finding.rows.tolist()) == ("code-unmapped", severity, [10, 12])


def test_the_first_condition_that_holds_gives_the_value() -> None:
    cases = (
        Case(when=Condition(variable="A", eq="x"), value="ONE"),
        Case(when=Condition(variable="A", missing=False), value="TWO"),
    )
    assert by_condition(rows(A=["x", "y", ""]), cases=cases, otherwise="NONE").tolist() == ["ONE", "TWO", "NONE"]


def test_a_flag_is_y_or_blank() -> None:
    assert flag(rows(A=["x", ""]), when=Condition(variable="A", missing=False)).tolist() == ["Y", ""]


def test_a_date_goes_with_its_time_and_impossible_ones_are_reported() -> None:
    frame = rows(D=["01-JAN-2020", "30-FEB-2017", ""], T=["10:30", "", ""])
    mapped = datetime(frame, date="D", time="T", formats=("DD-MON-YYYY",))
    assert mapped.values.tolist() == ["2020-01-01T10:30", "2017-02", ""]
    (finding,) = mapped.findings
    assert (finding.rule, finding.rows.tolist(), list(finding.written)) == (
        "date-impossible",
        [11],
        ["written as 2017-02"],
    )
    assert finding.values.tolist() == ["30-FEB-2017"]


def test_a_date_in_parts_keeps_what_is_known() -> None:
    frame = rows(Y=["2020", "2020", "2020"], M=["3", "MAR", ""], D=["7", "UN", "15"])
    assert date_parts(frame, year="Y", month="M", day="D").values.tolist() == ["2020-03-07", "2020-03", "2020---15"]


def test_columns_are_joined_without_stray_separators() -> None:
    frame = rows(A=["a", "", "a"], B=["b", "b", ""])
    assert join_columns(frame, columns=("A", "B"), separator=", ").tolist() == ["a, b", "b", "a"]
    assert join_columns(frame, columns=("A", "B"), case="upper").tolist() == ["A B", "B", "A"]


@pytest.mark.parametrize(("part", "value"), [(1, "701"), (2, "1015"), (-1, "1015"), (3, "")])
def test_a_column_is_split_and_a_missing_part_is_blank(part: int, value: str) -> None:
    assert split_column(rows(A=["701-1015"]), column="A", separator="-", part=part)[10] == value


def test_a_pattern_takes_its_group() -> None:
    assert extract(rows(A=["Week 12", "Baseline"]), column="A", pattern=r"(\d+)").tolist() == ["12", ""]


@pytest.mark.parametrize(
    ("texts", "hint"),
    [
        (["0,5", "1,25"], "if ',' is the decimal sign, say number: {column: ..., decimal: ','}; else correct it"),
        (["0,5", "high"], "correct it at the source, or map the variable with a rule that reads this text"),
    ],
)
def test_where_the_other_decimal_sign_would_read_a_number_that_is_said(texts: list[str], hint: str) -> None:
    (finding,) = number(rows(A=texts), column="A").findings
    assert (finding.rule, finding.hint) == ("number-unreadable", hint)


def test_numbers_are_read_or_reported() -> None:
    mapped = number(rows(A=["1,5", "x", ""]), column="A", decimal=",")
    assert mapped.values.fillna(-1).tolist() == [1.5, -1.0, -1.0]
    assert [finding.rows.tolist() for finding in mapped.findings] == [[11]]


def test_a_lookup_gives_the_table_value_or_is_reported() -> None:
    mapped = lookup(rows(A=["HB", "??", ""]), column="A", table="tests", value="code", study=STUDY)
    assert mapped.values.tolist() == ["HGB", "", ""]
    assert [(finding.rule, finding.rows.tolist()) for finding in mapped.findings] == [("lookup-unmapped", [11])]


def test_criteria_are_named_by_their_identifier() -> None:
    frame = rows(A=["INCL01", "EXCL99", ""])
    mapped = criterion(frame, column="A", study=STUDY)
    assert mapped.values.tolist() == ["Adults", "", ""]
    assert [(finding.rule, finding.rows.tolist()) for finding in mapped.findings] == [("criterion-unknown", [11])]
    assert criterion_category(frame, column="A", study=STUDY).tolist() == ["INCLUSION", "", ""]


def test_visits_are_named_by_the_visit_table() -> None:
    mapped = visit(rows(A=["Scr", "day 1", "Unsch", "Day 99", ""]), column="A", study=STUDY)
    assert mapped.values.tolist() == ["SCREENING", "DAY 1", "UNSCHEDULED", "Day 99", ""]
    assert [(finding.rule, finding.rows.tolist()) for finding in mapped.findings] == [("visit-unknown", [13])]


@pytest.mark.parametrize("condition", [{"variable": "A", "ne": "x"}, {"not": {"variable": "A", "eq": "x"}}])
def test_a_missing_value_judges_no_flag_and_no_case(condition: dict[str, object]) -> None:
    when = Condition.model_validate(condition)
    collected = rows(A=["x", "y", "", " "])
    assert flag(collected, when=when).tolist() == ["", "Y", "", ""]
    assert by_condition(collected, cases=(Case(when=when, value="Y"),), otherwise="").tolist() == ["", "Y", "", ""]


def test_there_is_no_part_0() -> None:
    with pytest.raises(ValidationError, match="expected 1 for the first part"):
        TypeAdapter(Part).validate_python(0)
