"""What is annotated at a column of a form follows from the mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.pipeline.planning import planned
from converter.submission.crf.annotations import annotations_of

DEMO = Path(__file__).parents[3] / "examples" / "demo"
RECIST = Path(__file__).parents[2] / "studies" / "recist"


def texts(study: Path) -> dict[tuple[str, str], list[str]]:
    return {cell: [one.text for one in every] for cell, every in annotations_of(planned(study)).items()}


@pytest.mark.parametrize(
    ("study", "cell", "expected"),
    [
        (DEMO, ("ae", "AETERM"), ["AETERM"]),
        (DEMO, ("ae", "AEBODSYS"), ["AEBODSYS", "AESOC"]),
        (DEMO, ("ds", "DSTIM"), ["DSSTDTC"]),
        (DEMO, ("vs", "SYSBP"), ["VSORRES when VSTESTCD = SYSBP"]),
        (DEMO, ("vs", "VSDAT"), ["VSDTC"]),
        (DEMO, ("cm", "CMONGO"), ['SUPPCM.QVAL when SUPPCM.QNAM = "CMONGO"']),
        (DEMO, ("dm", "SCRNFAIL"), ["ARMNRS (derived)"]),
        (RECIST, ("ae", "CODED"), ["AEDECOD (assigned)"]),
        (RECIST, ("random", "ECOG"), ['SUPPDM.QVAL when SUPPDM.QNAM = "STRECOG"']),
        (RECIST, ("scan", "TYPE"), ["Selects records of TR"]),
        (RECIST, ("contact", "STATUS"), ["SSORRES when SSTESTCD = SURVSTAT", "SSSTRESC when SSTESTCD = SURVSTAT"]),
    ],
)
def test_a_column_says_the_variables_that_it_fills(study: Path, cell: tuple[str, str], expected: list[str]) -> None:
    assert texts(study)[cell] == expected


STUDY = """study: {id: S01, name: S01, description: A study, created: 2024-01-31}
standards: {terminology: [sdtm-ct-2025-03-28]}
usubjid: "{study}-{subject}"
tables: {t: {file: t.csv, subject: "{S}"}}
"""
OF_ITEM = """domain: SC
records:
  - table: t
    unpivot: {items: {ONE: {RESULT: A}, TWO: {RESULT: B}}, required: [RESULT]}
    map:
      SCTESTCD: {by_condition: {cases: [{when: {ITEM: ONE}, value: EDULEVEL}], otherwise: MARISTAT}}
      SCORRES: {assign: {column: RESULT}}
"""
OF_COLUMN = """domain: SC
records:
  - table: t
    map:
      SCTESTCD: {by_condition: {cases: [{when: {KIND: E}, value: EDULEVEL}], otherwise: MARISTAT}}
      SCORRES: {assign: {column: A}}
"""


@pytest.mark.parametrize(
    ("domain", "column", "expected"),
    [
        (OF_ITEM, "A", ["SCORRES when SCTESTCD = EDULEVEL"]),
        (OF_ITEM, "B", ["SCORRES when SCTESTCD = MARISTAT"]),
        (OF_COLUMN, "A", ["SCORRES when SCTESTCD = EDULEVEL or MARISTAT"]),
    ],
)
def test_the_test_of_a_result_is_what_the_conditions_choose(
    domain: str, column: str, expected: list[str], tmp_path: Path
) -> None:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "sdtm" / "sc.yaml").write_text(domain, encoding="utf-8")
    assert texts(tmp_path)["t", column] == expected


def test_files_of_vendors_are_no_forms() -> None:
    assert {table for table, _ in texts(DEMO)} == {"ae", "cm", "dm", "ds", "ex", "mh", "vs"}
