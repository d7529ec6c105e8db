"""Response at one assessment by IMWG 2016: every rule by a timeline of its own."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.adam.response.timepoint import derive_param_response
from converter.dataset import Frame
from converter.steps import Built
from tests.adam.response.tables import (
    answers,
    components,
    computed,
    computed_of,
    criteria,
    expected,
    measured,
    only,
    told,
)
from tests.adam.timelines import DAY_0, adsl, bound

# SIFE, UIFE: + band, - none. CLONAL: + clonal cells. P, Q: lesions, long x short diameter in mm.
TIMELINES = {
    "serum falls by 25, 50 and 90 %": """
        day SPIKE SIFE UIFE = response rule
        -7  4.0   +    +
        28  3.1   +    +    = SD   IMWG-S-SD
        56  3.0   +    +    = MR   IMWG-S-MR
        84  2.0   +    +    = PR   IMWG-S-PR
        112 0.4   +    +    = VGPR IMWG-C-BAND
    """,
    "just above each limit is the lower level": """
        day SPIKE SIFE UIFE = response rule
        -7  4.0   +    +
        28  3.01  +    +    = SD   IMWG-S-SD
        56  2.01  +    +    = MR   IMWG-S-MR
        84  0.41  +    +    = PR   IMWG-S-PR
    """,
    "a serum M-protein below the limit is not measurable": """
        day SPIKE SIFE UIFE = response rule
        -7  0.9   +    +
        28  0.1   +    +    = NE   IMWG-B-NE
    """,
    "urine falls to less than 200 and 100 mg": """
        day URINE SIFE UIFE = response rule
        -7  800   +    +
        28  500   +    +    = SD   IMWG-U-SD
        56  400   +    +    = MR   IMWG-U-MR
        84  199   +    +    = PR   IMWG-U-PR
        112 99    +    +    = VGPR IMWG-C-BAND
    """,
    "urine falls by 90 % and is still more than 200 mg": """
        day URINE SIFE UIFE = response rule
        -7  4000  +    +
        28  400   +    +    = PR   IMWG-U-PR
    """,
    "serum and urine are measurable: the lower of the two governs": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   800   +    +
        28  2.0   400   +    +    = MR   IMWG-U-MR
        56  2.0   50    +    +    = PR   IMWG-S-PR
        84  0.4   50    +    +    = VGPR IMWG-C-BAND
    """,
    "one of two measurable analytes is missing: not evaluable": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   800   +    +
        28  0.4   .     +    +    = NE   IMWG-U-NE
        56  .     50    +    +    = NE   IMWG-S-NE
    """,
    "one missing, the other shows progression": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   800   +    +
        28  5.0   .     +    +    = PD   IMWG-PD-SERUM
    """,
    "urine beside a measurable serum: less than 100 mg for VGPR, less than 200 mg for PR": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   150   +    +
        28  0.2   99    +    +    = VGPR IMWG-C-BAND
        56  0.2   100   +    +    = PR   IMWG-V-PR
        84  0.2   199   +    +    = PR   IMWG-V-PR
        112 0.2   200   +    +    = SD   IMWG-V-SD
    """,
    "urine beside a serum of which nobody knows the beginning: only its limits count": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   .     +    +
        28  2.0   199   +    +    = PR   IMWG-S-PR
        56  2.0   200   +    +    = SD   IMWG-V-SD
        84  0.4   .     +    +    = VGPR IMWG-C-BAND
    """,
    "urine rises where only serum is measurable: progression by 25 % and 200 mg from its lowest": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   100   +    +
        28  2.0   90    +    +    = PR   IMWG-S-PR
        56  2.0   289   +    +    = SD   IMWG-V-SD
        84  2.0   290   +    +    = PD   IMWG-PD-URINE
    """,
    "serum rises where only urine is measurable: progression by 25 % and 0.5 g/dL from its lowest": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  0.8   800   +    +
        28  1.29  100   +    +    = PR   IMWG-U-PR
        56  1.3   100   +    +    = PD   IMWG-PD-SERUM
    """,
    "serum rises where only light chains are measurable": """
        day SPIKE KAPPA LAMBDA SIFE UIFE = response rule
        -7  0.2   510   10     +    +
        28  0.69  260   10     +    +    = PR   IMWG-F-PR
        56  0.7   260   10     +    +    = PD   IMWG-PD-SERUM
    """,
    "without a band a missing urine M-protein is none": """
        day SPIKE URINE SIFE UIFE = response rule
        -7  4.0   800   +    +
        28  0.4   .     +    -    = VGPR IMWG-C-BAND
        56  0.4   .     +    .    = NE   IMWG-U-NE
    """,
    "light chains count where neither serum nor urine is measurable": """
        day SPIKE URINE KAPPA LAMBDA SIFE UIFE = response rule
        -7  0.2   50    510   10     +    +
        28  0.2   50    300   10     +    +    = SD   IMWG-F-SD
        56  0.2   50    260   10     +    +    = PR   IMWG-F-PR
        84  0.2   50    60    10     +    +    = VGPR IMWG-C-BAND
    """,
    "the other light chain is not there at all: no ratio is farther from normal": """
        day KAPPA LAMBDA SIFE UIFE MARROW = response rule
        -7  500   0      +    +    20
        28  50    0      -    -    2      = VGPR IMWG-C-RATIO
        56  20    20     -    -    2      = CR   IMWG-C-CR
    """,
    "neither light chain is there: no ratio": """
        day KAPPA LAMBDA SIFE UIFE MARROW = response rule
        -7  500   10     +    +    20
        28  0     0      -    -    2      = VGPR IMWG-C-RATIO
    """,
    "the involved chain is that of baseline": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  10    510    +    +
        28  10    60     -    +    = VGPR IMWG-C-BAND
        56  300   10     +    +    = VGPR IMWG-C-BAND
    """,
    "light chains with a normal ratio are not measurable": """
        day KAPPA LAMBDA = response rule
        -7  150   100
        28  10    100    = NE   IMWG-B-NE
    """,
    "light chains do not count beside a measurable serum": """
        day SPIKE KAPPA LAMBDA SIFE UIFE = response rule
        -7  4.0   510   10     +    +
        28  2.0   900   10     +    +    = PR   IMWG-S-PR
    """,
    "a lost uninvolved chain leaves no difference": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  510   10     +    +
        28  60    .      +    +    = NE   IMWG-F-NE
    """,
    "complete: no band in serum and urine, and a clear marrow": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  0     -    +    2      = VGPR IMWG-C-BAND
        56  0     -    -    5      = VGPR IMWG-C-MARROW
        84  0     -    -    4      = CR   IMWG-C-CR
    """,
    "no marrow after the start: it cannot be complete": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    2
        28  0     -    -    .      = VGPR IMWG-C-MARROW
    """,
    "the last marrow is carried forward": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  2.0   +    +    3      = PR   IMWG-S-PR
        56  0     -    -    .      = CR   IMWG-C-CR
        84  0     -    -    .      = CR   IMWG-C-CR
        112 0     -    -    7      = VGPR IMWG-C-MARROW
    """,
    "a dry tap does not count, the marrow before it does": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  0     -    -    3      = CR   IMWG-C-CR
        56  0     -    -    ?      = CR   IMWG-C-CR
    """,
    "a marrow alone makes no assessment": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        20  .     .    .    3
        28  0     -    -    .      = CR   IMWG-C-CR
    """,
    "an immunofixation that was not done is not negative": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  0     -    .    3      = VGPR IMWG-C-BAND
    """,
    "without a band a missing M-protein is none": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  .     -    -    3      = CR   IMWG-C-CR
        56  .     +    -    3      = NE   IMWG-S-NE
    """,
    "stringent: normal ratio and no clonal cells": """
        day SPIKE SIFE UIFE MARROW KAPPA LAMBDA CLONAL = response rule
        -7  4.0   +    +    60     900   10     +
        28  0     -    -    3      10    10     .      = CR  IMWG-C-CR
        56  0     -    -    .      10    10     +      = CR  IMWG-C-CR
        84  0     -    -    .      17    10     -      = CR  IMWG-C-CR
        112 0     -    -    .      16.5  10     .      = sCR IMWG-C-SCR
    """,
    "measurable by light chains: complete asks for a normal ratio": """
        day KAPPA LAMBDA SIFE UIFE MARROW = response rule
        -7  510   10     +    +    60
        28  30    10     -    -    3      = VGPR IMWG-C-RATIO
        56  15    10     -    -    3      = CR   IMWG-C-CR
    """,
    "marrow counts where nothing else is measurable": """
        day SPIKE MARROW = response rule
        -7  0.2   60
        28  0.2   40     = SD   IMWG-P-SD
        56  0.2   30     = PR   IMWG-P-PR
    """,
    "plasmacytomas hold the response back": """
        day SPIKE SIFE UIFE MARROW P     = response rule
        -7  4.0   +    +    60     20x10
        28  0     -    -    3      20x8  = SD   IMWG-T-SD
        56  0     -    -    3      10x10 = PR   IMWG-T-PR
        84  0     -    -    3      5x4   = VGPR IMWG-C-PLASMACYTOMA
        112 0     -    -    3      0x0   = CR   IMWG-C-CR
    """,
    "the last imaging is carried forward, that of baseline too": """
        day SPIKE SIFE UIFE P     = response rule
        -7  4.0   +    +    20x10
        28  0.4   +    +    .     = SD   IMWG-T-SD
        56  0.4   +    +    10x10 = PR   IMWG-T-PR
        84  0.4   +    +    .     = PR   IMWG-T-PR
    """,
    "plasmacytomas of which one is not measured have no sum, the last one stands": """
        day SPIKE SIFE UIFE P     Q     = response rule
        -7  4.0   +    +    20x10 20x10
        28  0.4   +    +    20x10 .     = SD   IMWG-T-SD
        56  0.4   +    +    10x10 10x10 = PR   IMWG-T-PR
        84  0.4   +    +    0x0   .     = PR   IMWG-T-PR
        112 0.4   +    +    0x0   0x0   = VGPR IMWG-C-BAND
    """,
    "progression of serum: 25 % and 0.5 g/dL above the lowest": """
        day SPIKE SIFE UIFE = response rule
        -7  4.0   +    +
        28  1.0   +    +    = PR   IMWG-S-PR
        56  1.49  +    +    = PR   IMWG-S-PR
        84  1.5   +    +    = PD   IMWG-PD-SERUM
    """,
    "a rise by 0.5 g/dL that is less than 25 %": """
        day SPIKE SIFE UIFE = response rule
        -7  4.0   +    +
        28  4.9   +    +    = SD   IMWG-S-SD
        56  5.0   +    +    = PD   IMWG-PD-SERUM
    """,
    "from 5 g/dL on a rise of 1 g/dL suffices": """
        day SPIKE SIFE UIFE = response rule
        -7  6.0   +    +
        28  6.9   +    +    = SD   IMWG-S-SD
        56  7.0   +    +    = PD   IMWG-PD-SERUM-HIGH
    """,
    "0.8 to 1.3 g/dL is a rise of 0.5 g/dL, whatever binary numbers say": """
        day SPIKE SIFE UIFE = response rule
        -7  2.3   +    +
        28  1.8   +    +    = SD   IMWG-S-SD
        56  2.3   +    +    = PD   IMWG-PD-SERUM
    """,
    "from nothing only the absolute rise counts": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    60
        28  0     -    -    3      = CR   IMWG-C-CR
        56  0.4   +    -    3      = VGPR IMWG-C-BAND
        84  0.5   +    -    3      = PD   IMWG-PD-SERUM
    """,
    "the lowest value includes baseline, not what came before it": """
        day SPIKE SIFE UIFE = response rule
        -50 1.0   +    +
        -7  4.0   +    +
        28  4.5   +    +    = SD   IMWG-S-SD
    """,
    "progression of urine: 25 % and 200 mg": """
        day URINE SIFE UIFE = response rule
        -7  1000  +    +
        28  1199  +    +    = SD   IMWG-U-SD
        56  1250  +    +    = PD   IMWG-PD-URINE
    """,
    "progression of light chains: 25 % and 100 mg/L": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  510   10     +    +
        28  110   10     +    +    = PR   IMWG-F-PR
        56  209   10     +    +    = PR   IMWG-F-PR
        84  210   10     +    +    = PR   IMWG-F-PR
        112 210.1 10     +    +    = PD   IMWG-PD-FLC
    """,
    "progression of light chains: 100 mg/L that are less than 25 %": """
        day KAPPA LAMBDA SIFE UIFE = response rule
        -7  1010  10     +    +
        28  810   10     +    +    = SD   IMWG-F-SD
        56  1009  10     +    +    = SD   IMWG-F-SD
        84  1010  10     +    +    = PD   IMWG-PD-FLC
    """,
    "light chains progress where only marrow is measurable, and not beside a measurable urine": """
        day SPIKE KAPPA LAMBDA MARROW = response rule
        -7  0.2   60    10     60
        28  0.2   160   10     60     = SD   IMWG-P-SD
        56  0.2   161   10     60     = PD   IMWG-PD-FLC
    """,
    "light chains do not progress beside a measurable urine": """
        day URINE KAPPA LAMBDA SIFE UIFE = response rule
        -7  800   60    10     +    +
        28  100   900   10     +    +    = PR   IMWG-U-PR
    """,
    "without a baseline no light chain is the involved one": """
        day KAPPA LAMBDA = response rule
        28  10    60     = NE   IMWG-B-NE
        56  10    900    = NE   IMWG-B-NE
    """,
    "circulating plasma cells where they are the only measure: up by half, and 200 or more": """
        day SPIKE CIRCULATING = response rule
        -7  0.2   100
        28  0.2   199         = NE   IMWG-B-NE
        56  0.2   200         = PD   IMWG-PD-CIRCULATING
    """,
    "circulating plasma cells: 200 or more that are not up by half": """
        day SPIKE CIRCULATING = response rule
        -7  0.2   400
        28  0.2   599         = NE   IMWG-B-NE
        56  0.2   600         = PD   IMWG-PD-CIRCULATING
    """,
    "circulating plasma cells are no progression beside a measurable serum": """
        day SPIKE CIRCULATING SIFE UIFE = response rule
        -7  4.0   100         +    +
        28  2.0   900         +    +    = PR   IMWG-S-PR
    """,
    "marrow is no progression beside a measurable serum": """
        day SPIKE SIFE UIFE MARROW = response rule
        -7  4.0   +    +    20
        28  2.0   +    +    60     = PR   IMWG-S-PR
    """,
    "progression of marrow where nothing else is measurable": """
        day SPIKE MARROW = response rule
        -7  0.2   40
        28  0.2   49     = SD   IMWG-P-SD
        56  0.2   50     = PD   IMWG-PD-MARROW
    """,
    "a new lesion is progression, whatever the blood shows": """
        day SPIKE SIFE UIFE NEW = response rule
        -7  4.0   +    +    .
        28  0.4   +    +    Y   = PD   IMWG-PD-NEW
        56  0.4   +    +    .   = VGPR IMWG-C-BAND
    """,
    "the sum of the plasmacytomas grows by half, be it by one of them": """
        day SPIKE SIFE UIFE P     Q     = response rule
        -7  4.0   +    +    20x10 20x10
        28  2.0   +    +    20x19 20x10 = SD  IMWG-T-SD
        56  2.0   +    +    20x20 20x10 = PD  IMWG-PD-GROWN
    """,
    "one plasmacytoma twice as big beside one that shrank: the sum counts": """
        day SPIKE SIFE UIFE P     Q     = response rule
        -7  4.0   +    +    10x10 20x10
        28  2.0   +    +    14x14 10x10 = SD  IMWG-T-SD
    """,
    "a sum of one plasmacytoma is no progression, its longest diameter may be": """
        day SPIKE SIFE UIFE P     = response rule
        -7  4.0   +    +    10x10
        28  2.0   +    +    14x14 = SD  IMWG-T-SD
        56  2.0   +    +    15x14 = PD  IMWG-PD-LONGER
    """,
    "a plasmacytoma that had gone is a new lesion when it is back": """
        day SPIKE SIFE UIFE P     = response rule
        -7  4.0   +    +    20x10
        28  0.4   +    +    0x0   = VGPR IMWG-C-BAND
        56  0.4   +    +    5x5   = PD   IMWG-PD-BACK
    """,
    "another lesion does not stand for one of baseline that was not measured": """
        day SPIKE SIFE UIFE P     Q     R     = response rule
        -7  4.0   +    +    20x10 20x10 .
        28  0.4   +    +    10x10 .     5x5   = SD   IMWG-T-SD
        56  0.4   +    +    10x10 10x10 5x5   = PR   IMWG-T-PR
    """,
    "the sum of the plasmacytomas of baseline grows by half": """
        day SPIKE SIFE UIFE P     Q     = response rule
        -7  4.0   +    +    20x10 20x10
        28  2.0   +    +    20x15 20x10 = SD  IMWG-T-SD
        56  2.0   +    +    20x15 20x15 = PD  IMWG-PD-GROWN
    """,
    "one lesion more than 1 cm wide before grows by half in length": """
        day SPIKE SIFE UIFE P     = response rule
        -7  4.0   +    +    20x10
        28  2.0   +    +    30x11 = SD  IMWG-T-SD
        56  2.0   +    +    30x11 = PD  IMWG-PD-LONGER
    """,
    "a rise of both blood and lesions is progression by imaging": """
        day SPIKE SIFE UIFE NEW = response rule
        -7  4.0   +    +    .
        28  6.0   +    +    Y   = PD   IMWG-PD-NEW
    """,
    "progression first, then response: each assessment by itself": """
        day SPIKE SIFE UIFE = response rule
        -7  4.0   +    +
        28  5.0   +    +    = PD   IMWG-PD-SERUM
        56  2.0   +    +    = PR   IMWG-S-PR
    """,
    "baseline is the last value of each, on whatever day it was measured": """
        day SPIKE URINE SIFE UIFE P     Q     = response rule
        -20 8.0   800   +    +    20x10 .
        -7  4.0   .     +    +    .     20x10
        28  2.0   300   +    +    15x10 15x10 = SD   IMWG-T-SD
        56  2.0   50    +    +    10x10 10x10 = PR   IMWG-S-PR
    """,
    "a record without result takes nothing from the one before it": """
        day SPIKE SIFE UIFE = response rule
        -20 4.0   +    +
        -7  ?     +    +
        28  2.0   +    +    = PR   IMWG-S-PR
        28  ?     .    .
    """,
    "the day of the start is baseline": """
        day SPIKE SIFE UIFE = response rule
        -7  8.0   +    +
        0   4.0   +    +
        28  2.0   +    +    = PR   IMWG-S-PR
    """,
    "no baseline: nothing can be told of a response, but of a rise from the lowest value since": """
        day SPIKE SIFE UIFE = response rule
        28  2.0   +    +    = NE   IMWG-B-NE
        56  2.4   +    +    = NE   IMWG-B-NE
        84  2.5   +    +    = PD   IMWG-PD-SERUM
    """,
    "no baseline, but a new lesion": """
        day SPIKE SIFE UIFE NEW = response rule
        28  2.0   +    +    Y   = PD   IMWG-PD-NEW
    """,
}


@pytest.fixture(scope="module")
def every() -> Built:
    """Compute all timelines at once, each of a subject of its own."""
    return computed_of(TIMELINES)


@pytest.mark.parametrize("title", TIMELINES)
def test_each_assessment_has_the_response_of_imwg(title: str, every: Built) -> None:
    assert answers(only(every, title), "AVALC", "RSPRULE") == expected(TIMELINES[title])


SERUM = """
    day SPIKE SIFE UIFE = response rule
    -7  0.8   +    +
    28  0.4   +    +
