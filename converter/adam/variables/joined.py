"""Variables of what lies before or after a record: of the end of a look, or summed up over all that it sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from converter.adam.groups import keyed, numeric
from converter.adam.matching import sources_of, taken
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.look import looked, pairs, seen_pairs
from converter.dataset import Frame
from converter.spec.endpoints.look import LOOK, Look
from converter.spec.model import Model
from converter.steps import Derived, NewVariable, SourceVariable, Variable

Statistic = Literal["count", "sum", "mean", "min", "max"]


class Summary(Model):
    """A new variable: one statistic of a variable of the records that a look sees."""

    new_var: NewVariable
    statistic: Statistic
    variable: SourceVariable = "AVAL"

    def __str__(self) -> str:
        return f"{self.new_var} is the {self.statistic} of {self.variable}"


def derive_vars_looked(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    by: tuple[Variable, ...],
    order: tuple[Variable, ...],
    look: Look,
    variables: dict[NewVariable, SourceVariable],
    exist_flag: NewVariable | None = None,
) -> Derived:
    """Take {variables} of the end of a look at the records of {dataset} with the same {by} ({look}).

    `dataset`, `by`, `order` and `look` are as of derive_var_joined_exist_flag: with `until` the end is the nearest
    record that meets it, else the farthest of those seen. Missing where the look has no end; `exist_flag` is Y where it
    has one. The record stands behind the values. Source: admiral, derive_vars_joined, whose filter_join is `until`, and
    whose order and mode are `toward`.
    """
    others = datasets[dataset]
    found = looked(LOOK, look, _pairs(rows, others, by, order, look), rows.index)
    end = found[f"{LOOK}.end"]
    labels = end.map(pd.Series(others.index, dtype="float64"))
    values = {new: taken(others, labels, old) for new, old in variables.items()}
    if exist_flag:
        values[exist_flag] = flagged(end.notna())
    return Derived(pd.DataFrame(values, index=rows.index), sources_of(labels, dataset, tuple(values)))


def derive_vars_joined_summary(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    by: tuple[Variable, ...],
    order: tuple[Variable, ...],
    look: Look,
    summaries: Annotated[tuple[Summary, ...], Field(min_length=1)],
) -> Derived:
    """Sum up the records of {dataset} with the same {by} that a look sees ({look}): {summaries}.

    `dataset`, `by`, `order` and `look` are as of derive_var_joined_exist_flag; the record itself is not seen. Missing
    values do not count; without any the answer is missing, and a count 0. The lowest value before each record, the
    nadir, is `{toward: earlier}` with the statistic min. All records seen stand behind the values. Raises TypeError for
    text, of which only a count is taken. Source: admiral, derive_vars_joined_summary.
    """
    others = datasets[dataset]
    seen, _ = seen_pairs(look, _pairs(rows, others, by, order, look))
    made = {one.new_var: _statistic(seen, one, len(rows)) for one in summaries}
    behind = pd.DataFrame(
        {
            "row": rows.index.take(seen["n"].to_numpy()),
            "variable": next(iter(made)) if len(made) == 1 else "",
            "table": dataset,
            "source_row": others.index.take(seen["k"].to_numpy()),
        }
    )
    return Derived(pd.DataFrame(made).set_axis(rows.index), behind)


def _pairs(rows: Frame, others: Frame, by: Sequence[str], order: Sequence[str], look: Look) -> Frame:
    """Pair records that have a date and every key."""
    seeing, seen = (one.assign(**{order[0]: one[order[0]].where(keyed(one, by))}) for one in (rows, others))
    return pairs(seeing, seen, by, order, look, own=others is rows)


def _statistic(seen: Frame, one: Summary, size: int) -> pd.Series:
    """Give a statistic of the records seen, by the position of the record that sees them."""
    known = seen[keyed(seen, (one.variable,))]
    values = known[one.variable] if one.statistic == "count" else numeric(known[one.variable], one.statistic)
    grouped = values.groupby(known["n"])
    answers = {"count": grouped.count, "sum": grouped.sum, "mean": grouped.mean, "min": grouped.min, "max": grouped.max}
    answer: pd.Series = answers[one.statistic]().astype("float64").reindex(range(size))
    return answer.fillna(0.0) if one.statistic == "count" else answer
