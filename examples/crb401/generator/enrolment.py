"""Demographics, consent, cohort assignment, lymphodepletion, infusion, disposition, death and survival contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from examples.crb401.generator.forms import RawFile, Row, dmy, edc, edc_planned, twins, unknown_month
from examples.crb401.generator.trial import CUTOFF, SEED, Subject, infused
from examples.crb401.generator.visits import INFUSION, LEUKAPHERESIS, LYMPHODEPLETION, SCREENING

SEXES = {"M": "Male", "F": "Female"}
RACES = {"WHITE": "White", "BLACK OR AFRICAN AMERICAN": "Black or African American", "ASIAN": "Asian"}
ETHNICITIES = {
    "HISPANIC OR LATINO": "Hispanic or Latino",
    "NOT HISPANIC OR LATINO": "Not Hispanic or Latino",
}
COHORTS = {"ESCALATION": ("Dose Escalation", "ESC"), "EXPANSION": ("Dose Expansion", "EXP")}
FLUDARABINE, CYCLOPHOSPHAMIDE = 30, 300
"""Doses of lymphodepletion in mg/m2 a day, as the paper prints them."""
CONTACT_EVERY = 90
STOPPED = 24
"""Days from leukapheresis to the end of study of those who progressed before the infusion (drawn)."""


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} enrolment")
    yield RawFile("edc/dm.csv", [_demographics(s) for s in subjects])
    yield RawFile("edc/ic.csv", [_consent(s) for s in subjects])
    yield RawFile("edc/enr.csv", [_assignment(s) for s in subjects])
    yield RawFile("edc/ld.csv", [row for s in infused(subjects) for row in _lymphodepletion(s, chance)])
    yield RawFile("edc/inf.csv", [_infusion(s, chance) for s in infused(subjects)])
    yield RawFile("edc/ds.csv", [row for s in subjects for row in _disposition(s)])
    yield RawFile("edc/dd.csv", [row for s in subjects if s.status == "DTH" for row in _death(s)])
    yield RawFile("edc/ss.csv", [row for s in subjects for row in _survival(s)])


def _demographics(s: Subject) -> Row:
    """Give demographics as entered; every ninth subject told only the year of birth."""
    partial = s.number % 9 == 4
    return edc_planned(s, "Demographics", SCREENING) | {
        **twins("BRTHDAT", unknown_month(s.birth) if partial else dmy(s.birth)),
        "AGE": str(s.age),
        "SEX": SEXES[s.sex],
        "SEX_STD": s.sex,
        "RACE": RACES[s.race],
        "RACE_STD": s.race,
        "ETHNIC": ETHNICITIES[s.ethnic],
        "COUNTRY": "USA",
        "CHILDPOT": "" if s.sex == "M" else "No" if s.age > 55 else "Yes",
    }


def _consent(s: Subject) -> Row:
    return edc_planned(s, "Informed Consent", SCREENING) | {
        "ICDAT": dmy(s.consent),
        "ICTIM": "09:30",
        "ICVERS": "1.0" if s.consent < date(2016, 12, 1) else "2.0",
    }


def _assignment(s: Subject) -> Row:
    cohort, code = COHORTS[s.cohort]
    return edc_planned(s, "Enrollment and Cohort Assignment", LEUKAPHERESIS) | {
        "ENRDAT": dmy(s.apheresis),
        "COHORT": cohort,
        "COHORT_STD": code,
        "DOSELVL": f"{s.dose} x 10^6 CAR+ T cells",
        "DOSELVL_STD": str(s.dose),
        "INFUSED": "Yes" if s.infusion else "No",
    }


def _lymphodepletion(s: Subject, chance: Random) -> Iterator[Row]:
    """Give both drugs on each of three days; the total dose follows from a drawn body surface."""
    surface = 1.6 + chance.randrange(0, 60) / 100
    drugs = (("Fludarabine", FLUDARABINE, "08:30", "09:00"), ("Cyclophosphamide", CYCLOPHOSPHAMIDE, "10:00", "11:00"))
    for planned in LYMPHODEPLETION:
        for order, (drug, per_m2, start, end) in enumerate(drugs, start=1):
            row = edc_planned(s, "Lymphodepletion", planned, order)
            yield row | {
                "LDTRT": drug,
                "LDDOSM2": str(per_m2),
                "LDBSA": f"{surface:.2f}",
                "LDDOSE": f"{per_m2 * surface:.1f}",
                "LDDOSU": "mg",
                "LDDAT": dmy(s.day(planned.day)),
                "LDSTTIM": start,
                "LDENTIM": end,
                "LDROUTE": "Intravenous",
            }


def _infusion(s: Subject, chance: Random) -> Row:
    minute = chance.randrange(0, 40)
    return edc_planned(s, "bb2121 Infusion", INFUSION) | {
        "INFTRT": "bb2121",
        "INFLOT": s.lot,
        "INFPDOSE": str(s.dose),
        "INFDOSE": str(s.actual_dose),
        "INFDOSU": "10^6 CAR+ T cells",
        "INFDAT": dmy(s.day(0)),
        "INFSTTIM": f"11:{minute:02d}",
        "INFENTIM": f"11:{minute + 12:02d}",
        "INFADJ": "Lower dose given: fewer CAR+ T cells in the bag" if s.misdosed else "",
    }


def _disposition(s: Subject) -> Iterator[Row]:
    """Give a record when treatment is over, and one when follow-up or study is left; who is followed has none."""
    page = "End of Treatment"
    if s.infusion is None:
        day = dmy(s.apheresis + timedelta(days=STOPPED))
        row = {"DSSCOPE": "Treatment", "DSREAS": "Progressive disease", "DSDAT": day, "DSCOMM": "Before infusion"}
        yield edc(s, page, "EOT", "End of Treatment") | row
        yield edc(s, "End of Study", "EOS", "End of Study") | row | {"DSSCOPE": "Study"}
        return
    row = {"DSSCOPE": "Treatment", "DSREAS": "Completed", "DSDAT": dmy(s.day(0)), "DSCOMM": ""}
    yield edc(s, page, "EOT", "End of Treatment") | row
    left = {"PD": "Progressive disease", "DSC": "Requires prohibited medication", "DTH": "Death"}.get(s.status)
    if left:
        last = {"PD": s.last_assessment, "DSC": s.other_therapy, "DTH": s.last_day}[s.status]
        comment = "Started chemotherapy for myelodysplastic syndrome" if s.status == "DSC" else ""
        row = {"DSSCOPE": "Follow-up for response", "DSREAS": left, "DSDAT": dmy(s.day(last)), "DSCOMM": comment}
        yield edc(s, "End of Response Follow-up", "EOR", "End of Response Follow-up") | row
    if s.status == "DTH":
        row = {"DSSCOPE": "Study", "DSREAS": "Death", "DSDAT": dmy(s.day(s.last_day)), "DSCOMM": ""}
        yield edc(s, "End of Study", "EOS", "End of Study") | row


def _death(s: Subject) -> Iterator[Row]:
    yield edc(s, "Death Details", "EOS", "End of Study") | {
        "DTHDAT": dmy(s.day(s.last_day)),
        "DTHCAUS": "Cardiopulmonary arrest",
        "DTHREL": "Not related to bb2121",
        "DTHPD": "No",
        "AUTOPSY": "No",
    }


def _survival(s: Subject) -> Iterator[Row]:
    """Make a contact every three months after progression (or failure before infusion), and one at the cut-off."""
    if s.status == "DTH":
        return
    end = CUTOFF if s.infusion else s.apheresis + timedelta(days=STOPPED)
    start = s.day(s.last_assessment) if s.infusion else s.apheresis
    day = start + timedelta(days=CONTACT_EVERY)
    dates = []
    while s.status in {"PD", "DSC"} and day < CUTOFF - timedelta(days=30):
        dates.append(day)
        day += timedelta(days=CONTACT_EVERY)
    for position, when in enumerate((*dates, end), start=1):
        yield edc(s, "Survival Status", "SFU", "Survival Follow-up", position) | {
            "SSDAT": dmy(when),
            "SSSTAT": "Alive",
            "SSMETH": "Clinic visit" if when == end else "Telephone",
        }