"""


def test_the_order_of_the_records_changes_nothing(every: Built) -> None:
    backwards = computed_of(TIMELINES, backwards=True)
    pd.testing.assert_frame_equal(backwards.frame, every.frame)
    pd.testing.assert_frame_equal(in_order(backwards.lineage), in_order(every.lineage))


def in_order(lineage: Frame) -> Frame:
    return lineage.sort_values(["row", "source_row"], ignore_index=True)


@pytest.mark.parametrize(
    ("table", "settings", "response"),
    [
        pytest.param(SERUM, {}, "NE", id="1 g/dL is measurable"),
        pytest.param(SERUM, {"serum_measurable": 0.5}, "PR", id="so is 0.5 g/dL where a study says so"),
        pytest.param(SERUM, {"serum_measurable": 0.5, "pr_fall": -60}, "MR", id="a threshold of one's own"),
    ],
)
def test_a_study_sets_thresholds(table: str, settings: dict[str, float], response: str) -> None:
    assert computed(table, settings=settings).frame["AVALC"].tolist() == [response]


TWO = """
    day SPIKE SIFE UIFE
    -7  4.0   +    +
    28  2.0   +    +
"""


def with_record(table: str, **values: str) -> Frame:
    one = {"USUBJID": "1", "TEST": "SPIKE", "ITEM": "", "VALUE": "", "UNIT": "", "DTC": "2014-11-29", **values}
    return pd.concat([measured(table), pd.DataFrame([one], dtype="str")], ignore_index=True)


def run(records: Frame, **given: Any) -> Built:
    arguments = {"components": components("imwg-2016"), "set_values": {"PARAMCD": "OVR"}, **given}
    return bound(
        derive_param_response, {"ADSL": adsl(DCUTDT=40), "M": records}, criteria=criteria("imwg-2016"), **arguments
    )


@pytest.mark.parametrize(
    ("record", "finding"),
    [
        pytest.param({"VALUE": "5.9", "DTC": "2014-11"}, ("response-date", "1 SPIKE 2014-11"), id="partial date"),
        pytest.param({"VALUE": "5.9", "DTC": ""}, ("response-date", "1 SPIKE"), id="no date"),
        pytest.param(
            {"VALUE": "1.9", "DTC": "2014-11-01T09:30"}, ("response-two-results", "1 SPIKE 2014-11-01"), id="same day"
        ),
    ],
)
def test_what_cannot_be_used_is_told_and_changes_no_response(record: dict[str, str], finding: tuple[str, str]) -> None:
    built = run(with_record(TWO, **record))
    assert built.frame["AVALC"].tolist() == ["PR"]
    assert told(built) == [finding]


def test_of_different_results_of_one_day_the_last_one_counts() -> None:
    built = run(with_record(TWO, VALUE="1.9", DTC="2014-11-01T09:30"))
    assert built.frame["RSPINP"].iloc[0].startswith("serum M-protein 1.9 g/dL (-52.5 % since baseline)")


def test_what_lies_just_beside_a_threshold_is_not_said_to_reach_it() -> None:
    built = run(with_record(TWO, VALUE="0.4002", DTC="2014-11-01T09:30"))
    assert built.frame["AVALC"].iloc[0] == "PR"
    assert built.frame["RSPINP"].iloc[0].startswith("serum M-protein 0.4 g/dL (-89.995 % since baseline)")


def test_two_equal_results_of_one_day_are_one() -> None:
    built = run(with_record(TWO, VALUE="2.0", DTC="2014-11-01"))
    assert (len(built.frame), told(built)) == (1, [])


def test_a_result_that_is_no_number_is_missing_unless_the_study_says_it_is_0() -> None:
    records = with_record(TWO, VALUE="NOT DETECTED")
    built = run(records)
    assert answers(built, "AVALC") == [("28", "PR"), ("56", "NE")]
    assert told(built) == [("response-value", "1 SPIKE 2014-11-29 NOT DETECTED")]
    zero = {"zero_where": {"variable": "VALUE", "eq": "NOT DETECTED"}}
    built = run(records, components=components("imwg-2016", SPIKE=zero))
    assert answers(built, "AVALC") == [("28", "PR"), ("56", "VGPR")]
    assert told(built) == []


CHAINS = """
    day KAPPA LAMBDA SIFE UIFE
    -7  51    1      +    +
    28  5     1      +    +
