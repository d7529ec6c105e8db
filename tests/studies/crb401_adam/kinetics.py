"""Cellular kinetics, product and minimal residual disease, from ADCK, ADMRD, ADSL and ADRS."""

from __future__ import annotations

from itertools import groupby

import pandas as pd
from scipy import stats

from examples.crb401.figures.summary import percent, rounded, spread
from tests.studies.crb401_adam.analysis import DOSES, Analysis, Subjects, by_subject, subjects

REASONS = {
    "no_clone_at_baseline": "NO CLONE IDENTIFIED AT BASELINE",
    "failed_qc": "SAMPLE FAILED QUALITY CONTROL",
    "sample_not_received": "SAMPLE NOT RECEIVED",
}
LEVELS = {"responders_neg_1e4": "BMRD1E4", "neg_1e5": "BMRD1E5", "neg_1e6": "BMRD1E6"}


def figures(adam: Analysis) -> dict[str, object]:
    """Give the figures of this part, by their path in paper_figures.yaml."""
    return {
        **_kinetics(adam),
        **_ratios(adam),
        **_evaluable(adam),
        **_by_dose(adam),
        **_levels(adam),
        **_course(adam),
    }


def _kinetics(adam: Analysis) -> dict[str, object]:
    made: dict[str, object] = {
        **spread("kinetics.product_cd4_pct", adam.values("adck", "PRCD4")),
        **spread("kinetics.product_cd8_pct", adam.values("adck", "PRCD8")),
        "efficacy_text.peak_expansion_within_days": float(adam.values("adck", "TMAX").max()),
    }
    for name, code in (("1mo", "PERS1M"), ("3mo", "PERS3M"), ("6mo", "PERS6M"), ("12mo", "PERS12M")):
        seen = adam.values("adck", code)
        made[f"kinetics.persistence_pct.{name}"] = percent(int(seen.sum()), len(seen))
    for name, code in (("cmax", "CMAX"), ("auc0_28d", "AUC28")):
        values = adam.values("adck", code)
        in_response = values.index.isin(list(adam.responders))
        found = stats.mannwhitneyu(values[in_response], values[~in_response], method="asymptotic")
        made[f"kinetics.{name}_resp_vs_nonresp.p"] = rounded(float(found.pvalue), 3)
    made["kinetics.cmax_resp_vs_nonresp.n"] = [int(in_response.sum()), int((~in_response).sum())]
    return made


def _ratios(adam: Analysis) -> dict[str, object]:
    """Correlate CD4:CD8 of the product with that in blood at the peak."""
    blood = by_subject(adam.parameter("adck", "BLRATIO").query("ANL01FL == 'Y'"))
    pairs = pd.DataFrame({"product": adam.values("adck", "PRRATIO"), "blood": blood["AVAL"]}).dropna()
    found = stats.pearsonr(pairs["product"], pairs["blood"])
    path = "kinetics.cd4_cd8_product_vs_peak"
    return {f"{path}.r": rounded(float(found.statistic), 2), f"{path}.p": rounded(float(found.pvalue), 2)}


def _evaluable(adam: Analysis) -> dict[str, object]:
    evaluable, others = adam.with_value("MRDEVFL"), adam.with_value("MRDEVFL", "N")
    path = "populations.mrd_evaluable"
    return {
        f"{path}.n": len(evaluable),
        f"{path}.responders": len(evaluable & adam.responders),
        f"{path}.nonresponders": len(evaluable - adam.responders),
        "populations.mrd_not_evaluable.n": len(others),
        **{f"populations.mrd_not_evaluable.{k}": len(adam.with_value("MRDNEVRS", v)) for k, v in REASONS.items()},
    }


def _by_dose(adam: Analysis) -> dict[str, object]:
    """Count evaluable responders and negatives at 10^-4 in the columns of Table 3: four doses, 150 to 800, all."""
    ours = adam.with_value("MRDEVFL") & adam.responders
    negative = subjects(adam.parameter("admrd", "BMRD1E4", value="NEGATIVE"))
    groups = [adam.dose(*doses) & ours for doses in (*((dose,) for dose in DOSES), DOSES[1:], DOSES)]
    path = "table3.mrd_evaluable_responders"
    return {
        f"{path}.n": [len(group) for group in groups],
        f"{path}.neg_pct": [percent(len(group & negative), len(group)) if group else 0 for group in groups],
    }


def _levels(adam: Analysis) -> dict[str, object]:
    """Count responders by their best status at each level."""
    made: dict[str, object] = {}
    for name, code in LEVELS.items():
        best = _of(adam.parameter("admrd", code), adam.responders)["AVALC"]
        path = f"efficacy_text.mrd.{name}"
        made |= {f"{path}.n": int((best == "NEGATIVE").sum()), f"{path}.den": len(best)}
        if name != "responders_neg_1e4":
            made[f"{path}.indeterminate"] = int((best == "INDETERMINATE").sum())
    made["efficacy_text.mrd.neg_1e6.remaining_inferred"] = int((best == "POSITIVE").sum())
    return made


def _course(adam: Analysis) -> dict[str, object]:
    """Follow the status at 10^-4: when first negative, how often in a row, who progressed after a negative one."""
    rows = adam.parameter("admrd", "MRD1E4").sort_values(["USUBJID", "ADT"])
    ours = _of(rows, adam.responders)
    negative = ours[ours["AVALC"] == "NEGATIVE"]
    first = negative.drop_duplicates("USUBJID")["AVISIT"]
    runs = [_longest(list(group["AVALC"])) for _, group in ours.groupby("USUBJID")]
    others = rows[~rows["USUBJID"].isin(list(adam.responders))]
    path = "efficacy_text.mrd"
    return {
        f"{path}.first_neg_month1": int((first == "MONTH 1").sum()),
        f"{path}.first_neg_month3": int((first == "MONTH 3").sum()),
        f"{path}.ge2_consecutive_neg": sum(run >= 2 for run in runs),
        f"{path}.nonresponders_pos_month1": len(others.query("AVISIT == 'MONTH 1' and AVALC == 'POSITIVE'")),
        "efficacy_text.progressed_with_mrd_neg_response": len(subjects(negative) & adam.progressed),
    }


def _of(rows: pd.DataFrame, group: Subjects) -> pd.DataFrame:
    return rows[rows["USUBJID"].isin(list(group))]


def _longest(results: list[str]) -> int:
    return max((len(list(run)) for result, run in groupby(results) if result == "NEGATIVE"), default=0)
