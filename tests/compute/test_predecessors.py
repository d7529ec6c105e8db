"""What the data tell of analysis datasets of others: where variables come from, and what identifies a record."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.compute.describing.predecessors import identifying, predecessors
from converter.dataset import Frame


def frame(text: str) -> Frame:
    """Read a table of words; numbers are numbers, '.' is blank."""
    header, *rows = (line.split() for line in text.strip().splitlines())
    made = pd.DataFrame([[cell if cell != "." else "" for cell in row] for row in rows], columns=header, dtype="str")
    numeric = [name for name in map(str, made) if name.endswith(("SEQ", "N", "AGE"))]
    return made.assign(**{name: pd.to_numeric(made[name]).astype("float64") for name in numeric})


DM = frame("""
USUBJID SEX AGE RACE
1       F   40  A
2       M   50  B
3       M   60  C
""")
ADSL = frame("""
USUBJID SEX AGE RACE TRTA
1       F   40  A    X
2       M   51  .    Y
""")
AE = frame("""
USUBJID AESEQ AETERM AEOUT
1       1     PAIN   .
1       2     RASH   .
2       1     PAIN   .
""")
ADAE = frame("""
USUBJID AESEQ AETERM AEOUT TRTA SEX ASTDTN
1       2     RASH   .     X    F   1
2       1     PAIN   .     Y    M   2
""")


def test_a_variable_that_equals_that_of_the_source_in_every_record_comes_from_there() -> None:
    assert predecessors("ADSL", ADSL, {"DM": DM}) == {"USUBJID": "DM.USUBJID", "SEX": "DM.SEX"}
    assert predecessors("ADAE", ADAE, {"DM": DM, "AE": AE, "ADSL": ADSL}) == {
        "USUBJID": "AE.USUBJID",
        "AESEQ": "AE.AESEQ",
        "AETERM": "AE.AETERM",
        "TRTA": "ADSL.TRTA",
        "SEX": "ADSL.SEX",
    }


def test_records_that_the_source_has_twice_or_not_at_all_prove_nothing() -> None:
    twice = pd.concat([AE, AE.iloc[[1]]], ignore_index=True)
    assert predecessors("ADAE", ADAE, {"AE": twice}) == {}
    assert predecessors("ADAE", ADAE, {"AE": AE.iloc[:1]}) == {}
    assert predecessors("ADAE", ADAE, {"AE": AE.assign(AESEQ="1")}) == {}


def test_records_of_a_part_of_a_domain_are_known_by_the_numbers_of_the_domain() -> None:
    part = frame("USUBJID QSSEQ QSORRES\n1 1 a\n1 2 b\n")
    made = frame("USUBJID QSSEQ QSORRES\n1 2 b\n")
    assert predecessors("ADQS", made, {"QSCG": part}) == {
        name: f"QSCG.{name}" for name in ("USUBJID", "QSSEQ", "QSORRES")
    }


BDS = """
STUDYID USUBJID PARAMCD AVISITN ADT ASEQ
S       1       ALT     1       a   1
S       1       ALT     2       a   2
S       1       AST     2       a   3
"""


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (BDS, ("STUDYID", "USUBJID", "PARAMCD", "AVISITN")),
        (BDS + "S 1 AST 2 b 4\n", ("STUDYID", "USUBJID", "PARAMCD", "AVISITN", "ADT")),
        (BDS + "S 1 AST 2 a 4\n", ("STUDYID", "USUBJID", "PARAMCD", "AVISITN", "ASEQ")),
        (BDS + "S 1 AST 2 a 3\n", ()),
        ("USUBJID AETERM AESEQ\n1 PAIN 1\n1 PAIN 2\n", ("USUBJID", "AESEQ")),
        ("USUBJID AETERM\n1 PAIN\n1 RASH\n", ()),
        ("USUBJID AETERM\n", ()),
        ("AETERM\nPAIN\n", ()),
        ("STUDYID AESEQ\nS 1\n", ()),
    ],
)
def test_keys_are_the_fewest_of_the_usual_variables_that_identify_each_record(text: str, keys: tuple[str, ...]) -> None:
    assert identifying(frame(text)) == keys
