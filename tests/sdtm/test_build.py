"""From raw rows to domains: small studies, rows in and rows out side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from converter.dataset import RawTable
from converter.errors import LedgerError, SpecError
from converter.plan import make_plan
from converter.sdtm.build import Sdtm, build_sdtm
from converter.sdtm.rows.ledger import account
from converter.spec.load import load_study
from converter.steps import Plan

STUDY = """\
study: {{id: S1, name: S1, description: A study, created: 2024-01-01}}
standards: {{terminology: [sdtm-ct-2025-03-28]}}
policies: {policies}
tables:
  dm: {{file: dm.csv, subject: "{{SUBJ}}"}}
  ae: {{file: ae.csv, subject: "{{SUBJ}}", key: [SUBJ, LINE]}}
  link: {{file: link.csv, subject: "{{SUBJ}}"}}
"""
DM = """\
domain: DM
records:
  - table: dm
    map: {SUBJID: {assign: {column: SUBJ}}, RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}}
"""
AE = """\
domain: AE
records:
  - table: ae
    where: {variable: TERM, ne: none}
    set_aside: [{when: {variable: TERM, eq: error}, reason: entered in error}]
    map: {AETERM: {assign: {column: TERM}}, AESTDTC: {datetime: {date: DAY, formats: [YYYY-MM-DD]}}}
