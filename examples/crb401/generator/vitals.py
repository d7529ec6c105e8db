"""Vital signs by visit: fever, pulse and pressure follow the cytokine release syndrome, weight the body surface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from examples.crb401.generator import enrolment
from examples.crb401.generator.course import BY_TELEPHONE
from examples.crb401.generator.crs import syndromes
from examples.crb401.generator.forms import RawFile, Row, dmy, edc_visit
from examples.crb401.generator.trial import SEED, Subject
from examples.crb401.generator.visits import Visit, visits

FAHRENHEIT = ("1001", "1002", "1003")
POUNDS = ("1002",)
"""Sites that measure temperature in Fahrenheit, and height and weight in inches and pounds."""
WEIGHED = ("SCR", "BL", "LD1", "D0", "D7", "D14", "M1", "UNS")
"""Visits at which the subject is weighed, and every one from month 2 on."""
MOSTELLER = 3600
"""Square of the body surface in m2 = height in cm x weight in kg / 3600 (Mosteller, N Engl J Med 1987;317:1098)."""


@dataclass(frozen=True)
class Body:
    """What is usual for one subject: height in cm, weight in kg, systolic pressure, pulse."""

    height: int
    weight: float
    systolic: int
    pulse: int
    surface: str


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw file of this part."""
    chance = Random(f"{SEED} vitals")
    surfaces = _surfaces(subjects)
    rows = []
    for s in subjects:
        body = _body(s, surfaces.get(s.key, ""), chance)
        held = [v for v in visits(s) if (s.number, v.folder) != BY_TELEPHONE]
        rows += [_visit(s, body, visit, chance) for visit in held]
    yield RawFile("edc/vs.csv", rows)


def _surfaces(subjects: Sequence[Subject]) -> Mapping[str, str]:
    """Take each subject's body surface from the form of lymphodepletion, whose doses hang on it."""
    form = next(file for file in enrolment.files(subjects) if file.name == "edc/ld.csv")
    return {row["Subject"]: row["LDBSA"] for row in form.rows}


def _body(s: Subject, surface: str, chance: Random) -> Body:
    """Draw a height that suits the surface; the weight follows from both."""
    m2 = float(surface or "1.80")
    height = round(150 + (m2 - 1.4) * 32 + (4 if s.sex == "M" else -3) + chance.uniform(-4, 4))
    weight = MOSTELLER * m2**2 / height
    return Body(height, weight, chance.randint(112, 142), chance.randint(64, 86), surface)


def _visit(s: Subject, body: Body, visit: Visit, chance: Random) -> Row:
    grade = _grade(s, visit)
    row = edc_visit(s, "Vital Signs", visit) | {
        "VSDAT": dmy(visit.date),
        "VSTIM": f"{8 if visit.folder.startswith(('LD', 'D')) else 9}:{chance.randrange(0, 30):02d}".zfill(5),
        "VSPOS": chance.choice(("Sitting", "Sitting", "Supine")),
        **_circulation(body, grade, chance),
        **_temperature(s, grade, chance),
        **_size(s, body, visit, chance),
    }
    return row | {"VSCOMM": "Supplemental oxygen by nasal cannula" if grade >= 2 else ""}


def _grade(s: Subject, visit: Visit) -> int:
    """Give the grade of the cytokine release syndrome on the morning of a visit."""
    course = syndromes().get(s.number)
    if course is None or visit.day is None:
        return 0
    return max((p.grade for p in course.periods if p.start <= visit.day <= p.end), default=0)


def _circulation(body: Body, grade: int, chance: Random) -> Row:
    systolic = body.systolic + chance.randint(-8, 8) - (0, 8, 30, 38)[grade]
    diastolic = round(systolic * 0.6 + chance.randint(-4, 4))
    pulse = body.pulse + chance.randint(-6, 6) + (0, 18, 32, 42)[grade]
    breaths = chance.randint(14, 18) + (0, 2, 6, 8)[grade]
    saturation = chance.randint(95, 99) - (0, 1, 5, 7)[grade]
    return {
        "SYSBP": f"{systolic}", "SYSBP_U": "mmHg",
        "DIABP": f"{diastolic}", "DIABP_U": "mmHg",
        "PULSE": f"{pulse}", "PULSE_U": "beats/min",
        "RESP": f"{breaths}", "RESP_U": "breaths/min",
        "OXYSAT": f"{saturation}", "OXYSAT_U": "%",
    }  # fmt: skip


def _temperature(s: Subject, grade: int, chance: Random) -> Row:
    celsius = chance.uniform(36.2, 37.2) if not grade else chance.uniform(38.1, 38.9) + 0.3 * (grade - 1)
    if s.site in FAHRENHEIT:
        return {"TEMP": f"{celsius * 9 / 5 + 32:.1f}", "TEMP_U": "F"}
    return {"TEMP": f"{celsius:.1f}", "TEMP_U": "C"}


def _size(s: Subject, body: Body, visit: Visit, chance: Random) -> Row:
    """Give height once, weight at some visits, and at baseline the surface that the doses were computed from."""
    folder, day = visit.folder, visit.day or 0
    weighed = folder in WEIGHED or day > 50
    drift = 1.0 if day in range(-7, -4) else 1 + chance.uniform(-0.02, 0.02)
    pounds = s.site in POUNDS
    weight = body.weight * drift * (2.2046226 if pounds else 1)
    height = body.height / (2.54 if pounds else 1)
    first, before = folder == "SCR", folder == "BL" and body.surface
    return {
        "WEIGHT": f"{weight:.1f}" if weighed else "",
        "WEIGHT_U": ("lb" if pounds else "kg") if weighed else "",
        "HEIGHT": f"{height:.1f}".removesuffix(".0") if first else "",
        "HEIGHT_U": ("in" if pounds else "cm") if first else "",
        "BSA": body.surface if before else "",
        "BSA_U": "m2" if before else "",
    }