"""


def test_light_chains_in_mg_per_dl_are_converted_or_told_never_taken_as_mg_per_l() -> None:
    records = measured(CHAINS, {"KAPPA": "mg/dL", "LAMBDA": "mg/dL"})
    unit = {"unit": "UNIT"}
    built = run(records, components=components("imwg-2016", KAPPA=unit, LAMBDA=unit))
    assert built.frame["AVALC"].tolist() == ["NE"]
    assert ("response-unit", "1 KAPPA 2014-09-27 in 'mg/dL'") in told(built)
    known = {"unit": "UNIT", "factors": {"mg/dL": 10}}
    built = run(records, components=components("imwg-2016", KAPPA=known, LAMBDA=known))
    assert answers(built, "AVALC") == [("28", "VGPR")]
    assert told(built) == []


def test_a_component_that_the_criteria_do_not_know_is_told_with_the_nearest_name() -> None:
    given = components("imwg-2016")
    given["SPIK"] = given.pop("SPIKE")
    built = run(measured(TWO), components=given)
    assert told(built) == [("response-component", "SPIK")]
    assert built.findings[0].hint == "did you mean 'SPIKE'?"
    assert built.frame["RSPRULE"].tolist() == ["IMWG-B-NE"]


def test_lesions_that_nothing_tells_apart_are_told() -> None:
    given = components("imwg-2016")
    del given["LONG"]["item"]
    assert ("response-component", "LONG") in told(run(measured(TWO), components=given))


SPREAD = """
    day SPIKE SIFE UIFE P     = response
    -7  4.0   +    +    20x10
    26  .     .    .    5x5
    28  2.0   +    +    .
    54  6.0   +    +    .
    56  .     .    .    5x5
