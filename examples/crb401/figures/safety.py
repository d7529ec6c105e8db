"""Table 2 and the safety figures of the text, from the forms of adverse events, CRS and concomitant medication."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pandas as pd

from examples.crb401.figures.raw import Raw
from examples.crb401.figures.read import possible, rows_of
from examples.crb401.figures.summary import DAYS_A_MONTH, percent, share, spread

WINDOW = (0, 55)
"""The first eight weeks, by start, counted from the infusion (day 0); PAPER does not say if 55 or 56 is the last."""
NEUROTOX_WINDOW = (0, 90)
EVER = (0, 10_000)
CRS = "Cytokine release syndrome"
INFECTIONS = "Infections and infestations"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "neutropenia": ("Neutropenia", "Neutrophil count decreased"),
    "leukopenia": ("Leukopenia", "White blood cell count decreased"),
    "anemia": ("Anemia", "Hemoglobin decreased"),
    "thrombocytopenia": ("Thrombocytopenia", "Platelet count decreased"),
    "lymphopenia": ("Lymphopenia", "Lymphocyte count decreased"),
    "upper_respiratory_infection": ("Upper respiratory tract infection",),
}
"""Terms counted together (drawn); every other row of Table 2 is one term."""
SINGLE = (
    *("constipation", "nausea", "diarrhea", "vomiting", "fatigue", "headache", "hypocalcemia", "pyrexia"),
    *("hypokalemia", "hypophosphatemia", "peripheral_edema", "hyperglycemia", "hypoalbuminemia", "cough"),
    *("dizziness", "sinus_tachycardia", "hypotension", "hyponatremia"),
)
ROWS: Mapping[str, tuple[str, ...]] = {**GROUPS, **{row: (row.replace("_", " ").capitalize(),) for row in SINGLE}}
NEUROTOX = (
    *("Bradyphrenia", "Brain edema", "Confusional state", "Dizziness", "Hallucination", "Insomnia"),
    *("Lethargy", "Memory impairment", "Neurotoxicity", "Nystagmus", "Somnolence", "Tremor"),
)
"""The query that the footnote of Table 2 names."""
GLUCOCORTICOIDS = ("DEXAMETHASONE", "METHYLPREDNISOLONE", "PREDNISONE", "HYDROCORTISONE")
FREQUENT = 15
"""Table 2 has the terms of at least 15 % of the subjects."""


def figures(raw: Raw) -> dict[str, object]:
    """Give every figure of Table 2, and of safety_text but the recovery of blood counts."""
    events = adverse_events(raw)
    own = events[~events["symptom"]]
    infused = len(raw.infusion)
    return {
        **dict(_table2(own, infused)),
        **_text(own, infused),
        **_syndrome(own, raw, infused),
        **_neurotoxicity(own, raw, infused),
        **_infections(own, infused),
        "safety_text.grade3_headache_during_crs": _headache(events),
    }


def adverse_events(raw: Raw) -> pd.DataFrame:
    """Give the adverse events of infused subjects: earliest and latest possible day of the start, end day, grade.

    Days count from the infusion. Of records with one log line the first counts. Records without a readable grade or
    start are left out.
    """
    rows = raw.edc("ae").drop_duplicates(["Subject", "RecordPosition"])
    rows = rows[rows["Subject"].isin(raw.infusion) & rows["AETOXGR_STD"].isin(list("12345"))]
    starts = [possible(text) for text in rows["AESTDAT_RAW"]]
    ends = [possible(text) for text in rows["AEENDAT_RAW"]]
    zero = [raw.infusion[subject] for subject in rows["Subject"]]
    made = pd.DataFrame(
        {
            "subject": rows["Subject"],
            "line": rows["RecordPosition"],
            "term": rows["AEDECOD"],
            "system": rows["AEBODSYS"],
            "grade": rows["AETOXGR_STD"].astype("int64"),
            "symptom": rows["AECRSSYM"] == "Yes",
            "first": [start and (start[0] - origin).days for start, origin in zip(starts, zero, strict=True)],
            "last": [start and (start[1] - origin).days for start, origin in zip(starts, zero, strict=True)],
            "end": [end and (end[1] - origin).days for end, origin in zip(ends, zero, strict=True)],
        }
    )
    return made[made["first"].notna()]


def _within(events: pd.DataFrame, window: tuple[int, int]) -> pd.DataFrame:
    """Keep the events that certainly start in a window of days."""
    return events[(events["first"] >= window[0]) & (events["last"] <= window[1])]


def _worst(events: pd.DataFrame) -> pd.Series:
    """Give each subject's worst grade."""
    return events.groupby("subject")["grade"].max()


