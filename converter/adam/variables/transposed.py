"""Records of a dataset as variables: one for each value of a key."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import found, in_order, named_keys
from converter.adam.matching import SUBJECT, chosen, matched, sources_of, taken
from converter.compute.conditions.condition import evaluate, is_missing
from converter.dataset import Frame, all_sources, no_sources
from converter.spec.condition import Condition
from converter.steps import Derived, Finding, NewVariable, SourceCondition, SourceVariable, Variable


def derive_vars_transposed(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    key: SourceVariable,
    value: SourceVariable,
    variables: dict[NewVariable, str | float],
    by: tuple[Variable, ...] = SUBJECT,
    where: SourceCondition | None = None,
) -> Derived:
    """Take {value} of the record of {dataset} with the same {by} and this {key}: {variables}.

    `rows` and the dataset have the keys; `variables` says of each new one the value of `key`. It is text or a number as
    `value` is, missing where no record has that key. Where several records have one and differ, none is taken: a
    warning (`merge-several`). The record stands behind the value. Source: admiral, derive_vars_transposed (and
    derive_vars_period, of a dataset of periods with the key APERIOD).
    """
    records = chosen(datasets, dataset, where)
    filled = records[~is_missing(records[value])]
    values, sources = {}, [no_sources()]
    findings: list[Finding] = []
    for new, wanted in variables.items():
        known = filled[evaluate(Condition.model_validate({"variable": key, "eq": wanted}), filled)]
        differing = known[[*by, value]].assign(**{value: in_order(known[value])}).drop_duplicates()
        several = differing[differing.duplicated(list(by), keep=False)]
        alone = known.drop_duplicates(list(by))
        alone = alone[~alone.set_index(list(by)).index.isin(several.set_index(list(by)).index)]
        labels = matched(rows, alone, by)
        values[new] = taken(records, labels, value)
        sources.append(sources_of(labels, dataset, (new,)))
        findings += _several(rows, several.drop_duplicates(list(by)), by, f"{key} {wanted}", value)
    return Derived(pd.DataFrame(values, index=rows.index), all_sources(*sources), tuple(findings))


def _several(rows: Frame, several: Frame, by: tuple[str, ...], which: str, value: str) -> tuple[Finding, ...]:
    """Report rows whose key has several values."""
    hit = rows[matched(rows, several, by).notna()]
    message = f"several records have {which} and differ in {value}, so none is taken"
    return found("merge-several", "warning", named_keys(hit, by), message, "narrow them by where:")
