"""Product, cellular kinetics and minimal residual disease, from the raw files alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import pandas as pd
from scipy import stats

from examples.crb401.figures.mrd import mrd
from examples.crb401.figures.raw import Raw
from examples.crb401.figures.read import dated, number, rows_of
from examples.crb401.figures.summary import percent, rounded, share, spread

WINDOWS = {"1mo": (23, 35), "3mo": (80, 97), "6mo": (168, 196), "12mo": (337, 393)}
"""Days of the Month 1, 3, 6 and 12 visits, counted from the infusion (day 0): the protocol's windows."""
WEEKS_4 = 28
TOLERANCE = 0.2
"""The protocol's allowance on the planned dose."""

Copies = Mapping[str, Mapping[int, float]]
"""Vector copies by subject and day; below the limit of quantification they are 0."""


def figures(raw: Raw, responders: frozenset[str], progressed: frozenset[str]) -> dict[str, object]:
    """Recompute every figure of this part, by its path in paper_figures.yaml."""
    copies = vector_copies(raw)
    return {
        **_product(raw),
        **_misdosed(raw),
        **_expansion(copies, responders),
        **_persistence(copies),
        **_ratios(raw, copies),
        **mrd(raw, responders, progressed),
    }


def vector_copies(raw: Raw) -> Copies:
    """Read the vector copies of infused subjects; samples without a result have none."""
    rows = raw.table("vendor/ck_vcn.csv").drop_duplicates("ACCESSION")
    found: dict[str, dict[int, float]] = {}
    for subject, taken, result in zip(rows["Subject"], rows["COLLECTED"], rows["RESULT"], strict=True):
        value, when = _copies(result), dated(taken, "%Y%m%d")
        if value is not None and when is not None and subject in raw.infusion:
            found.setdefault(subject, {})[(when - raw.infusion[subject]).days] = value
    return found


def _copies(result: str) -> float | None:
    text = result.strip()
    return 0.0 if text.startswith("<") or text.upper() == "BLQ" else number(text)


def _product(raw: Raw) -> dict[str, object]:
    """Count released lots among leukapheresed subjects; CD4+ and CD8+ percent of the infused lots."""
    rows = raw.table("vendor/dp_release.csv").drop_duplicates("LOT")
    enrolled = set(raw.edc("enr")["Subject"])
    made = set(rows.loc[rows["DECISION"] == "RELEASED", "Subject"]) & enrolled
    infused = rows[rows["Subject"].isin(raw.infusion)]
    return {
        **share("populations.manufacturing_success", len(made), len(enrolled)),
        "populations.manufacturing_success.den": len(enrolled),
        **spread("kinetics.product_cd4_pct", _numbers(infused["CD4_PCT"])),
        **spread("kinetics.product_cd8_pct", _numbers(infused["CD8_PCT"])),
    }


def _numbers(texts: Iterable[str]) -> list[float]:
    return [value for text in texts if (value := number(text)) is not None]


def _misdosed(raw: Raw) -> dict[str, object]:
    """Find the infusion outside 20 % of the planned dose; it is analysed in the group assigned (PAPER)."""
    rows = raw.edc("inf").drop_duplicates("Subject")
    planned, given = (pd.to_numeric(rows[name], errors="coerce") for name in ("INFPDOSE", "INFDOSE"))
    wrong = rows[(given - planned).abs() > TOLERANCE * planned]
    answer: dict[str, object] = {"populations.misdose.n": len(wrong)}
    for subject, dose, plan in zip(wrong["Subject"], wrong["INFDOSE"], wrong["INFPDOSE"], strict=True):
        answer |= {
            "populations.misdose.actual_dose_x10e6": int(dose),
            "populations.misdose.planned_group": int(plan),
            "populations.misdose.analysed_in": raw.planned_dose[subject],
        }
    return answer


