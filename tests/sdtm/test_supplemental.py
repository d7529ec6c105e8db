"""SUPP--: a non-standard variable is linked to its records as the study says, and loses no value by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.compute.qualifiers import with_qualifiers
from converter.plan import make_plan
from converter.sdtm.build import Sdtm
from converter.spec.load import load_study
from tests.sdtm.test_build import Rows, built, plan_of

AE = """\
domain: AE
records:
  - table: ae
    map:
      AETERM: {assign: {column: TERM}}
      AEGRPID: {assign: {column: GROUP}}
      AEWHY: {assign: {column: WHY}}
derive: {AESEQ: {sequence: {by: [AETERM]}}}
supplemental: {AEWHY: {label: Reason, idvar: IDVAR}}
"""
COLUMNS = "SUBJ LINE TERM GROUP WHY"


def linked(folder: Path, idvar: str, rows: Rows) -> tuple[Sdtm, list[tuple[str, ...]]]:
    sdtm = built(plan_of(folder, AE.replace("IDVAR", idvar)), rows, columns=COLUMNS)
    supp = sdtm.datasets["SUPPAE"].frame
    return sdtm, [*supp[["USUBJID", "IDVAR", "IDVARVAL", "QVAL"]].itertuples(index=False, name=None)]


GROUPED: Rows = [("1", "1", "a", "G1", "diet"), ("1", "2", "b", "G1", "diet"), ("1", "3", "c", "G2", "rest")]


@pytest.mark.parametrize(
    ("idvar", "expected"),
    [
        (
            "AESEQ",
            [("S1-1", "AESEQ", "1", "diet"), ("S1-1", "AESEQ", "2", "diet"), ("S1-1", "AESEQ", "3", "rest")],
        ),
        ("AEGRPID", [("S1-1", "AEGRPID", "G1", "diet"), ("S1-1", "AEGRPID", "G2", "rest")]),
        ("AETERM", [("S1-1", "AETERM", "a", "diet"), ("S1-1", "AETERM", "b", "diet"), ("S1-1", "AETERM", "c", "rest")]),
    ],
)
def test_a_qualifier_is_linked_by_the_variable_that_the_study_says(
    tmp_path: Path, idvar: str, expected: list[tuple[str, ...]]
) -> None:
    sdtm, records = linked(tmp_path, idvar, GROUPED)
    assert records == expected
    read = with_qualifiers(sdtm.datasets["AE"].frame, sdtm.datasets["SUPPAE"].frame)
    assert read.values["AEWHY"].tolist() == ["diet", "diet", "rest"]
    assert not [issue for issue in sdtm.issues if issue.rule == "qualifier-differs"]


def test_a_qualifier_of_a_group_rests_on_all_its_raw_rows(tmp_path: Path) -> None:
    sdtm, _ = linked(tmp_path, "AEGRPID", GROUPED)
    lineage = sdtm.datasets["SUPPAE"].lineage
    assert lineage[["row", "source_row"]].to_numpy().tolist() == [[0, 2], [0, 3], [1, 4]]


@pytest.mark.parametrize(
    ("idvar", "rows", "told"),
    [
        ("AEGRPID", [("1", "1", "a", "G1", "diet"), ("1", "2", "b", "G1", "rest")], (2, 3)),  # another value
        ("AEGRPID", [("1", "1", "a", "G1", "diet"), ("1", "2", "b", "G1", "")], (2,)),  # else b would get one
        ("AEGRPID", [("1", "1", "a", "", "diet"), ("1", "2", "b", "G1", "rest")], (2,)),  # no group
        ('""', [("1", "1", "a", "G1", "diet"), ("1", "2", "b", "G1", "rest")], (2, 3)),
    ],
)
def test_where_records_of_a_link_differ_each_keeps_its_own_value_and_it_is_told(
    tmp_path: Path, idvar: str, rows: Rows, told: tuple[int, ...]
) -> None:
    sdtm, _ = linked(tmp_path, idvar, rows)
    read = with_qualifiers(sdtm.datasets["AE"].frame, sdtm.datasets["SUPPAE"].frame)
    assert read.values["AEWHY"].tolist() == [row[-1] for row in rows]
    (issue,) = [issue for issue in sdtm.issues if issue.rule == "qualifier-differs"]
    assert (issue.place, issue.rows, issue.variable, issue.written) == ("ae.csv", told, "AEWHY", "linked by AESEQ")


def test_a_qualifier_of_the_subject_has_a_blank_link(tmp_path: Path) -> None:
    _, records = linked(tmp_path, '""', [("1", "1", "a", "G1", "diet"), ("1", "2", "b", "G2", "diet")])
    assert records == [("S1-1", "", "", "diet")]


SV = """\
domain: SV
records:
  - table: ae
    map:
      VISITNUM: {number: {column: WHY}}
      SVSTDTC: {assign: {column: GROUP}}
      SVWHY: {assign: {column: TERM}}
supplemental: {SVWHY: {label: Reason}}
"""


def test_visits_have_no_sequence_and_are_linked_by_their_number(tmp_path: Path) -> None:
    plan_of(tmp_path, AE.replace("IDVAR", "AESEQ"))
    (tmp_path / "sdtm" / "ae.yaml").unlink()
    (tmp_path / "sdtm" / "sv.yaml").write_text(SV)
    visits: Rows = [
        ("1", "1", "ill", "2024-01-01", "1"),
        ("1", "2", "well", "2024-01-02", "2"),
        ("1", "3", "one", "2024-01-03", "3"),
        ("1", "4", "other", "2024-01-04", "3"),  # one number twice: told apart by the next key
        ("2", "1", "alone", "2024-01-05", "1"),
    ]
    sdtm = built(make_plan(load_study(tmp_path)), visits, columns=COLUMNS)
    supp = sdtm.datasets["SUPPSV"].frame
    assert supp[["IDVAR", "IDVARVAL", "QVAL"]].to_numpy().tolist() == [
        ["VISITNUM", "1", "ill"],
        ["VISITNUM", "2", "well"],
        ["SVSTDTC", "2024-01-03", "one"],
        ["SVSTDTC", "2024-01-04", "other"],
        ["VISITNUM", "1", "alone"],
    ]
