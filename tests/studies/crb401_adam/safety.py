"""Table 2 and the safety text, from ADAE, ADTTE, ADDUR, ADSL and ADCM."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from examples.crb401.figures.summary import DAYS_A_MONTH, DAYS_A_WEEK, percent, share, shown, spread
from examples.crb401.figures.survival import median
from tests.studies.crb401_adam.analysis import Analysis, by_subject, subjects

ROWS = (
    *("neutropenia", "leukopenia", "anemia", "thrombocytopenia", "lymphopenia", "constipation", "nausea", "diarrhea"),
    *("vomiting", "fatigue", "headache", "hypocalcemia", "pyrexia", "hypokalemia", "hypophosphatemia"),
    *("peripheral_edema", "hyperglycemia", "hypoalbuminemia", "cough", "dizziness", "sinus_tachycardia"),
    *("hypotension", "hyponatremia"),
)
TERMS = {row: row.replace("_", " ").capitalize() for row in ROWS}
TERMS["upper_respiratory_infection"] = "Upper respiratory tract infection"
"""The grouped term (AEGRPT) of each row of Table 2."""
GLUCOCORTICOIDS = ("DEXAMETHASONE", "METHYLPREDNISOLONE", "PREDNISONE", "HYDROCORTISONE")
MONTH_1 = 30
RECOVERY = {
    "TTANC": ("anc_ge_1000_mm3", "time_to_anc_1000_weeks"),
    "TTPLT": ("plt_ge_50000_mm3", "time_to_plt_50k_weeks"),
}


def figures(adam: Analysis) -> dict[str, object]:
    """Give the figures of this part, by their path in paper_figures.yaml."""
    events = adam.tables["adae"]
    return {
        **dict(_table2(events, len(adam.infused))),
        **_text(events, len(adam.infused)),
        **_recovery(adam),
        **_syndrome(adam),
        **_neurotoxicity(adam),
        **_infections(events, len(adam.infused)),
    }


def _flagged(events: pd.DataFrame, flag: str) -> pd.DataFrame:
    return events[events[flag] == "Y"]


def _cells(path: str, worst: pd.DataFrame, infused: int) -> Iterator[tuple[str, object]]:
    """Count any grade, grade 3 and grade 4 of the subjects' worst records."""
    grades = by_subject(worst)["ATOXGRN"]
    for cell, n in (("any", len(grades)), ("g3", (grades == 3).sum()), ("g4", (grades == 4).sum())):
        yield from share(f"{path}.{cell}", int(n), infused).items()


def _table2(events: pd.DataFrame, infused: int) -> Iterator[tuple[str, object]]:
    worst = _flagged(events, "AOCC02FL")
    late = events[(events["ATOXGRN"] == 5) & (events["ANL01FL"] != "Y")]
    yield "table2.N", infused
    yield from _cells("table2.any", _flagged(events, "AOCC01FL"), infused)
    for row, term in TERMS.items():
        yield from _cells(f"table2.{row}", worst[worst["AEGRPT"] == term], infused)
    yield from _cells("table2.cytokine_release_syndrome", _flagged(events, "AOCC05FL"), infused)
    yield from _cells("table2.neurologic_toxicity_90d", _flagged(events, "AOCC03FL"), infused)
    yield "table2.neurotox_terms", sorted(str(term).lower() for term in _neurotoxic(events)["AEDECOD"].unique())
    yield "table2.late_grade5.n", late["USUBJID"].nunique()
    yield "table2.late_grade5.term", ", ".join(str(term).lower() for term in late["AEDECOD"])


def _text(events: pd.DataFrame, infused: int) -> dict[str, object]:
    worst, terms = _flagged(events, "AOCCIFL"), _flagged(events, "AOCC02FL")
    severe = terms[terms["ATOXGRN"] >= 3]
    headache = events[(events["AEDECOD"] == "Headache") & (events["ATOXGRN"] == 3) & (events["CRSSYMFL"] == "Y")]
    return {
        **share("safety_text.any_ae", len(worst), infused),
        **share("safety_text.any_ge3", int((worst["ATOXGRN"] >= 3).sum()), infused),
        **{f"safety_text.ge3.{row}": percent(int((severe["AEGRPT"] == TERMS[row]).sum()), infused) for row in ROWS[:4]},
        "safety_text.grade3_headache_during_crs": headache["USUBJID"].nunique(),
    }