def _cells(path: str, events: pd.DataFrame, infused: int) -> dict[str, object]:
    """Count any grade, grade 3 and grade 4 of a row of Table 2, by worst grade of a subject."""
    worst = _worst(events)
    cells = {"any": len(worst), "g3": int((worst == 3).sum()), "g4": int((worst == 4).sum())}
    return {name: value for cell, n in cells.items() for name, value in share(f"{path}.{cell}", n, infused).items()}


def _table2(own: pd.DataFrame, infused: int) -> Iterator[tuple[str, object]]:
    """Give the rows of Table 2: first eight weeks, without symptoms of CRS; CRS ever; neurotoxicity in 90 days."""
    early, ever = _within(own, WINDOW), _within(own, EVER)
    fatal = ever[(ever["grade"] == 5) & (ever["first"] > WINDOW[1])]
    yield "table2.N", infused
    yield from _cells("table2.any", early, infused).items()
    for row, terms in ROWS.items():
        yield from _cells(f"table2.{row}", early[early["term"].isin(terms)], infused).items()
    yield from _cells("table2.cytokine_release_syndrome", ever[ever["term"] == CRS], infused).items()
    query = neurotoxicities(own)
    yield from _cells("table2.neurologic_toxicity_90d", query, infused).items()
    yield "table2.neurotox_terms", sorted(term.lower() for term in query["term"].unique())
    yield "table2.late_grade5.n", fatal["subject"].nunique()
    yield "table2.late_grade5.term", ", ".join(sorted(term.lower() for term in fatal["term"].unique()))


def unlisted(raw: Raw) -> dict[str, int]:
    """Count the subjects of terms that Table 2 ought to list and does not: at least 15 % in the first eight weeks."""
    own = adverse_events(raw)
    early = _within(own[~own["symptom"]], WINDOW)
    listed = {term for terms in ROWS.values() for term in terms} | {CRS}
    counts = early[~early["term"].isin(listed)].groupby("term")["subject"].nunique()
    return {str(term): int(n) for term, n in counts.items() if percent(int(n), len(raw.infusion)) >= FREQUENT}


def _text(own: pd.DataFrame, infused: int) -> dict[str, object]:
    """Count any event, events of grade 3 or higher, and the four cytopenias of grade 3 or higher."""
    worst = _worst(_within(own, EVER))
    early = _within(own, WINDOW)
    severe = early[early["grade"] >= 3]
    counts = {
        row: severe[severe["term"].isin(GROUPS[row])]["subject"].nunique()
        for row in ("neutropenia", "leukopenia", "anemia", "thrombocytopenia")
    }
    return {
        **share("safety_text.any_ae", len(worst), infused),
        **share("safety_text.any_ge3", int((worst >= 3).sum()), infused),
        **{f"safety_text.ge3.{row}": percent(n, infused) for row, n in counts.items()},
    }


