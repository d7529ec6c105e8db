"""A parameter that says whether a subject has a record of some kind."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.dates.interval import ADSL, with_constants
from converter.adam.matching import chosen
from converter.adam.trace import lineage_of
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Built, NewVariable, SourceCondition

MADE = ("STUDYID", "USUBJID", "AVALC", "AVAL")


def derive_param_exist_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    when: SourceCondition,
    set_values: dict[NewVariable, str | float],
    where: SourceCondition | None = None,
    population: Condition | None = None,
    true_value: str = "Y",
    false_value: str = "N",
    missing_value: str = "N",
) -> Built:
    """{true_value} where {dataset} has a record of the subject with {when}, else {false_value}.

    One row for each subject of ADSL that meets `population`: AVALC, and AVAL as 1 and 0. `where` narrows the records
    that are asked at all; a subject without such a record gets `missing_value`, and unless that is one of the two
    values no AVAL. A record that lacks what `when` asks is none that meets it. The records that meet `when` stand
    behind a row, and the subject's of ADSL. Source: admiral, derive_param_exist_flag.
    """
    del rows
    adsl = chosen(datasets, ADSL, population).drop_duplicates("USUBJID")
    records = chosen(datasets, dataset, where)
    happened = records[met(when, records, datasets)]
    frame = adsl[["STUDYID", "USUBJID"]].reset_index(drop=True)
    answer = flagged(frame["USUBJID"].isin(happened["USUBJID"]), true_value, false_value)
    answer = answer.mask(~frame["USUBJID"].isin(records["USUBJID"]), missing_value)
    numbers = answer.map({true_value: 1.0, false_value: 0.0}).astype("float64")
    frame = frame.assign(AVALC=answer, AVAL=numbers)
    sources = happened[["USUBJID"]].assign(source_row=happened.index)
    pairs = frame[["USUBJID"]].assign(row=frame.index).merge(sources, on="USUBJID")
    behind = pairs[["row", "source_row"]].assign(table=dataset)[["row", "table", "source_row"]]
    subject = pd.DataFrame({"row": frame.index, "table": ADSL, "source_row": adsl.index})
    return Built(with_constants(frame[list(MADE)], set_values), lineage_of([subject, behind]))
