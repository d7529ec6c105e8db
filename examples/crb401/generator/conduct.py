"""How the study was conducted: protocol deviations and comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from examples.crb401.generator.forms import RawFile, Row, dmy, edc_planned
from examples.crb401.generator.trial import CUTOFF, SEED, Subject, infused
from examples.crb401.generator.visits import BASELINE, INFUSION, SCREENING, Planned, visits

MISSED = (
    ("M1", "12-lead electrocardiogram not done at Month 1", "Procedure not done"),
    ("D2", "Handwriting sample for the neurologic examination not taken on Day 2", "Procedure not done"),
    ("D7", "Temperature diary not returned at Day 7", "Procedure not done"),
    ("M3", "12-lead electrocardiogram not done at Month 3", "Procedure not done"),
    ("LD1", "Echocardiogram not repeated before lymphodepletion", "Procedure not done"),
    ("M2", "Physical examination done by a nurse who was not on the delegation log", "Good clinical practice"),
    ("D14", "Neurologic examination not done at Day 14", "Procedure not done"),
    ("D0", "Identity check of the bag at the bedside signed by one person instead of two", "Study treatment"),
    ("M6", "Scale used at Month 6 was past its calibration date", "Good clinical practice"),
)
"""Deviations of one visit each: nothing that another form of this study shows to have been done."""
LETTER = (
    "Dates of the first two lines of therapy come from a letter of the referring hospital, which no longer holds the "
    "charts of that time. The subject remembers a third drug in the second line, which could not be verified with any "
    "source; it is therefore not recorded on the form of prior therapy."
)
OTHER_TRIAL = (
    "Given within a clinical trial; the sponsor of that trial confirmed the drug but not the dose. The subject's own "
    "notes say that the dose was reduced twice for neuropathy and once for cytopenia, and that treatment paused for "
    "six weeks in the second year because of a journey abroad."
)
GENERAL = (
    "Subject moved to another state; visits continue at this site.",
    "Interpreter present at all visits.",
    "Wishes to be called on the mobile telephone only.",
    "Caregiver stays within 30 minutes of the hospital for the first four weeks, as the protocol asks.",
    LETTER,
    "Hotel stay during the first two weeks arranged by the study team.",
)
ON_LINES = (
    "The second cycle was given at another hospital, whose letter confirms the dates.",
    OTHER_TRIAL,
    "Generic product, brand not known.",
    "Dose reduced for renal function from the start.",
)


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} conduct")
    deviations = [*_forced(infused(subjects)), *_drawn(infused(subjects), chance)]
    yield RawFile("edc/dv.csv", _in_order(deviations))
    yield RawFile("edc/co.csv", _in_order([*_general(subjects, chance), *_on_lines(subjects, chance)]))


def _forced(treated: Sequence[Subject]) -> Iterator[Row]:
    """Give what the paper itself tells: a dose below its range, and performance status 2 at baseline."""
    for s in treated:
        if s.misdosed:
            term = f"{s.actual_dose} x 10^6 CAR+ T cells infused instead of {s.dose} x 10^6: more than 20 % below"
            yield _deviation(s, INFUSION, s.day(0), term, "Study treatment", major=True)
        if s.ecog > 1 and s.baseline:
            term = "ECOG performance status of 2 at baseline; 0 or 1 at screening"
            yield _deviation(s, BASELINE, s.baseline, term, "Eligibility", major=False)


def _drawn(treated: Sequence[Subject], chance: Random) -> Iterator[Row]:
    for folder, term, kind in MISSED:
        able = [(s, v) for s in treated for v in visits(s) if v.folder == folder]
        s, visit = able[chance.randrange(len(able))]
        yield _deviation(s, visit.planned, visit.date, term, kind, major=kind == "Study treatment")


def _deviation(s: Subject, planned: Planned, day: date, term: str, kind: str, *, major: bool) -> Row:
    return edc_planned(s, "Protocol Deviation", planned) | {
        "DVTERM": term,
        "DVTYPE": kind,
        "DVCLASS": "Major" if major else "Minor",
        "DVSTDAT": dmy(day),
        "DVIRB": "Yes" if major else "No",
    }


def _general(subjects: Sequence[Subject], chance: Random) -> Iterator[Row]:
    for s, text in zip(chance.sample(list(subjects), len(GENERAL)), GENERAL, strict=True):
        yield _comment(s, text, s.screening + timedelta(days=chance.randrange(10)), "General", "")


def _on_lines(subjects: Sequence[Subject], chance: Random) -> Iterator[Row]:
    for s, text in zip(chance.sample(list(subjects), len(ON_LINES)), ON_LINES, strict=True):
        line = 1 + chance.randrange(s.prior_lines)
        yield _comment(s, text, s.screening + timedelta(days=chance.randrange(10)), "Prior Myeloma Therapy", str(line))


def _comment(s: Subject, text: str, day: date, form: str, line: str) -> Row:
    return edc_planned(s, "Comments", SCREENING) | {
        "COFORM": form,
        "COLINE": line,
        "CODAT": dmy(min(day, CUTOFF)),
        "COTXT": text,
    }


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Sort by subject, and number each subject's records."""
    counts: dict[str, int] = {}
    ordered = []
    for row in sorted(rows, key=lambda r: r["Subject"]):
        counts[row["Subject"]] = counts.get(row["Subject"], 0) + 1
        ordered.append(row | {"RecordPosition": str(counts[row["Subject"]])})
    return ordered