def _recovery(adam: Analysis) -> dict[str, object]:
    made: dict[str, object] = {}
    for code, (recovered, time) in RECOVERY.items():
        times = adam.times(code)
        early = sum(event and weeks * DAYS_A_WEEK <= MONTH_1 for weeks, event in times)
        made[f"safety_text.cytopenia_recovery_by_month1_pct.{recovered}"] = percent(early, len(times))
        made[f"safety_text.{time}.median"] = shown(median(times).value)
        made[f"safety_text.{time}.ci"] = [shown(median(times).low), shown(median(times).high)]
    return made


def _syndrome(adam: Analysis) -> dict[str, object]:
    infused, worst = len(adam.infused), _flagged(adam.tables["adae"], "AOCC05FL")["ATOXGRN"]
    hours = (adam.infused["CRS3EDTM"] - adam.infused["CRS3SDTM"]).max() / 3600
    having, above = adam.with_value("CRSFL"), adam.dose(450, 800)
    below = adam.dose(50, 150)
    path = "safety_text.crs"
    return {
        **share(f"{path}.any", len(worst), infused),
        **share(f"{path}.g1_2", int((worst <= 2).sum()), infused),
        **share(f"{path}.g3", int((worst == 3).sum()), infused),
        f"{path}.g4plus": int((worst >= 4).sum()),
        **spread(f"{path}.onset_days", adam.values("addur", "CRSONS")),
        **spread(f"{path}.duration_days", adam.values("addur", "CRSDUR")),
        f"{path}.g3_resolved_within_hours": 24 * math.ceil(hours / 24),
        **share(f"{path}.tocilizumab", len(adam.with_value("TOCIFL")), infused),
        **share(f"{path}.glucocorticoid", len(adam.with_value("GLUCFL")), infused),
        f"{path}.dose_relation": len(having & above) / len(above) > len(having & below) / len(below),
    }


def _neurotoxic(events: pd.DataFrame) -> pd.DataFrame:
    """Give the events of the query that start within 90 days and are no symptoms of CRS."""
    asked = (events["CQ01NAM"] == "NEUROTOXICITY") & (events["ANL03FL"] == "Y")
    return events[asked & (events["CRSSYMFL"] != "Y")]


def _neurotoxicity(adam: Analysis) -> dict[str, object]:
    infused, worst = len(adam.infused), _flagged(adam.tables["adae"], "AOCC03FL")["ATOXGRN"]
    events = _neurotoxic(adam.tables["adae"])
    four = events[events["ATOXGRN"] == 4]
    onset = four["AST0DY"].min()
    after = events[events["USUBJID"].isin(four["USUBJID"]) & (events["AST0DY"] >= onset)]
    months = math.ceil((after["AENDY"].max() - 1 - onset) / DAYS_A_MONTH)
    given = adam.tables["adcm"]
    given = given[given["CMDECOD"].isin(GLUCOCORTICOIDS) & (given["CMLNKID"] != "")]
    linked = given.merge(events, left_on=["USUBJID", "CMLNKID"], right_on=["USUBJID", "AELNKID"])
    path = "safety_text.neurotox"
    return {
        **share(f"{path}.any", len(worst), infused),
        **share(f"{path}.g1_2", int((worst <= 2).sum()), infused),
        **share(f"{path}.g4", int((worst == 4).sum()), infused),
        f"{path}.g4_onset_day": float(onset),
        f"{path}.g4_resolved_within": f"{months} month",
        f"{path}.g4_patient": bool(four.size) and subjects(four) <= adam.with_value("HIBURFL"),
        **share(f"{path}.glucocorticoid_treated", linked["USUBJID"].nunique(), infused),
    }


def _infections(events: pd.DataFrame, infused: int) -> dict[str, object]:
    worst = _flagged(events, "AOCC04FL")["ATOXGRN"]
    severe = events[(events["CQ02NAM"] == "INFECTION") & (events["TRTEMFL"] == "Y") & (events["ATOXGRN"] == 3)]
    path = "safety_text.infection"
    return {
        **share(f"{path}.any", len(worst), infused),
        f"{path}.g3": int((worst == 3).sum()),
        f"{path}.g3_terms": sorted(str(term).lower() for term in severe["AEDECOD"].unique()),
        f"{path}.g4": int((worst == 4).sum()),
    }
