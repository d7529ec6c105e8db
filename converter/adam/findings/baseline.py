"""Baseline values: the value of the group's baseline record, on all its records."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import ByMissing, found, grouping, keyed, named_keys, own_sources, without_key
from converter.adam.matching import matched, taken
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable, Variable

BASELINE = Condition(variable="ABLFL", eq="Y")


def derive_var_base(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    by: tuple[Variable, ...],
    source_var: Variable = "AVAL",
    new_var: NewVariable = "BASE",
    where: Condition = BASELINE,
    by_missing: ByMissing = "no group",
) -> Derived:
    """Take {source_var} of the record of the same {by} where {where}.

    `rows` has the variables; the answer is text or a number as the source is, on every record of the group, missing
    where the group has no baseline record. A group with several gets none (`base-several`), nor does a record that
    lacks one of `by` (`by-missing`), unless `by_missing` makes a missing value a group of its own. The baseline record
    stands behind the value. Source: admiral; ADaMIG 1.3, 3.3.4.
    """
    needed = grouping(by, by_missing)
    grouped = keyed(rows, needed)
    baseline = rows[grouped & holds(where, rows, datasets)]
    several = baseline.duplicated(list(by), keep=False)
    labels = matched(rows, baseline[~several], by, needed).where(grouped)
    known = labels.dropna().astype("int64")
    pairs = pd.DataFrame({"row": known.index, "source_row": known.to_numpy()})
    values = taken(rows, labels, source_var).to_frame(new_var)
    findings = (
        *found(
            "base-several",
            "error",
            named_keys(baseline[several], by),
            f"several records of the group are baseline records, so none gives {new_var}",
            "flag one record of each group, or add a variable such as BASETYPE to by:",
        ),
        *without_key(rows, needed),
    )
    return Derived(values, own_sources(pairs, rows, datasets, (new_var,)), findings)