"""


def test_dates_within_the_window_are_one_assessment_dated_as_the_response_says() -> None:
    """A response takes the last date, progression and stable disease the first."""
    assert answers(computed(SPREAD, window=3), "AVALC") == [("28", "PR"), ("54", "PD")]
    assert [day for day, _ in answers(computed(SPREAD), "AVALC")] == ["26", "28", "54", "56"]


CHAIN = """
    day SPIKE SIFE UIFE = response
    -7  4.0   +    +
    28  0.4   +    +
    34  2.0   +    +
    40  2.1   +    +
    46  3.9   +    +
"""


def test_the_window_counts_from_the_first_date_of_an_assessment_and_does_not_chain() -> None:
    assert answers(computed(CHAIN, window=7), "AVALC") == [("34", "PR"), ("40", "PD")]
    assert answers(computed(CHAIN, window=5), "AVALC") == [("28", "VGPR"), ("34", "PD"), ("40", "PD"), ("46", "PD")]


EARLY_MARROW = """
    day SPIKE SIFE UIFE MARROW NEW
    -7  4.0   +    +    60     .
    22  .     .    .    3      .
    28  0     -    -    .      .
    33  .     .    .    .      Y
"""


def test_what_makes_no_assessment_of_its_own_does_not_begin_the_window() -> None:
    assert answers(computed(EARLY_MARROW, window=7), "AVALC", "RSPRULE") == [("28", "PD", "IMWG-PD-NEW")]


def test_a_component_of_the_subject_has_one_value_a_day_and_no_item() -> None:
    given = components("imwg-2016")
    given["SPIKE"]["item"] = "ITEM"
    records = with_record(TWO, VALUE="0.4", ITEM="SECOND BAND", DTC="2014-11-01")
    built = run(records, components=given)
    assert len(built.frame) == 1
    assert told(built) == [("response-component", "SPIKE"), ("response-two-results", "1 SPIKE 2014-11-01")]


def test_nothing_after_the_end_of_observation_counts() -> None:
    built = run(with_record(TWO, VALUE="9.9"), until=["ADSL.DCUTDT"])
    assert answers(built, "AVALC") == [("28", "PR")]


BETWEEN = """
    day SPIKE SIFE UIFE
    -7  4.0   +    +
    -3  1.0   +    +
    28  2.0   +    +
