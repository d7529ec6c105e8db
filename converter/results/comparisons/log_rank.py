"""Times to an event of two groups compared by the log-rank test."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame
from converter.results.compared import MEMBER, STRATUM, Compared
from converter.results.members import Members
from converter.results.remarks import remarks
from converter.results.statistics import statistics
from converter.results.survival.survival_groups import EVENT, counts, not_comparable, timed_groups
from converter.steps import Answer, SourceCondition, SourceVariable

NONE = float("nan")


def log_rank(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    members: tuple[Members, ...],
    dataset: str = "ADTTE",
    where: SourceCondition | None = None,
    variable: SourceVariable = "AVAL",
    censor: SourceVariable = "CNSR",
    among: tuple[Members, ...] = (),
    strata: tuple[SourceVariable, ...] = (),
) -> Answer:
    """Compare {variable} of {dataset} (event: {censor} 0) of the subjects with {members} and the others by log-rank.

    One record a subject; those of whom the time is missing or negative, or the censoring missing, are left out, with
    strata also those without one. Statistics: n1 and events1 of the members, n2 and events2 of the others, chi_square
    with one degree of freedom, and p. Ties take the hypergeometric variance; `strata` (of the records, or 'ADSL.SEX')
    add what is observed, expected and its variance over strata. Where a group is empty, nobody has an event or nobody
    of both groups is at risk together there is no test, and `not_estimable` says why; `not_counted` says who or which
    stratum does not count. Source: SAS/STAT, LIFETEST, Rank Tests for the Equality of Survival Functions; Mantel,
    Cancer Chemotherapy Reports 1966;50:163. Calculated by statsmodels (survdiff).
    """
    import scipy  # noqa: PLC0415 - of the extra results

    groups = timed_groups(
        subjects,
        datasets,
        dataset=dataset,
        where=where,
        members=members,
        among=among,
        variable=variable,
        censor=censor,
        strata=strata,
    )
    reason = not_comparable(groups) or _never_together(groups, variable)
    chi_square = NONE if reason else _chi_square(groups.records, variable)
    found = {**counts(groups), "chi_square": chi_square, "p": float(scipy.stats.chi2.sf(chi_square, 1))}
    said = remarks([f"no log-rank test: {reason}"] if reason else (), groups.left_out)
    return Answer(pd.concat([statistics(found), said], ignore_index=True), groups.behind(dataset))


def _never_together(groups: Compared, variable: str) -> str:
    """Say that no event of a stratum falls where both groups have someone at risk, of whom another has none."""
    for _, records in groups.records.groupby(STRATUM):
        last = records.groupby(MEMBER)[variable].max()
        events = records.loc[records[EVENT], variable].value_counts()
        at_risk = pd.Series([(records[variable] >= time).sum() for time in events.index], events.index)
        if len(last) > 1 and ((events < at_risk) & (events.index <= last.min())).any():
            return ""
    return "no event while subjects of both groups were at risk, or all had it then"


def _chi_square(records: Frame, variable: str) -> float:
    from statsmodels.duration.survfunc import survdiff  # noqa: PLC0415 - a tenth of a second, only where it is asked

    columns = (records[name].to_numpy() for name in (variable, EVENT, MEMBER, STRATUM))
    times, event, member, strata = columns
    return float(survdiff(times, event.astype("int64"), member.astype("int64"), strata=strata)[0])