def _syndrome(own: pd.DataFrame, raw: Raw, infused: int) -> dict[str, object]:
    """Describe CRS; onset is start minus infusion, duration last end minus first start plus 1 (drawn)."""
    parents = _within(own[own["term"] == CRS], EVER)
    worst = _worst(parents)
    onset = parents.groupby("subject")["first"].min()
    duration = parents.groupby("subject")["end"].max() - onset + 1
    form = raw.edc("crs").drop_duplicates(["Subject", "RecordPosition"])
    path = "safety_text.crs"
    return {
        **share(f"{path}.any", len(worst), infused),
        **share(f"{path}.g1_2", int((worst <= 2).sum()), infused),
        **share(f"{path}.g3", int((worst == 3).sum()), infused),
        f"{path}.g4plus": int((worst >= 4).sum()),
        **spread(f"{path}.onset_days", onset),
        **spread(f"{path}.duration_days", duration),
        f"{path}.g3_resolved_within_hours": 24 * math.ceil(max(_grade_3_hours(form)) / 24),
        **share(f"{path}.tocilizumab", form[form["CRSTOCI"] == "Yes"]["Subject"].nunique(), infused),
        **share(f"{path}.glucocorticoid", form[form["CRSSTER"] == "Yes"]["Subject"].nunique(), infused),
    }


def _grade_3_hours(form: pd.DataFrame) -> list[float]:
    """Give the hours that each period of grade 3 lasted."""
    severe = rows_of(form[form["CRSPGR_STD"] == "3"])
    spans = [_moment(row["CRSPEDAT"], row["CRSPETIM"]) - _moment(row["CRSPSDAT"], row["CRSPSTIM"]) for row in severe]
    return [span / timedelta(hours=1) for span in spans]


def _moment(text: str, time: str) -> datetime:
    return datetime.strptime(f"{text} {time}", "%d-%b-%Y %H:%M")  # noqa: DTZ007 - the site's own clock


def neurotoxicities(own: pd.DataFrame) -> pd.DataFrame:
    """Give the events of the query that start within 90 days of the infusion."""
    return _within(own[own["term"].isin(NEUROTOX)], NEUROTOX_WINDOW)


def _neurotoxicity(own: pd.DataFrame, raw: Raw, infused: int) -> dict[str, object]:
    """Count worst grades and glucocorticoids; give onset and months to resolution of the event of grade 4."""
    events = neurotoxicities(own)
    worst = _worst(events)
    four = events[events["grade"] == 4]
    onset = four["first"].min()
    after = events[events["subject"].isin(four["subject"]) & (events["first"] >= onset)]
    months = math.ceil((after["end"].max() - onset) / DAYS_A_MONTH)
    path = "safety_text.neurotox"
    return {
        **share(f"{path}.any", len(worst), infused),
        **share(f"{path}.g1_2", int((worst <= 2).sum()), infused),
        **share(f"{path}.g4", int((worst == 4).sum()), infused),
        f"{path}.g4_onset_day": int(onset),
        f"{path}.g4_resolved_within": f"{months} month",
        **share(f"{path}.glucocorticoid_treated", _with_steroid(events, raw), infused),
    }


def _with_steroid(events: pd.DataFrame, raw: Raw) -> int:
    """Count the subjects to whom a glucocorticoid was given for one of these events, by its log line."""
    given = raw.edc("cm").drop_duplicates(["Subject", "RecordPosition"])
    given = given[given["CMDECOD"].isin(GLUCOCORTICOIDS)]
    linked = given.merge(events, left_on=["Subject", "CMAENO"], right_on=["subject", "line"])
    return int(linked["Subject"].nunique())


def _infections(own: pd.DataFrame, infused: int) -> dict[str, object]:
    """Count infections by body system, at any time after the infusion."""
    events = _within(own[own["system"] == INFECTIONS], EVER)
    worst = _worst(events)
    severe = events[events["grade"] == 3]
    path = "safety_text.infection"
    return {
        **share(f"{path}.any", len(worst), infused),
        f"{path}.g3": int((worst == 3).sum()),
        f"{path}.g3_terms": sorted(term.lower() for term in severe["term"].unique()),
        f"{path}.g4": int((worst == 4).sum()),
    }


def _headache(events: pd.DataFrame) -> int:
    """Count the subjects with a headache of grade 3 that was a symptom of CRS."""
    severe = events[(events["term"] == "Headache") & (events["grade"] == 3) & events["symptom"]]
    return int(severe["subject"].nunique())