def _expansion(copies: Copies, responders: frozenset[str]) -> dict[str, object]:
    """Compare peak and area of responders and others; the peak is the first day with the most copies."""
    cmax = {subject: max(course.values()) for subject, course in copies.items()}
    auc = {subject: area(course, WEEKS_4) for subject, course in copies.items()}
    yes = sorted(responders & set(copies))
    no = sorted(set(copies) - responders)
    return {
        "populations.ck_evaluable.n": sum(max(course) >= WINDOWS["1mo"][0] for course in copies.values()),
        "efficacy_text.peak_expansion_within_days": max(peak_day(course) for course in copies.values()),
        "kinetics.cmax_resp_vs_nonresp.n": [len(yes), len(no)],
        "kinetics.cmax_resp_vs_nonresp.p": _rank_sum([cmax[s] for s in yes], [cmax[s] for s in no]),
        "kinetics.auc0_28d_resp_vs_nonresp.p": _rank_sum([auc[s] for s in yes], [auc[s] for s in no]),
    }


def peak_day(course: Mapping[int, float]) -> int:
    """Give the first day with the most copies."""
    return min(day for day, value in course.items() if value == max(course.values()))


def area(course: Mapping[int, float], end: int) -> float:
    """Give the area by linear trapezoids from day 0 to a day, interpolated there; below the limit counts as 0."""
    points = [(day, value) for day, value in sorted(course.items()) if day >= 0]
    total = 0.0
    for (start, first), (stop, second) in pairwise(points):
        share = min(1.0, max(0.0, (end - start) / (stop - start)))
        total += (2 * first + (second - first) * share) / 2 * (stop - start) * share
    return total


def _rank_sum(first: Sequence[float], second: Sequence[float]) -> float:
    """Give the two-sided Wilcoxon p by normal approximation; it must not hang on the continuity correction."""
    exact, corrected = (
        float(stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=use).pvalue)
        for use in (False, True)
    )
    if rounded(exact, 3) != rounded(corrected, 3):
        message = f"p is {exact:.4f} without and {corrected:.4f} with continuity correction"
        raise ValueError(message)
    return rounded(corrected, 3)


def _persistence(copies: Copies) -> dict[str, object]:
    """Give the share of those sampled in a visit's window who have quantifiable copies (PAPER)."""
    answer: dict[str, object] = {}
    for name, (first, last) in WINDOWS.items():
        sampled = [[value for day, value in course.items() if first <= day <= last] for course in copies.values()]
        sampled = [values for values in sampled if values]
        seen = sum(max(values) > 0 for values in sampled)
        answer[f"kinetics.persistence_pct.{name}"] = percent(seen, len(sampled))
    return answer


def _ratios(raw: Raw, copies: Copies) -> dict[str, object]:
    """Correlate CD4:CD8 of the product with that of CAR+ cells in blood on the day of the most copies."""
    lots = raw.table("vendor/dp_release.csv").drop_duplicates("LOT")
    product = {row["Subject"]: _ratio(row["CD4_PCT"], row["CD8_PCT"]) for row in rows_of(lots)}
    flow = raw.table("vendor/flow.csv").drop_duplicates("SAMPLE_ID")
    blood = {
        row["Subject"]: _ratio(row["CD4_PCT_CAR"], row["CD8_PCT_CAR"])
        for row in rows_of(flow)
        if row["Subject"] in copies and _at_peak(row, raw, copies[row["Subject"]])
    }
    pairs = [
        (first, second)
        for subject, second in blood.items()
        if second is not None and (first := product.get(subject)) is not None
    ]
    found = stats.pearsonr(*zip(*pairs, strict=True))
    return {
        "kinetics.cd4_cd8_product_vs_peak.r": rounded(float(found.statistic), 2),
        "kinetics.cd4_cd8_product_vs_peak.p": rounded(float(found.pvalue), 2),
    }


def _ratio(cd4: str, cd8: str) -> float | None:
    above, below = number(cd4), number(cd8)
    return above / below if above is not None and below else None


def _at_peak(row: Mapping[str, str], raw: Raw, course: Mapping[int, float]) -> bool:
    when = dated(row["SAMPLED"], "%Y-%m-%d %H:%M")
    return when is not None and (when - raw.infusion[row["Subject"]]).days == peak_day(course)
