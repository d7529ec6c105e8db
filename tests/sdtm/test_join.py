"""Raw rows that are joined, looked up, chosen or screened: what is passed over, doubted or missed is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from converter.dataset import RawTable
from converter.errors import SpecError
from converter.plan import make_plan
from converter.sdtm.build import Sdtm, build_sdtm
from converter.spec.load import load_study

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
lookups: {tests: {HGB: {unit: g/dL}, WBC: {unit: 10^9/L}}}
tables:
  dm: {file: dm.csv, subject: "{SITE}-{NUM}"}
  vs: {file: vs.csv, subject: "{SITE}-{NUM}", key: [LINE]}
  ds: {file: ds.csv, subject: "{SITE}-{NUM}"}
"""
DM = """\
domain: DM
records:
  - table: dm
    map: {SUBJID: {assign: {column: NUM}}}
"""
VS = """\
domain: VS
records:
  - table: vs
    map: {VSTESTCD: {assign: {column: TEST}}, VSORRES: {assign: {column: RESULT}}}
derive: {VSSEQ: {sequence: {}}}
"""
Rows = list[tuple[str, ...]]
ROSTER: Rows = [("01", "1", "Yes"), ("01", "2", "Yes")]


def table(name: str, columns: str, rows: Rows) -> RawTable:
    frame = pd.DataFrame(rows, columns=columns.split(), dtype="str")
    return RawTable(name, f"{name}.csv", frame.set_axis(pd.RangeIndex(2, 2 + len(rows))))


def built(folder: Path, *, dm: str = DM, vs: str = VS, ds: Rows = [], rows: Rows = [], roster: Rows = ROSTER) -> Sdtm:  # noqa: B006 - never changed
    (folder / "sdtm").mkdir()
    (folder / "study.yaml").write_text(STUDY)
    (folder / "sdtm" / "dm.yaml").write_text(dm)
    (folder / "sdtm" / "vs.yaml").write_text(vs)
    tables = {
        "dm": table("dm", "SITE NUM CONSENT", roster),
        "vs": table("vs", "SITE NUM LINE TEST RESULT", rows),
        "ds": table("ds", "SITE NUM DAY NOTE", ds),
    }
    return build_sdtm(tables, make_plan(load_study(folder)))


def told(sdtm: Sdtm) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(one.rule, one.place, one.rows) for one in sdtm.issues if one.rule != "column-unused"]


def fates(sdtm: Sdtm, name: str) -> list[str]:
    rows = sdtm.ledger.rows[sdtm.ledger.rows["table"] == name]
    return [f"{row.row} {row.fate} {row.reason}".strip() for row in rows.itertuples()]


def joining(settings: str = "") -> str:
    join = f"    join: [{{table: ds, by: {{SITE: SITE, NUM: NUM}}, columns: {{SAID: NOTE}}{settings}}}]\n"
    return DM.replace("    map: {", join + "    map: {RFICDTC: {assign: {column: SAID}}, ")


def test_of_several_rows_that_differ_one_is_joined_and_all_are_told(tmp_path: Path) -> None:
    ds: Rows = [
        ("01", "1", "", ""),
        ("01", "1", "", "2024-01-02"),
        ("01 ", "1", "", "2024-01-03"),
        ("09", "1", "", "x"),
    ]
    sdtm = built(tmp_path, dm=joining(), ds=ds)
    assert sdtm.datasets["DM"].frame["RFICDTC"].tolist() == ["2024-01-02", ""]
    assert ("join-several", "ds.csv", (3, 4)) in told(sdtm)
    assert ("join-unmatched", "dm.csv", (3,)) in told(sdtm)
    assert fates(sdtm, "ds") == [
        "2 not mapped another row of its key is joined to DM",
        "3 merged joined to the rows of DM",
        "4 not mapped another row of its key is joined to DM",
        "5 set aside the subject is not in DM",
    ]


def test_rows_that_agree_or_that_the_order_tells_apart_are_no_doubt(tmp_path: Path) -> None:
    ds: Rows = [("01", "1", "9", "a"), ("01", "1", "10", "b"), ("01", "2", "1", "c"), ("01", "2", "1", "c")]
    sdtm = built(tmp_path, dm=joining(", order: [DAY], keep: last"), ds=ds)
    assert sdtm.datasets["DM"].frame["RFICDTC"].tolist() == ["b", "c"]
    assert not [rule for rule, _, _ in told(sdtm) if rule.startswith("join")]


@pytest.mark.parametrize(
    ("days", "keep", "taken"),
    [
        (("05FEB2024", "01MAR2024"), "last", "second"),
        (("05FEB2024", "01MAR2024"), "first", "first"),
        (("9", "10"), "last", "second"),
        (("", "10"), "first", "second"),
        (("10", ""), "last", "first"),
    ],
)
def test_an_order_is_that_of_numbers_and_dates_and_a_blank_is_never_preferred(
    tmp_path: Path, days: tuple[str, str], keep: str, taken: str
) -> None:
    ds: Rows = [("01", "1", days[0], "first"), ("01", "1", days[1], "second")]
    sdtm = built(tmp_path, dm=joining(f", order: [DAY], keep: {keep}"), ds=ds)
    assert sdtm.datasets["DM"].frame["RFICDTC"][0] == taken


@pytest.mark.parametrize("days", [("9", "unknown"), ("01/02/2024", "02/01/2024")])
def test_an_order_that_nobody_can_tell_is_told(tmp_path: Path, days: tuple[str, str]) -> None:
    ds: Rows = [("01", "1", days[0], "a"), ("01", "1", days[1], "b")]
    assert "join-order" in [rule for rule, _, _ in told(built(tmp_path, dm=joining(", order: [DAY]"), ds=ds))]