derive: {AESEQ: {sequence: {by: [AESTDTC]}}, AESTDY: {study_day: {date: AESTDTC}}}
"""
ROSTER = [("1", "2024-01-01"), ("2", "2024-02-01")]
Rows = list[tuple[str, ...]]


def plan_of(folder: Path, ae: str = AE, policies: str = "{}", dm: str = DM) -> Plan:
    (folder / "sdtm").mkdir()
    (folder / "study.yaml").write_text(STUDY.format(policies=policies))
    (folder / "sdtm" / "dm.yaml").write_text(dm)
    (folder / "sdtm" / "ae.yaml").write_text(ae)
    return make_plan(load_study(folder))


def table(name: str, columns: str, rows: Rows) -> RawTable:
    frame = pd.DataFrame(rows, columns=columns.split(), dtype="str")
    return RawTable(name, f"{name}.csv", frame.set_axis(pd.RangeIndex(2, 2 + len(rows))))


def built(plan: Plan, ae: Rows, link: Rows | None = None, columns: str = "SUBJ LINE TERM DAY") -> Sdtm:
    tables = {
        "dm": table("dm", "SUBJ START", list(ROSTER)),
        "ae": table("ae", columns, ae),
        "link": table("link", "SUBJ LINE NOTE", link or []),
    }
    return build_sdtm(tables, plan)


def fates(sdtm: Sdtm, name: str) -> list[tuple[int, str, str]]:
    rows = sdtm.ledger.rows[sdtm.ledger.rows["table"] == name]
    return list(zip(rows["row"], rows["fate"], rows["reason"], strict=True))


def test_rows_are_mapped_derived_and_sorted_by_sequence(tmp_path: Path) -> None:
    sdtm = built(
        plan_of(tmp_path),
        [("2", "1", "Cough", "2024-02-10"), ("1", "1", "Rash", "2024-01-05"), ("1", "2", "Pain", "2023-12-31")],
    )
    frame = sdtm.datasets["AE"].frame
    assert frame[["USUBJID", "AESEQ", "AETERM", "AESTDY"]].to_numpy().tolist() == [
        ["S1-1", 1.0, "Pain", -1.0],
        ["S1-1", 2.0, "Rash", 5.0],
        ["S1-2", 1.0, "Cough", 10.0],
    ]
    assert sdtm.datasets["AE"].lineage["source_row"].tolist() == [4, 3, 2]


def test_every_raw_row_has_one_fate_with_its_reason(tmp_path: Path) -> None:
    rows: Rows = [
        ("1", "1", "Rash", "2024-01-05"),
        ("1", "2", "none", ""),
        ("1", "3", "error", "2024-01-05"),
        ("1", "1", "Rash", "2024-01-06"),
        ("9", "1", "Rash", "2024-01-05"),
        ("", "1", "Rash", "2024-01-05"),
        ("", "", "", ""),
    ]
    assert fates(built(plan_of(tmp_path), rows), "ae") == [
        (2, "mapped", ""),
        (3, "not mapped", "AE takes only rows where TERM is not none"),
        (4, "set aside", "entered in error"),
        (5, "set aside", "repeats the key (SUBJ, LINE) of an earlier row"),
        (6, "set aside", "the subject is not in DM"),
        (7, "set aside", "no subject identifier"),
        (8, "set aside", "every cell is blank"),
    ]


def test_a_subject_that_lost_its_leading_zeros_is_told_apart_from_an_unknown_one(tmp_path: Path) -> None:
    study = plan_of(tmp_path)
    roster = table("dm", "SUBJ START", [("07-001", "2024-01-01")])
    events: Rows = [("7-1", "1", "Rash", "2024-01-05"), ("7-10", "1", "Rash", "2024-01-05")]
    tables = {
        "dm": roster,
        "ae": table("ae", "SUBJ LINE TERM DAY", events),
        "link": table("link", "SUBJ LINE NOTE", []),
    }
    told = [(issue.rule, issue.rows) for issue in build_sdtm(tables, study).issues if issue.severity == "error"]
    assert told == [("subject-zeros", (2,)), ("subject-unknown", (3,))]


def test_what_a_policy_keeps_is_mapped_and_reported_all_the_same(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policies="{unknown_subject: keep, duplicate_key: keep}")
    sdtm = built(
        plan, [("9", "1", "Rash", "2024-01-05"), ("1", "1", "Rash", "2024-01-05"), ("1", "1", "Rash", "2024-01-05")]
    )
    assert [fate for _, fate, _ in fates(sdtm, "ae")] == ["mapped"] * 3
    assert {issue.rule for issue in sdtm.issues if issue.severity == "error"} == {"subject-unknown", "key-duplicate"}


def test_a_table_nobody_maps_is_told_with_the_reason(tmp_path: Path) -> None:
    sdtm = built(plan_of(tmp_path), [], [("1", "1", "x")])
    assert fates(sdtm, "link") == [(2, "not mapped", "no domain maps the rows of this table")]


def test_joined_rows_count_as_merged_and_are_in_the_lineage(tmp_path: Path) -> None:
    join = "    join: [{table: link, by: {SUBJ: SUBJ, LINE: LINE}, columns: {NOTE: NOTE}}]\n"
    ae = AE.replace("    map: {", join + "    map: {AELOC: {assign: {column: NOTE}}, ")
    links: Rows = [("1", "1", "ARM"), ("1", "1", "LEG"), ("2", "9", "EYE")]
    sdtm = built(plan_of(tmp_path, ae), [("1", "1", "Rash", ""), ("2", "1", "Pain", "")], links)
    assert sdtm.datasets["AE"].frame["AELOC"].tolist() == ["ARM", ""]
    assert [fate for _, fate, _ in fates(sdtm, "link")] == ["merged", "not mapped", "not mapped"]
    assert sdtm.datasets["AE"].lineage[["row", "table", "source_row"]].to_numpy().tolist() == [
        [0, "ae", 2],
        [0, "link", 2],
        [1, "ae", 3],
    ]


def test_wide_records_give_one_row_for_each_filled_item(tmp_path: Path) -> None:
    ae = """\
domain: AE
records:
  - table: ae
    unpivot: {items: {FIRST: {TERM: T1}, SECOND: {TERM: T2}}, required: [TERM]}
    map: {AETERM: {assign: {column: TERM}}, AESPID: {assign: {column: ITEM}}}
