"""Terms: the values of a variable, listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import pandas as pd
from pydantic import Field

from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import level_text, statistics
from converter.steps import Answer, SourceCondition, SourceVariable


def terms(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    variable: SourceVariable,
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    lower: bool = False,
    commonest: Annotated[int, Field(ge=1)] | None = None,
) -> Answer:
    """List the values of {variable} over the records of {dataset}, each once, in order.

    Statistics: n, their number, terms, all of them in one text ('none' without any), and term (text), one for each,
    with its number from 1 as LEVEL. Missing values are not listed; `lower` writes text in lower case. Text stands in
    the order of its characters, capitals before small letters, numbers by size; with `commonest` as many stand as it
    says, those of most subjects, the commonest first.
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    words = level_text(records[variable])
    words = level_text(words.str.lower()) if lower else words
    words = words[words != ""]
    counts = records.loc[words.index, "USUBJID"].groupby(words, sort=False).nunique()
    if commonest:
        counts = counts.sort_values(ascending=False, kind="stable").head(commonest)
    numbered = [statistics({"term": str(term)}, str(number)) for number, term in enumerate(counts.index, 1)]
    said = statistics({"n": len(counts), "terms": ", ".join(map(str, counts.index)) or "none"})
    made = pd.concat([said, *numbered], ignore_index=True)
    return Answer(made, behind((dataset, words.index)))
