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


def test_files_of_vendors_are_no_forms() -> None:
    assert {table for table, _ in texts(DEMO)} == {"ae", "cm", "dm", "ds", "ex", "mh", "vs"}
