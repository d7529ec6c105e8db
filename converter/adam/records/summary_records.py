"""New records that sum up each group of records: their mean, sum, count, least, greatest or median value."""

from __future__ import annotations

from collections.abc import Mapping

from converter.adam.dates.interval import with_constants
from converter.adam.groups import ByMissing, grouping, keyed, named_keys, without_group
from converter.adam.records.grouped import Statistic, one_a_group, records_behind, statistic_of
from converter.adam.unusable import told
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.steps import Built, CopiedVariable, NewVariable, SourceCondition, SourceVariable


def derive_summary_records(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    by: tuple[CopiedVariable, ...],
    analysis: Statistic,
    set_values: dict[NewVariable, str | float],
    value: SourceVariable = "AVAL",
    new_var: NewVariable = "AVAL",
    keep: tuple[CopiedVariable, ...] = (),
    where: SourceCondition | None = None,
    by_missing: ByMissing = "no group",
) -> Built:
    """Add a record for each {by} of {dataset} with the {analysis} of {value}, and {set_values}.

    The dataset may be the one that is made. `value` is a number; missing values do not count, and a group of nothing
    else gets no record (`summary-no-value`, a note), unless records are counted: 0. `keep` names what all records of a
    group agree on, such as PARAM; where they do not, it is missing (`keep-several`). Records that lack one of `by`
    count for nothing (`by-missing`), unless `by_missing` makes a missing value a group of its own. All records with a
    value stand behind the new one. Source: admiral, derive_summary_records.
    """
    needed = grouping(by, by_missing)
    del rows
    records = datasets[dataset]
    chosen = records[holds(where, records, datasets)]
    usable = chosen[keyed(chosen, needed)]
    known = usable[keyed(usable, (value,))]
    counted = usable if analysis == "count" else known
    frame, findings = one_a_group(counted, by, keep)
    frame = frame.assign(**{new_var: statistic_of(counted, by, value, analysis)})
    empty = usable[~usable.index.isin(counted.index)]
    empty = empty[~empty.set_index(list(by)).index.isin(known.set_index(list(by)).index)].drop_duplicates(list(by))
    lost = told("summary-no-value", "note", named_keys(empty, by), f"no value of {value}, so no record")
    behind = records_behind(counted, by, dataset)
    return Built(
        with_constants(frame, set_values),
        behind[behind["source_row"].isin(known.index)].reset_index(drop=True),
        (*findings, *lost, *without_group(chosen, needed)),
    )
