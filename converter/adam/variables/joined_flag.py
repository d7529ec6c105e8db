"""Flags of records by what lies before or after them: confirmed values, two tests within some days of each other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import keyed
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met_by
from converter.compute.conditions.look import looked, pairs
from converter.compute.conditions.subject import with_subject_values
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.endpoints.look import LOOK, Look
from converter.steps import Derived, NewVariable, Variable


def derive_var_joined_exist_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    new_var: NewVariable,
    by: tuple[Variable, ...],
    order: tuple[Variable, ...],
    look: Look,
    when: Condition,
    true_value: str = "Y",
    false_value: str = "",
) -> Derived:
    """Set to {true_value} where {when}, of a look at the records of {dataset} with the same {by} ({look}).

    `dataset` may be the one that is made; a record is not its own other. `order` is the date (or another number from
    which `AWAY` counts), then what tells apart records of one day; both datasets have it and `by`. `when` reads the
    record's own variables, LOOK (Y where the look has an end), LOOK.GAP, LOOK.N, its counts, and any variable of the
    end. A record without date or key sees nothing and is not seen. The end of the look stands behind the flag. Source:
    admiral, derive_var_joined_exist_flag, whose join_type is `toward`, first_cond_upper `until`, and all() and
    count_vals() of filter_join counts.
    """
    others = datasets[dataset]
    seeing, seen = (one.assign(**{order[0]: one[order[0]].where(keyed(one, by))}) for one in (rows, others))
    found = looked(LOOK, look, pairs(seeing, seen, by, order, look, own=others is rows), rows.index)
    whole = with_subject_values(pd.concat([rows, found], axis="columns"), datasets, _of_subject(when))
    flag = met_by(when, whole)
    end = found[f"{LOOK}.end"][flag].dropna().astype("int64")
    columns = {"row": end.index, "variable": new_var, "table": dataset, "source_row": others.index.take(end.to_numpy())}
    return Derived(flagged(flag, true_value, false_value).to_frame(new_var), pd.DataFrame(columns))


def _of_subject(when: Condition) -> tuple[str, ...]:
    return tuple(name for name in when.variables if "." in name and name.partition(".")[0] != LOOK)
