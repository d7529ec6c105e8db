"""The diagnosis of myeloma, medical history, subject characteristics, leukapheresis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from examples.crb401.generator.clone import clone
from examples.crb401.generator.forms import RawFile, Row, clock, dmy, edc_planned, twins, unknown_day, unknown_month
from examples.crb401.generator.trial import SEED, Subject
from examples.crb401.generator.visits import LEUKAPHERESIS, SCREENING

ODM_KEYS = ("Subject", "SiteNumber", "Folder", "RecordPosition")
"""What ODM-XML holds of a record's system columns, as attributes of its elements."""
STAGES = {1: "I", 2: "II", 3: "III"}
CONDITIONS = (
    "Hypertension", "Peripheral sensory neuropathy", "Back pain", "Hyperlipidemia", "Type 2 diabetes mellitus",
    "Gastroesophageal reflux disease", "Hypothyroidism", "Osteoporosis", "Depression", "Insomnia",
    "Deep vein thrombosis", "Herpes zoster", "Pneumonia", "Vertebral compression fracture", "Renal insufficiency",
    "Cataract", "Seasonal allergy", "Asthma", "Osteoarthritis", "Atrial fibrillation", "Appendectomy",
    "Cholecystectomy", "Obstructive sleep apnea", "Migraine", "Sinusitis", "Anemia", "Constipation",
)  # fmt: skip
"""Plain clinical language: no terms or codes of a licensed dictionary."""
OVER = frozenset({
    "Deep vein thrombosis", "Herpes zoster", "Pneumonia", "Appendectomy", "Cholecystectomy", "Sinusitis",
    "Hysterectomy",
})  # fmt: skip
BY_SEX = {"M": "Benign prostatic hyperplasia", "F": "Hysterectomy"}
MARITAL = ("Married", "Married", "Married", "Divorced", "Widowed", "Never married", "Domestic partner")
EDUCATION = ("High school", "Some college", "Bachelor's degree", "Graduate degree")
REMARKS = {
    5: "First access failed; line replaced after 20 minutes and collection completed",
    20: "Collection stopped for 10 minutes because of perioral tingling, which passed",
    33: "Collection paused twice for pressure alarms; target reached",
}
"""Remarks on a leukapheresis, by subject number (drawn)."""


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} history")
    yield RawFile("edc/mm.csv", [_diagnosis(s, chance) for s in subjects])
    yield RawFile("edc/mh.xml", [row for s in subjects for row in _conditions(s, chance)], form="MH")
    yield RawFile("edc/sc.csv", [_characteristics(s, chance) for s in subjects])
    yield RawFile("edc/leuka.csv", [_leukapheresis(s, chance) for s in subjects])


def _diagnosis(s: Subject, chance: Random) -> Row:
    """Write the diagnosis; a third of its dates are partial, but leave the years to the consent as they are."""
    it = clone(s)
    text = _partial(s, chance) if chance.random() < 1 / 3 else dmy(s.diagnosis)
    return edc_planned(s, "Myeloma Diagnosis", SCREENING) | {
        "MMDAT": dmy(s.screening),
        **twins("MMDXDAT", text),
        "MMHVY": it.heavy or "None (light chain only)",
        "MMLGT": it.light.capitalize(),
        "MMISSDX": chance.choice(("I", "II", "II", "III", "Unknown")),
        "MMISS": STAGES[s.iss],
        "MMBONE": "Yes" if chance.random() < 0.75 else "No",
    }


def _partial(s: Subject, chance: Random) -> str:
    """Leave out the day, or the month too where 1 July gives the same whole years as the diagnosis itself."""
    middle, mid_month = date(s.diagnosis.year, 7, 1), s.diagnosis.replace(day=15)
    if middle < s.consent and _years(middle, s) == _years(s.diagnosis, s) and chance.random() < 0.6:
        return unknown_month(s.diagnosis)
    same = mid_month < s.consent and _years(mid_month, s) == _years(s.diagnosis, s)
    return unknown_day(s.diagnosis) if same else dmy(s.diagnosis)


def _years(day: date, s: Subject) -> int:
    """Give the years from a day to the consent, rounded half up."""
    return int((s.consent - day).days / 365.25 + 0.5)


def _conditions(s: Subject, chance: Random) -> Iterator[Row]:
    """Draw three to six conditions; old ones are over, or known only by the year."""
    terms = chance.sample((*CONDITIONS, BY_SEX[s.sex]), 3 + chance.randrange(4))
    for position, term in enumerate(terms, start=1):
        start = s.consent - timedelta(days=200 + chance.randrange(5000))
        over = term in OVER or chance.random() < 0.2
        surgery = term.endswith("ectomy")
        end = start + timedelta(days=0 if surgery else 10 + chance.randrange(170))
        begun, done = _typed(start, end, chance)
        row = edc_planned(s, "Medical History", SCREENING, position)
        yield {name: row[name] for name in ODM_KEYS} | {
            "MHTERM": term,
            "MHSTDAT": begun,
            "MHENDAT": done if over else "",
            "MHONGO": "No" if over else "Yes",
        }


def _typed(start: date, end: date, chance: Random) -> tuple[str, str]:
    """Write start and end to the same precision."""
    write = chance.choice((dmy, unknown_day, unknown_day, unknown_month))
    return write(start), write(end)


def _characteristics(s: Subject, chance: Random) -> Row:
    return edc_planned(s, "Subject Characteristics", SCREENING) | {
        "SCDAT": dmy(s.screening),
        "MARISTAT": chance.choice(MARITAL),
        "EDULEVEL": chance.choice(EDUCATION),
    }


def _leukapheresis(s: Subject, chance: Random) -> Row:
    """Draw a collection of two to three blood volumes; each met the target of 2.5 x 10^9 mononuclear cells."""
    volumes = 2 + chance.randrange(11) / 10
    minutes = 190 + chance.randrange(90)
    begin = 8 * 60 + chance.randrange(90)
    return edc_planned(s, "Leukapheresis", LEUKAPHERESIS) | {
        "LKYN": "Yes",
        "LKDAT": dmy(s.apheresis),
        "LKSTTIM": clock(begin),
        "LKENTIM": clock(begin + minutes),
        "LKVOL": str(round(volumes * (4200 + chance.randrange(1400)) / 10) * 10),
        "LKBV": f"{volumes:.1f}",
        "LKMNC": f"{2.6 + chance.randrange(140) / 10:.1f}",
        "LKACC": chance.choice(("Peripheral veins", "Central venous catheter")),
        "LKCOMM": REMARKS.get(s.number, ""),
    }