"""


def test_what_lies_between_baseline_and_start_is_neither_baseline_nor_nadir() -> None:
    frames = {"ADSL": adsl(LDDT=-5), "M": measured(BETWEEN)}
    built = bound(
        derive_param_response,
        frames,
        criteria=criteria("imwg-2016"),
        components=components("imwg-2016"),
        set_values={"PARAMCD": "OVR"},
        baseline_until="ADSL.LDDT",
    )
    assert answers(built, "AVALC") == [("28", "PR")]


def test_subjects_without_start_baseline_or_assessment_are_told() -> None:
    subjects = pd.concat(
        [adsl(), adsl().assign(USUBJID="2"), adsl().assign(USUBJID="3", TRTSDT=float("nan"))], ignore_index=True
    )
    records = pd.concat([measured(TWO), measured(TWO, subject="3")], ignore_index=True)
    built = bound(
        derive_param_response,
        {"ADSL": subjects, "M": records},
        criteria=criteria("imwg-2016"),
        components=components("imwg-2016"),
        set_values={"PARAMCD": "OVR"},
    )
    assert built.frame["USUBJID"].tolist() == ["1"]
    assert told(built) == [("response-no-start", "3"), ("response-no-baseline", "2"), ("response-no-assessment", "2")]


def test_subjects_do_not_mix() -> None:
    subjects = pd.concat([adsl(), adsl().assign(USUBJID="2")], ignore_index=True)
    other = """
        day SPIKE SIFE UIFE MARROW
        -7  2.0   +    +    60
        28  0     -    -    3
    """
    third = """
        day SPIKE SIFE UIFE
        -7  4.0   +    +
        28  0     -    -
    """
    records = pd.concat([measured(other), measured(third, subject="2")], ignore_index=True)
    built = bound(
        derive_param_response,
        {"ADSL": subjects, "M": records},
        criteria=criteria("imwg-2016"),
        components=components("imwg-2016"),
        set_values={"PARAMCD": "OVR"},
    )
    assert built.frame["AVALC"].tolist() == ["CR", "VGPR"]


def test_a_row_has_rank_date_parameter_and_what_the_decision_read() -> None:
    (row,) = computed(TWO).frame.to_dict("records")
    assert row == {
        "STUDYID": "S",
        "USUBJID": "1",
        "ADT": DAY_0 + 28,
        "AVALC": "PR",
        "AVAL": 4.0,
        "RSPRULE": "IMWG-S-PR",
        "PDKIND": "",
        "RSPINP": "serum M-protein 2 g/dL (-50 % since baseline); serum IFE POSITIVE; urine IFE POSITIVE; "
        "urine M-protein missing",
        "PARAMCD": "OVR",
    }


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("progression of urine: 25 % and 200 mg", ["", "BIOCHEMICAL"]),
        ("a rise of both blood and lesions is progression by imaging", ["IMAGING"]),
        ("progression of marrow where nothing else is measurable", ["", "MARROW"]),
    ],
)
def test_a_progression_says_its_kind(title: str, kinds: list[str]) -> None:
    assert computed(TIMELINES[title]).frame["PDKIND"].tolist() == kinds


def test_a_row_rests_on_its_measurements_on_those_carried_to_it_and_on_baseline() -> None:
    table = """
        day SPIKE SIFE UIFE MARROW
        -50 5.0   +    +    .
        -7  4.0   +    +    60
        28  2.0   +    +    3
        56  0     -    -    .
    """
    built, records = computed(table), measured(table)
    behind = built.lineage[built.lineage["row"] == 1].merge(records, left_on="source_row", right_index=True)
    days = behind.groupby("DTC")["TEST"].apply(list).to_dict()
    assert days == {
        "2014-09-27": ["SPIKE", "SIFE", "UIFE", "MARROW"],
        "2014-11-01": ["MARROW"],
        "2014-11-29": ["SPIKE", "SIFE", "UIFE"],
    }
