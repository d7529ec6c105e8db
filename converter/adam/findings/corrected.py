"""Values corrected by another of the same sample: calcium by albumin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.groups import keyed, named_keys, own_name, without_group
from converter.adam.unusable import told
from converter.compute.numbers.numbers import significant
from converter.compute.units.units import DIGITS
from converter.dataset import Frame
from converter.spec.endpoints.toxicity import Correction, ToxicityCriteria
from converter.steps import Built, Finding, NewVariable, Variable


def derive_param_corrected(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ToxicityCriteria,
    by: tuple[Variable, ...],
    unit: Variable,
    set_values: dict[NewVariable, str | float],
    test: str = "CA",
    other: str = "ALB",
    param: Variable = "PARAMCD",
    value: Variable = "AVAL",
    keep: tuple[Variable, ...] = (),
) -> Built:
    """{value} of {test} corrected by {other} of the same {by}: {test} + factor x (reference - {other}), by {criteria}.

    One row for each record of `test` that has a value and exactly one value of `other` beside it: with `by`, the unit,
    the variables of `keep` such as the limits of the normal range, and the constants of `set_values`. Factor and
    reference are those of both units. No row but a finding where the other value is missing
    (`corrected-without-other`) or there are several (`corrected-several`), or the criteria have no correction in these
    units (`corrected-unit-unknown`). Records without a value are not told: they had none to correct.
    """
    names = list(dict.fromkeys([*by, unit, *keep]))
    known = rows[keyed(rows, by) & rows[value].notna()]
    own = known.loc[known[param] == test, list(dict.fromkeys([*names, value]))].assign(label=lambda frame: frame.index)
    others = known.loc[known[param] == other, [*by, value, unit]].rename(columns={value: "_other", unit: "_unit"})
    others = others.assign(other_label=others.index, several=others.duplicated(list(by), keep=False))
    pairs = own.merge(others.drop_duplicates(list(by)), how="left", on=list(by))
    several = pairs["several"].eq(other=True)
    alone = pairs["_other"].isna()
    factors = _factors(pairs, unit, criteria.corrections)
    foreign = factors["factor"].isna() & ~alone & ~several
    corrected = pairs[value] + factors["factor"] * (factors["reference"] - pairs["_other"])
    usable = ~several & ~alone & ~foreign
    frame = pairs.assign(**{value: significant(corrected, DIGITS)})[usable].reset_index(drop=True)
    findings = (
        *without_group(rows[rows[param].isin([test, other])], by),
        *_lost(pairs[alone], by, "corrected-without-other", f"no value of {other} beside it, so no row"),
        *_lost(pairs[several], by, "corrected-several", f"several values of {other} beside it, so no row"),
        *_lost(pairs[foreign], by, "corrected-unit-unknown", f"{criteria} has no correction in these units, so no row"),
    )
    made = with_constants(frame[[*names, value]], set_values)
    return Built(made, _lineage(frame, own_name(rows, datasets)), findings)


def _factors(pairs: Frame, unit: str, corrections: Sequence[Correction]) -> Frame:
    """Look up the correction of each pair of units."""
    names = ["unit", "by_unit"]
    table = pd.DataFrame(
        [(one.unit, one.by_unit, one.factor, one.reference) for one in corrections],
        columns=[*names, "factor", "reference"],
    ).astype({"unit": "str", "by_unit": "str", "factor": "float64", "reference": "float64"})
    keys = pd.DataFrame({"unit": pairs[unit], "by_unit": pairs["_unit"].fillna("").astype("str")})
    return keys.merge(table.drop_duplicates(names), how="left", on=names).set_axis(pairs.index)


def _lineage(frame: Frame, table: str) -> Frame:
    """Name both records behind each row."""
    parts = [pd.DataFrame({"row": frame.index, "source_row": frame[name]}) for name in ("label", "other_label")]
    lineage = pd.concat(parts, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
    return lineage.assign(table=table, item="").astype({"source_row": "int64"})[["row", "table", "source_row", "item"]]


def _lost(pairs: Frame, by: Sequence[str], rule: str, message: str) -> Iterator[Finding]:
    keys = [name for name in by if name != "STUDYID"]
    yield from told(rule, "warning", named_keys(pairs, keys), message, "give the value, or its unit, before this step")
