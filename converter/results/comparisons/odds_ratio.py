"""The odds of two groups compared, over strata by Mantel and Haenszel."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.compute.conditions.subject import with_subject_values
from converter.dataset import Frame
from converter.results.compared import MEMBER, STRATUM, complete, one_sided, stratum
from converter.results.counts.limits import Confidence
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.remarks import remarks
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition, Variable

NONE = float("nan")
EVENT = "event"


def odds_ratio(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    members: tuple[Members, ...],
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    strata: tuple[Variable, ...] = (),
    confidence: Confidence = 0.95,
) -> Answer:
    """Estimate the odds ratio of a record of {dataset} of the subjects with {members} to the others ({among}).

    Statistics: n1 of N1 members and n2 of N2 others have such a record; odds_ratio with lower and upper at
    `confidence`, chi_square with one degree of freedom, and p. The ratio is that of Mantel and Haenszel over `strata`
    (variables of ADSL), its variance that of Robins, Breslow and Greenland; without strata they are the ratio of the
    one table and its variance by Woolf. The test is that of Cochran, Mantel and Haenszel, not corrected for continuity.
    A stratum with subjects of one group only adds nothing, a subject without a stratum is left out; `not_counted` says
    so. Where no product of a table leaves a ratio (zero cells, an empty group), `not_estimable` says why; nothing is
    added to the cells. Sources: SAS/STAT, FREQ, Cochran-Mantel-Haenszel Statistics; Mantel and Haenszel, JNCI
    1959;22:719; Robins, Breslow and Greenland, Biometrics 1986;42:311. Calculated by statsmodels (StratifiedTable).
    """
    asked = with_subject_values(narrowed(subjects, among, datasets), datasets, strata)
    found = records_of(dataset, where, asked, datasets)
    mine = asked["USUBJID"].isin(narrowed(asked, members, datasets)["USUBJID"])
    told = asked.assign(**{MEMBER: mine, EVENT: asked["USUBJID"].isin(found["USUBJID"])})
    known, left_out = complete(told, strata)
    known = known.assign(**{STRATUM: stratum(known, strata)})
    ratio, reason = _pooled(_tables(known), confidence)
    numbers = {
        f"{name}{number}": float(value)
        for number, side in enumerate((known[known[MEMBER]], known[~known[MEMBER]]), 1)
        for name, value in (("n", side[EVENT].sum()), ("N", len(side)))
    }
    said = remarks([reason] if reason else (), (*left_out, *(one_sided(known) if strata else ())))
    made = pd.concat([statistics({**numbers, **ratio}), said], ignore_index=True)
    return Answer(made, behind((dataset, found.index), ("ADSL", known.index)))


def _tables(known: Frame) -> NDArray[np.float64]:
    """Give of each stratum with both groups a table: members and others in rows, with and without event in columns."""
    cells = [
        [[(part[MEMBER] == member)[part[EVENT] == event].sum() for event in (True, False)] for member in (True, False)]
        for _, part in known.groupby(STRATUM)
    ]
    both = [table for table in cells if all(sum(row) for row in table)]
    return np.array(both, dtype="float64").reshape(-1, 2, 2)


def _pooled(tables: NDArray[np.float64], confidence: float) -> tuple[dict[str, float], str]:
    import scipy  # noqa: PLC0415 - of the extra results
    from statsmodels.stats.contingency_tables import StratifiedTable  # noqa: PLC0415 - as of log_rank

    names = ("odds_ratio", "lower", "upper", "chi_square", "p")
    nothing = dict.fromkeys(names, NONE)
    if not len(tables):
        return nothing, "no odds ratio: one of the two groups has no subject"
    events = tables.sum(axis=1)
    if not (events.prod(axis=1) > 0).any():
        return nothing, "no odds ratio: all subjects have such a record, or none"
    made = StratifiedTable(list(tables))
    chi_square = float(made.test_null_odds().statistic)
    tested = {"chi_square": chi_square, "p": float(scipy.stats.chi2.sf(chi_square, 1))}
    size = tables.sum(axis=(1, 2))
    diagonals = (tables[:, 0, 0] * tables[:, 1, 1] / size).sum(), (tables[:, 0, 1] * tables[:, 1, 0] / size).sum()
    if not all(diagonals):
        return {**nothing, **tested}, "no odds ratio: a cell is zero in every stratum"
    lower, upper = made.logodds_pooled_confint(alpha=1 - confidence)
    ratios = {"odds_ratio": float(made.oddsratio_pooled), "lower": exp(lower), "upper": exp(upper)}
    return {**ratios, **tested}, ""
