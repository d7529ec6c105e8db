"""Minimal residual disease by sequencing, from the raw files alone.

A subject is evaluable with a clone identified at screening and a later sample with a result. Its best result at a level
is NEGATIVE if any later sample is, else INDETERMINATE if any is (no clone found among too few cells), else POSITIVE.
"""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from examples.crb401.figures.raw import DOSES, Raw
from examples.crb401.figures.summary import percent

ORDER = ("NEGATIVE", "INDETERMINATE", "POSITIVE")
LEVELS = {"1e4": "MRD_1E-4", "1e5": "MRD_1E-5", "1e6": "MRD_1E-6"}


def mrd(raw: Raw, responders: frozenset[str], progressed: frozenset[str]) -> dict[str, object]:
    """Recompute every figure of minimal residual disease, by its path in paper_figures.yaml."""
    rows = raw.table("vendor/mrd_clonoseq.csv").drop_duplicates("SpecimenID")
    rows = rows[rows["Subject"].isin(raw.infusion)].sort_values(["Subject", "CollectionDate"], kind="stable")
    later = rows[(rows["Assay"] == "CLONE TRACKING") & (rows["Status"] == "REPORTED")]
    evaluable = _identified(rows) & set(later["Subject"])
    later = later[later["Subject"].isin(evaluable)]
    return {
        "populations.mrd_evaluable.n": len(evaluable),
        "populations.mrd_evaluable.responders": len(evaluable & responders),
        "populations.mrd_evaluable.nonresponders": len(evaluable - responders),
        **_reasons(rows, frozenset(raw.infusion) - evaluable),
        **_by_dose(raw, later, evaluable & responders),
        **_levels(later[later["Subject"].isin(responders)]),
        **_course(later, responders, progressed),
    }


def _identified(rows: pd.DataFrame) -> frozenset[str]:
    return frozenset(rows.loc[rows["CloneIdentified"].str.upper() == "YES", "Subject"])


def _reasons(rows: pd.DataFrame, missing: frozenset[str]) -> dict[str, object]:
    """Count why subjects are not evaluable: no clone, else a sample that failed, else one that did not come."""
    no_clone = set(rows.loc[rows["CloneIdentified"].str.upper() == "NO", "Subject"]) & missing
    failed = set(rows.loc[rows["Status"] == "FAILED QC", "Subject"]) & missing - no_clone
    return {
        "populations.mrd_not_evaluable.n": len(missing),
        "populations.mrd_not_evaluable.no_clone_at_baseline": len(no_clone),
        "populations.mrd_not_evaluable.failed_qc": len(failed),
        "populations.mrd_not_evaluable.sample_not_received": len(missing - no_clone - failed),
    }


def _best(later: pd.DataFrame, column: str) -> dict[str, str]:
    """Give the best result of each subject at one level."""
    return {
        str(subject): min(set(results) & set(ORDER), key=ORDER.index)
        for subject, results in later.groupby("Subject")[column]
    }


def _by_dose(raw: Raw, later: pd.DataFrame, subjects: frozenset[str]) -> dict[str, object]:
    """Count evaluable responders and negatives at 1e-4 in the columns of Table 3: four doses, 150 to 800, all."""
    best = _best(later, LEVELS["1e4"])
    numbers, shares = [], []
    for doses in (*((dose,) for dose in DOSES), DOSES[1:], DOSES):
        group = [subject for subject in subjects if raw.planned_dose[subject] in doses]
        negative = sum(best[subject] == "NEGATIVE" for subject in group)
        numbers.append(len(group))
        shares.append(percent(negative, len(group)) if group else 0)
    return {"table3.mrd_evaluable_responders.n": numbers, "table3.mrd_evaluable_responders.neg_pct": shares}


def _levels(later: pd.DataFrame) -> dict[str, object]:
    """Count responders by their best result at each level."""
    count = {level: list(_best(later, column).values()) for level, column in LEVELS.items()}
    path = "efficacy_text.mrd"
    return {
        f"{path}.responders_neg_1e4.n": count["1e4"].count("NEGATIVE"),
        f"{path}.responders_neg_1e4.den": len(count["1e4"]),
        f"{path}.neg_1e5.n": count["1e5"].count("NEGATIVE"),
        f"{path}.neg_1e5.den": len(count["1e5"]),
        f"{path}.neg_1e5.indeterminate": count["1e5"].count("INDETERMINATE"),
        f"{path}.neg_1e6.n": count["1e6"].count("NEGATIVE"),
        f"{path}.neg_1e6.den": len(count["1e6"]),
        f"{path}.neg_1e6.indeterminate": count["1e6"].count("INDETERMINATE"),
        f"{path}.neg_1e6.remaining_inferred": count["1e6"].count("POSITIVE"),
    }


def _course(later: pd.DataFrame, responders: frozenset[str], progressed: frozenset[str]) -> dict[str, object]:
    """Follow the results at 1e-4 over time: when first negative, how many in a row, who progressed after one."""
    column = LEVELS["1e4"]
    ours = later[later["Subject"].isin(responders)]
    negative = ours[ours[column] == "NEGATIVE"]
    first = negative.drop_duplicates("Subject")["Timepoint"]
    runs = {subject: _longest(list(results)) for subject, results in ours.groupby("Subject")[column]}
    others = later[~later["Subject"].isin(responders)]
    path = "efficacy_text.mrd"
    return {
        f"{path}.first_neg_month1": int((first == "M1").sum()),
        f"{path}.first_neg_month3": int((first == "M3").sum()),
        f"{path}.ge2_consecutive_neg": sum(run >= 2 for run in runs.values()),
        f"{path}.nonresponders_pos_month1": int(((others["Timepoint"] == "M1") & (others[column] == "POSITIVE")).sum()),
        "efficacy_text.progressed_with_mrd_neg_response": len(set(negative["Subject"]) & progressed),
    }


def _longest(results: list[str]) -> int:
    """Count the longest run of negative results."""
    return max((len(list(run)) for result, run in groupby(results) if result == "NEGATIVE"), default=0)