derive: {AESEQ: {sequence: {}}}
"""
    sdtm = built(
        plan_of(tmp_path, ae),
        [("1", "1", "a", "b"), ("1", "2", "", "c"), ("1", "3", "", "")],
        columns="SUBJ LINE T1 T2",
    )
    assert sdtm.datasets["AE"].frame[["AETERM", "AESPID"]].to_numpy().tolist() == [
        ["a", "FIRST"],
        ["b", "SECOND"],
        ["c", "SECOND"],
    ]
    assert sdtm.datasets["AE"].lineage["item"].tolist() == ["FIRST", "SECOND", "SECOND"]
    assert fates(sdtm, "ae")[2] == (4, "not mapped", "no item of AE is filled")


def test_non_standard_variables_go_to_supp_with_a_link_to_their_record(tmp_path: Path) -> None:
    ae = (
        AE.replace("    map: {", "    map: {AEDAYX: {assign: {column: DAY}}, ")
        + "supplemental: {AEDAYX: {label: Day as typed}}\n"
    )
    sdtm = built(plan_of(tmp_path, ae), [("1", "1", "Rash", "2024-01-05"), ("1", "2", "Pain", "")])
    supp = sdtm.datasets["SUPPAE"].frame
    names = ["RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM", "QLABEL", "QVAL", "QORIG"]
    assert supp[names].to_numpy().tolist() == [
        ["AE", "S1-1", "AESEQ", "2", "AEDAYX", "Day as typed", "2024-01-05", "CRF"]
    ]
    assert "AEDAYX" not in sdtm.datasets["AE"].frame


def test_text_for_a_numeric_variable_is_read_or_reported(tmp_path: Path) -> None:
    ae = AE.replace("    map: {", "    map: {AEPTCD: {assign: {column: LINE}}, ")
    sdtm = built(plan_of(tmp_path, ae), [("1", "10003058.0", "Rash", ""), ("1", "x1", "Pain", "")])
    assert sdtm.datasets["AE"].frame["AEPTCD"].fillna(-1).tolist() == [10003058.0, -1.0]
    (issue,) = [issue for issue in sdtm.issues if issue.rule == "number-unreadable"]
    assert (issue.place, issue.rows, issue.value, issue.variable) == ("ae.csv", (3,), "x1", "AEPTCD")


def test_an_empty_export_gives_an_empty_dataset(tmp_path: Path) -> None:
    sdtm = built(plan_of(tmp_path), [])
    assert len(sdtm.datasets["AE"].frame) == 0
    assert "AETERM" in sdtm.datasets["AE"].frame


def test_columns_that_nobody_uses_are_reported(tmp_path: Path) -> None:
    sdtm = built(plan_of(tmp_path), [("1", "1", "Rash", "", "?")], columns="SUBJ LINE TERM DAY EXTRA")
    (issue,) = [issue for issue in sdtm.issues if issue.rule == "column-unused" and issue.place == "ae.csv"]
    assert issue.variable == "EXTRA"


@pytest.mark.parametrize(("file", "told"), [("ae.sas7bdat", []), ("ae.csv", ["TERM_DECODE"])])
def test_the_words_of_codes_that_are_used_are_used(tmp_path: Path, file: str, told: list[str]) -> None:
    plan = plan_of(tmp_path)
    source = plan.sources["ae"]
    moved = replace(source, table=source.table.model_copy(update={"file": file}))
    plan = replace(plan, sources={**plan.sources, "ae": moved})
    sdtm = built(plan, [("1", "1", "Rash", "", "?")], columns="SUBJ LINE TERM DAY TERM_DECODE")
    unused = [issue.variable for issue in sdtm.issues if issue.rule == "column-unused" and issue.place == "ae.csv"]
    assert unused == told


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise KeyError('x')", "function 'mine' failed with KeyError: 'x'"),
        ("return pd.Series(['x'] * 9)", "function 'mine' expected a series on the index of the rows it was given"),
        ("return 'x'", "function 'mine' expected a series on the index of the rows it was given"),
    ],
)
def test_a_study_function_that_breaks_its_contract_is_named(tmp_path: Path, body: str, message: str) -> None:
    head = "import pandas as pd\nfrom converter.steps import Column\n"
    method = f'def mine(rows: pd.DataFrame, *, column: Column) -> pd.Series:\n    """Mine."""\n    {body}\n'
    (tmp_path / "methods.py").write_text(head + method)
    plan = plan_of(tmp_path, AE.replace("{assign: {column: TERM}}", "{mine: {column: TERM}}"))
    with pytest.raises(SpecError) as caught:
        built(plan, [("1", "1", "Rash", "")])
    assert message in str(caught.value)


def test_a_row_without_a_fate_fails_the_run(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    raw = {"ae": table("ae", "SUBJ LINE TERM DAY", [("1", "1", "Rash", "")])}
    with pytest.raises(LedgerError, match=r"does not balance: 1 raw rows have no fate, the first is ae\.csv:2"):
        account(raw, (), plan)


def test_a_number_compared_with_a_word_is_told_with_its_line(tmp_path: Path) -> None:
    said = AE.replace("AESTDY: {", "AESER: {derive_flag: {when: {variable: AESTDY, gt: late}}}, AESTDY: {")
    with pytest.raises(SpecError, match=r"'late' \(AESTDY is a number\)") as caught:
        built(plan_of(tmp_path, said), [("1", "1", "Rash", "2024-01-05")])
    assert "sdtm/ae.yaml:7" in str(caught.value)


WIDE = """\
domain: AE
records:
  - table: ae
    unpivot: {items: {PULSE: {RES: HR, UNIT: HR_U, DAY: DAY}, TEMP: {RES: T, UNIT: T_U, DAY: DAY}}, required: [RES]}
    map: {AETERM: {assign: {column: RES}}, AELOC: {assign: {column: UNIT}}, AESPID: {assign: {column: DAY}}}