def test_a_joined_column_must_be_new(tmp_path: Path) -> None:
    dm = joining().replace("SAID: NOTE", "CONSENT: NOTE").replace("column: SAID", "column: CONSENT")
    with pytest.raises(SpecError, match=r"dm\.yaml:5: records\[0\]\.join\.columns\.CONSENT: .*has already"):
        built(tmp_path, dm=dm)


UNPIVOT = "    unpivot: {items: {A: {VALUE: RESULT}}, required: [VALUE]}\n"
JOIN = "    join: [{table: ds, by: {NUM: NUM}, columns: {SAID: NOTE}}]\n"
ASIDE = "    set_aside: [{when: {variable: ITEM, eq: A}, reason: x}]\n"


def where(column: str) -> str:
    return f"    where: {{variable: {column}, missing: false}}\n"


def looked_up(table: str, value: str) -> str:
    return f"{{lookup: {{column: TEST, table: {table}, value: {value}}}}}"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "{assign: {column: TEST}}",
            looked_up("tests", "unti"),
            r"vs\.yaml:4: .*no column 'unti' \(did you mean 'unit'",
        ),
        (
            "{assign: {column: TEST}}",
            looked_up("test", "unit"),
            r"vs\.yaml:4: .*no lookup table 'test' \(did you mean 'tests'",
        ),
        (
            "    map:",
            where("VALUE") + UNPIVOT + "    map:",
            r"vs\.yaml:4: records\[0\]\.where: reads the column 'VALUE', which unpivot makes only after this",
        ),
        ("    map:", ASIDE + UNPIVOT + "    map:", r"set_aside\[0\]\.when: reads the column 'ITEM'"),
        ("    map:", where("SAID") + JOIN + "    map:", "reads the column 'SAID', which join makes"),
        ("    map:", JOIN.replace("SAID", "LINE") + "    map:", "the column 'LINE' is there already"),
    ],
)
def test_names_that_are_not_there_are_mistakes_of_the_specification(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        built(tmp_path, vs=VS.replace(before, after, 1))


def test_a_value_that_a_condition_misses_by_its_case_is_told(tmp_path: Path) -> None:
    cases = "[{when: {variable: CONSENT, in: [No, 'Yes']}, value: X}]"
    dm = DM.replace("    map: {", f"    map: {{ARMNRS: {{by_condition: {{cases: {cases}}}}}, ")
    roster: Rows = [("01", "1", "Yes"), ("01", "2", "YES"), ("01", "3", "Y")]
    sdtm = built(tmp_path, dm=dm, roster=roster)
    assert sdtm.datasets["DM"].frame["ARMNRS"].tolist() == ["X", "", ""]
    assert told(sdtm) == [("code-case", "dm.csv", (3,))]


def test_a_subject_whose_identifier_lacks_a_part_has_none(tmp_path: Path) -> None:
    sdtm = built(tmp_path, rows=[("01", " ", "1", "SYSBP", "120"), ("01", "1", "2", "SYSBP", "120")])
    assert told(sdtm) == [("subject-missing", "vs.csv", (2,))]


def test_a_row_that_does_not_stay_makes_no_duplicate_and_a_blank_key_neither(tmp_path: Path) -> None:
    rows: Rows = [
        ("01", "9", "1", "SYSBP", "120"),
        ("01", "1", "1", "SYSBP", "120"),
        ("01", "1", "", "DIABP", "80"),
        ("01", "1", " ", "PULSE", "60"),
        ("01", "1", "1 ", "SYSBP", "121"),
    ]
    sdtm = built(tmp_path, rows=rows)
    assert told(sdtm) == [
        ("subject-unknown", "vs.csv", (2,)),
        ("key-duplicate", "vs.csv", (6,)),
        ("key-blank", "vs.csv", (4, 5)),
    ]
    assert sdtm.datasets["VS"].frame["VSTESTCD"].tolist() == ["SYSBP", "DIABP", "PULSE"]


def test_rows_of_a_subject_that_dm_leaves_out_do_not_ship(tmp_path: Path) -> None:
    dm = DM.replace("    map:", "    where: {variable: CONSENT, eq: 'Yes'}\n    map:")
    rows: Rows = [("01", "1", "1", "SYSBP", "120"), ("01", "2", "2", "SYSBP", "120")]
    sdtm = built(tmp_path, dm=dm, rows=rows, roster=[("01", "1", "Yes"), ("01", "2", "No")])
    assert sdtm.datasets["VS"].frame["USUBJID"].tolist() == ["S1-01-1"]
    assert told(sdtm) == [("subject-left-out", "vs.csv", (3,))]
    assert fates(sdtm, "dm")[1] == "3 not mapped DM takes only rows where CONSENT = Yes"


def test_a_cell_of_one_blank_is_no_item(tmp_path: Path) -> None:
    unpivot = "    unpivot: {items: {SYSBP: {VALUE: RESULT}}, required: [VALUE]}\n    map:"
    vs = (
        VS.replace("    map:", unpivot)
        .replace("column: RESULT", "column: VALUE")
        .replace("column: TEST", "column: ITEM")
    )
    sdtm = built(tmp_path, vs=vs, rows=[("01", "1", "1", "x", " "), ("01", "1", "2", "x", "120")])
    assert sdtm.datasets["VS"].frame["VSORRES"].tolist() == ["120"]
