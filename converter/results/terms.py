"""Terms: the values of a variable, listed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

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
) -> Answer:
    """List the values of {variable} over the records of {dataset}, each once, in the order of the alphabet.

    Statistics: n, their number, and term (text), one for each, with its number from 1 as LEVEL. Missing values are not
    listed; `lower` writes the others in lower case. Capitals come before small letters.
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    words = level_text(records[variable])
    words = words[words != ""]
    listed = sorted((words.str.lower() if lower else words).unique())
    numbered = [statistics({"term": term}, str(number)) for number, term in enumerate(listed, 1)]
    made = pd.concat([statistics({"n": len(listed)}), *numbered], ignore_index=True)
    return Answer(made, behind((dataset, words.index)))
