"""IMWG 2016, table 4 row by row: what lies on each border and what lies just beside it."""

from __future__ import annotations

import pytest

from converter.steps import Built
from tests.adam.response.tables import answers, computed_of, expected, only

BORDERS = {
    "measurable by serum: 1 g/dL or more": """
        day SPIKE SIFE UIFE = response rule
        -7  1.0   +    +
        28  0.5   +    +    = PR   IMWG-S-PR
    """,
    "not measurable by serum: 0.99 g/dL": """
        day SPIKE SIFE UIFE = response rule
        -7  0.99  +    +
        28  0.4   +    +    = NE   IMWG-B-NE
    """,
    "measurable by urine: 200 mg or more": """
        day URINE SIFE UIFE = response rule
        -7  200   +    +
        28  100   +    +    = PR   IMWG-U-PR
    """,
    "not measurable by urine: 199 mg": """
        day URINE SIFE UIFE = response rule
        -7  199   +    +
        28  50    +    +    = NE   IMWG-B-NE
    """,
    "measurable by light chains: 100 mg/L and a ratio above 1.65": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  100   60     +    +
        28  80    60     +    +    = PR   IMWG-F-PR
    """,
    "not measurable by light chains: 99.9 mg/L": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  99.9  10     +    +
        28  10    10     +    +    = NE   IMWG-B-NE
    """,
    "not measurable by light chains: the ratio 1.65 is normal": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  165   100    +    +
        28  100   100    +    +    = NE   IMWG-B-NE
    """,
    "not measurable by light chains: so is 0.26": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  26    100    +    +
        28  26    26     +    +    = NE   IMWG-B-NE
    """,
    "measurable by light chains: a ratio below 0.26": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  25.9  100    +    +
        28  25.9  62.95  +    +    = PR   IMWG-F-PR
    """,
    "measurable by marrow: 30 %": """
        day MARROW SPIKE = response rule
        -7  30     0.2
        28  15     0.2   = PR   IMWG-P-PR
        56  15.1   0.2   = SD   IMWG-P-SD
    """,
    "not measurable by marrow: 29 %": """
        day MARROW SPIKE = response rule
        -7  29     0.2
        28  10     0.2   = NE   IMWG-B-NE
    """,
    "urine for VGPR: less than 100 mg": """
        day URINE SIFE UIFE = response rule
        -7  800   +    +
        28  99.9  +    +    = VGPR IMWG-C-BAND
        56  100   +    +    = PR   IMWG-U-PR
    """,
    "urine for PR: less than 200 mg": """
        day URINE SIFE UIFE = response rule
        -7  800   +    +
        28  199.9 +    +    = PR   IMWG-U-PR
        56  200   +    +    = MR   IMWG-U-MR
    """,
    "urine for PR: a fall by 90 %": """
        day URINE SIFE UIFE = response rule
        -7  4000  +    +
        28  400   +    +    = PR   IMWG-U-PR
        56  401   +    +    = MR   IMWG-U-MR
    """,
    "urine for MR: a fall by 50 %": """
        day URINE SIFE UIFE = response rule
        -7  4000  +    +
        28  2001  +    +    = SD   IMWG-U-SD
        56  2000  +    +    = MR   IMWG-U-MR
    """,
    "serum and urine for MR: both must have fallen": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   4000  +    +
        28  3.0   2000  +    +    = MR   IMWG-S-MR
        56  3.0   2001  +    +    = SD   IMWG-U-SD
        84  3.01  2000  +    +    = SD   IMWG-S-SD
    """,
    "light chains for VGPR: the difference falls by 90 %": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  510   10     +    +
        28  60.1  10     +    +    = PR   IMWG-F-PR
        56  60    10     +    +    = VGPR IMWG-C-BAND
    """,
    "light chains for PR: the difference falls by 50 %": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  510   10     +    +
        28  260.1 10     +    +    = SD   IMWG-F-SD
        56  260   10     +    +    = PR   IMWG-F-PR
    """,
    "complete by light chains: the ratio 0.26 is normal, less is not": """
        day KAPPA LAMBDA SIFE UIFE MARROW = response rule
        -7  510   10     +    +    60
        28  2.6   10     -    -    3      = CR   IMWG-C-CR
        56  2.5   10     -    -    3      = VGPR IMWG-C-RATIO
    """,
    "complete by light chains: the ratio 1.65 is normal, more is not": """
        day KAPPA LAMBDA SIFE UIFE MARROW = response rule
        -7  510   10     +    +    60
        28  16.5  10     -    -    3      = CR   IMWG-C-CR
        56  16.6  10     -    -    3      = VGPR IMWG-C-RATIO
    """,
    "complete: a marrow of less than 5 %": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  0     -    -    5      = VGPR IMWG-C-MARROW
        56  0     -    -    4.9    = CR   IMWG-C-CR
    """,
    "plasmacytomas for VGPR: a fall by 90 %": """
        day SPIKE SIFE UIFE P       = response rule
        -7  4.0   +    +    20x10
        28  0.4   +    +    10x2.1  = PR   IMWG-T-PR
        56  0.4   +    +    10x2    = VGPR IMWG-C-BAND
    """,
    "plasmacytomas for PR: a fall by 50 %": """
        day SPIKE SIFE UIFE P       = response rule
        -7  4.0   +    +    20x10
        28  0.4   +    +    10x10.1 = SD   IMWG-T-SD
        56  0.4   +    +    10x10   = PR   IMWG-T-PR
    """,
    "serum progresses by 1 g/dL where the lowest value is 5 g/dL": """
        day SPIKE SIFE UIFE = response rule
        -7  5.0   +    +
        28  5.99  +    +    = SD   IMWG-S-SD
        56  6.0   +    +    = PD   IMWG-PD-SERUM-HIGH
    """,
    "serum with a lowest value of less than 5 g/dL needs 25 %": """
        day SPIKE SIFE UIFE = response rule
        -7  4.9   +    +
        28  6.12  +    +    = SD   IMWG-S-SD
        56  6.13  +    +    = PD   IMWG-PD-SERUM
    """,
    "urine progresses by 25 %": """
        day URINE SIFE UIFE = response rule
        -7  2000  +    +
        28  2499  +    +    = SD   IMWG-U-SD
        56  2500  +    +    = PD   IMWG-PD-URINE
    """,
    "urine progresses by 200 mg": """
        day URINE SIFE UIFE = response rule
        -7  800   +    +
        28  50    +    +    = VGPR IMWG-C-BAND
        56  249.9 +    +    = MR   IMWG-U-MR
        84  250   +    +    = PD   IMWG-PD-URINE
    """,
    "marrow progresses by 10 percentage points": """
        day MARROW SPIKE = response rule
        -7  30     0.2
        28  39.9   0.2   = SD   IMWG-P-SD
        56  40     0.2   = PD   IMWG-PD-MARROW
    """,
    "marrow progresses by 25 % of its lowest": """
        day MARROW SPIKE = response rule
        -7  60     0.2
        28  74.9   0.2   = SD   IMWG-P-SD
        56  75     0.2   = PD   IMWG-PD-MARROW
    """,
    "the longest diameter grows by half": """
        day SPIKE SIFE UIFE P       = response rule
        -7  4.0   +    +    20x11
        28  2.0   +    +    29.9x11 = SD  IMWG-T-SD
        56  2.0   +    +    30x11   = PD  IMWG-PD-LONGER
    """,
    "the longest diameter of a lesion that was no more than 1 cm wide": """
        day SPIKE SIFE UIFE P       = response rule
        -7  4.0   +    +    20x10
        28  2.0   +    +    30x10   = SD  IMWG-T-SD
    """,
    "the sum of plasmacytomas grows by half": """
        day SPIKE SIFE UIFE P        Q     = response rule
        -7  4.0   +    +    20x10    20x10
        28  2.0   +    +    20x19.9  20x10 = SD  IMWG-T-SD
        56  2.0   +    +    20x20    20x10 = PD  IMWG-PD-GROWN
    """,
}


@pytest.fixture(scope="module")
def every() -> Built:
    """Compute all timelines at once, each of a subject of its own."""
    return computed_of(BORDERS)


@pytest.mark.parametrize("title", BORDERS)
def test_each_border_of_the_table_has_both_sides(title: str, every: Built) -> None:
    assert answers(only(every, title), "AVALC", "RSPRULE") == expected(BORDERS[title])


@pytest.mark.parametrize(
    ("untested", "response"), [pytest.param("sCR", "VGPR", id="usual"), pytest.param("PR", "PR", id="strict")]
)
def test_a_study_says_what_untested_urine_allows_beside_a_measurable_serum(untested: str, response: str) -> None:
    table = "day SPIKE SIFE UIFE\n-7 4.0 + +\n28 0.2 + +"
    built = computed_of({"1": table}, settings={"urine_untested": untested})
    assert answers(built, "AVALC") == [("28", response)]


URINE_BESIDE = """
    day SPIKE URINE SIFE UIFE = response rule
    -7  4.0   4000  +    +
    28  0.4   2001  +    +    = SD   IMWG-V-SD
    56  0.4   2000  +    +    = MR   IMWG-V-MR
    84  0.4   401   +    +    = MR   IMWG-V-MR
    112 0.4   400   +    +    = PR   IMWG-V-PR
"""


def test_urine_that_a_study_does_not_call_measurable_has_to_fall_as_well() -> None:
    built = computed_of({"1": URINE_BESIDE}, settings={"urine_measurable": 5000})
    assert answers(built, "AVALC", "RSPRULE") == expected(URINE_BESIDE)


@pytest.mark.parametrize(
    ("title", "after", "lowest", "confirmed"),
    [
        ("the lowest value was not seen again", "1.0 1.6", "PD", "PR"),
        ("it was", "1.0 1.0 1.5", "PD", "PD"),
        ("the higher of two that follow each other is confirmed", "1.0 1.2 1.69", "PD", "PR"),
        ("and progression counts from it", "1.0 1.2 1.7", "PD", "PD"),
        ("what is not measured confirms nothing, and does not part two values", "1.0 . 1.0 1.5", "PD", "PD"),
        ("baseline counts as it is", "4.2 5.0", "PD", "PD"),
    ],
)
def test_a_study_says_whether_the_lowest_value_must_be_confirmed(
    title: str, after: str, lowest: str, confirmed: str
) -> None:
    values = "\n".join(f"{28 * number} {value} 0 + +" for number, value in enumerate(after.split(), 1))
    table = f"day SPIKE URINE SIFE UIFE\n-7 4.0 0 + +\n{values}"
    for nadir, response in (("lowest", lowest), ("confirmed", confirmed)):
        built = computed_of({"1": table}, settings={"nadir": nadir})
        assert built.frame["AVALC"].iloc[-1] == response, (title, nadir)