derive: {AESEQ: {sequence: {by: [AETERM]}}}
"""


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("1", "1", "70", "/min", "", "", "d")], []),
        ([("1", "1", "70", "/min", "", "C", "d"), ("1", "2", "70", "/min", "37", "C", "d")], [("note", "T_U", "C")]),
        ([("1", "1", "70", "/min", "", "C", "d"), ("1", "2", "70", "/min", "98", "F", "d")], [("warning", "T_U", "C")]),
        ([("1", "1", "70", "/min", " ", " ", "d")], []),
        ([("1", "1", " ", "", "37", "C", "d")], []),  # the day is that of both
        ([("1", str(n), "70", "/min", "37" if n else "", "C", "d") for n in range(12)], []),  # the form prints it
    ],
)
def test_an_item_of_which_all_but_the_result_is_filled_is_told(
    tmp_path: Path, rows: Rows, told: list[tuple[str, str, str]]
) -> None:
    sdtm = built(plan_of(tmp_path, WIDE), rows, columns="SUBJ LINE HR HR_U T T_U DAY")
    lost = [issue for issue in sdtm.issues if issue.rule == "item-without-result"]
    assert [(one.severity, one.variable, one.value) for one in lost] == told
    assert all((one.rows, one.written) == ((2,), "no record in AE") for one in lost)


def test_what_a_rule_told_is_known_by_the_record_that_it_became(tmp_path: Path) -> None:
    rows: Rows = [("2", "1", "Cough", "soon"), ("1", "1", "Rash", "2024-01-05"), ("1", "2", "Pain", "late")]
    sdtm = built(plan_of(tmp_path), rows)
    told = {one.variable: (one.rule, one.dataset, sorted(one.rows)) for one in sdtm.told}
    assert told["AESTDTC"] == ("date-unreadable", "AE", [1, 3])
    assert told["AESTDY"] == told["AESTDTC"]  # made of it


def test_variables_that_read_one_wrong_cell_are_told_as_one_issue(tmp_path: Path) -> None:
    said = AE.replace(
        "AESTDTC: {datetime", "AEENDTC: {datetime: {date: DAY, formats: [YYYY-MM-DD]}}, AESTDTC: {datetime"
    )
    issues = built(plan_of(tmp_path, said), [("1", "1", "Rash", "soon")]).issues
    told = [(issue.rule, issue.variable, issue.rows) for issue in issues if issue.rule != "column-unused"]
    assert told == [("date-unreadable", "AEENDTC, AESTDTC", (2,))]
