"""Rules that record sources share, items that were not done, and conditions on items."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.errors import SpecError
from converter.sdtm.build import Sdtm
from tests.sdtm.test_build import Rows, built, fates, plan_of

SHARED = """\
domain: AE
map:
  AETERM: {assign: {column: TERM}}
  AECAT: {constant: {value: GENERAL}}
records:
  - table: ae
  - table: link
    map: {AECAT: {constant: {value: LINKED}}, AETERM: {assign: {column: NOTE}}}
derive: {AESEQ: {sequence: {by: [AETERM]}}}
"""


def test_a_rule_that_all_records_share_is_said_once_and_a_source_may_have_its_own(tmp_path: Path) -> None:
    sdtm = built(plan_of(tmp_path, SHARED), [("1", "1", "Rash", "")], [("1", "1", "Fall")])
    found = sdtm.datasets["AE"].frame[["AETERM", "AECAT"]].to_numpy().tolist()
    assert found == [["Fall", "LINKED"], ["Rash", "GENERAL"]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SHARED.replace("AECAT: {constant: {value: GENERAL}}", "AECATT: {constant: {value: X}}"), "map.AECATT"),
        (SHARED.replace("{assign: {column: TERM}}", "{asign: {column: TERM}}"), "map.AETERM.asign: unknown rule"),
        ("domain: AE\nmap: {AETERM: {assign: {column: TERM}}}\n", "there are none"),
        ("domain: AE\nrecords: [{table: ae}]\n", "records without map"),
    ],
)
def test_what_is_wrong_with_shared_rules_is_told_once_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SpecError) as caught:
        plan_of(tmp_path, text)
    assert str(caught.value).count(problem) == 1


VS = """\
domain: AE
records:
  - table: ae
    unpivot:
      items: {SYSBP: {RESULT: SYS, ND: SYS_ND}, PULSE: {RESULT: HR, ND: HR_ND}}
      required: [RESULT]
      not_done: {when: {any: [{variable: ND, eq: X}, {variable: DONE, eq: "No"}]}}
    map:
      AETERM: {assign: {column: ITEM}}
      AELOC: {assign: {column: RESULT}}
      AEPATT: {assign: {column: STATUS}}
      AECAT: {first_filled: {columns: [WHY]}}
derive: {AESEQ: {sequence: {}}}
"""
COLUMNS = "SUBJ LINE SYS SYS_ND HR HR_ND DONE WHY"


def rows_of(sdtm: Sdtm) -> list[list[Any]]:
    return sdtm.datasets["AE"].frame[["AETERM", "AELOC", "AEPATT"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("120", "", "60", "", "Yes", ""), [["SYSBP", "120", ""], ["PULSE", "60", ""]]),
        (("120", "", "", "X", "Yes", "arm"), [["SYSBP", "120", ""], ["PULSE", "", "NOT DONE"]]),
        (("120", "", "", "", "Yes", ""), [["SYSBP", "120", ""]]),  # nobody says that it was not done
        (("", "", "", "", "No", "ill"), [["SYSBP", "", "NOT DONE"], ["PULSE", "", "NOT DONE"]]),
        (("120", "X", "60", "", "Yes", ""), [["SYSBP", "120", "NOT DONE"], ["PULSE", "60", ""]]),  # for checks to tell
    ],
)
def test_an_item_that_was_not_done_makes_a_record_without_result(
    tmp_path: Path, cells: tuple[str, ...], expected: list[list[str]]
) -> None:
    sdtm = built(plan_of(tmp_path, VS), [("1", "1", *cells)], columns=COLUMNS)
    assert rows_of(sdtm) == expected
    told = [issue.rule for issue in sdtm.issues if issue.place == "ae.csv"]
    assert not {"item-without-result", "column-unused"} & {*told}


def test_a_condition_on_items_leaves_out_some_and_the_ledger_says_so(tmp_path: Path) -> None:
    said = VS.replace(
        '      not_done: {when: {any: [{variable: ND, eq: X}, {variable: DONE, eq: "No"}]}}\n',
        ("      where: {all: [{variable: ITEM, ne: PULSE}, {variable: ND, ne: X}]}\n"),
    ).replace("      AEPATT: {assign: {column: STATUS}}\n", "      AEPATT: {assign: {column: DONE}}\n")
    rows: Rows = [("1", "1", "120", "", "60", "", "Yes", ""), ("1", "2", "130", "X", "70", "", "Yes", "")]
    sdtm = built(plan_of(tmp_path, said), rows, columns=COLUMNS)
    assert rows_of(sdtm) == [["SYSBP", "120", "Yes"]]
    ((row, fate, reason),) = fates(sdtm, "ae")[1:]
    assert (row, fate) == (3, "not mapped")
    assert reason.startswith("no item of AE is filled where ITEM is not PULSE")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("required: [RESULT]", "required: []", "without required: each item makes one"),
        ('eq: "No"}]}}', 'eq: "No"}]}, column: ND}', "not_done makes the column 'ND', which items make as well"),
        ("AEPATT: {assign: {column: STATUS}}", "AEPATT: {assign: {column: ND}}", "no rule reads the column 'STATUS'"),
    ],
)
def test_a_status_that_cannot_be_is_refused(tmp_path: Path, before: str, after: str, problem: str) -> None:
    with pytest.raises(SpecError, match=problem):
        plan_of(tmp_path, VS.replace(before, after))
