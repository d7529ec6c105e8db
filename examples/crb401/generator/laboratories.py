"""The three laboratories' exports: central (SI units), local in US units, local with mixed units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from examples.crb401.generator.chemistry import reported, serum
from examples.crb401.generator.course import BY_TELEPHONE, IN_INTENSIVE_CARE
from examples.crb401.generator.forms import RawFile, Row, dmy
from examples.crb401.generator.hematology import blood
from examples.crb401.generator.recovery import Fall, recovery
from examples.crb401.generator.trial import SEED, STUDY, Subject, infused
from examples.crb401.generator.visits import Visit, last_visit, visits

US_UNITS = ("1001", "1002", "1003", "1004")
"""Sites of the first local laboratory; the others send to the second."""
PER_MICROLITER = ("1008", "1009")
"""Sites at which the second local laboratory counts neutrophils and lymphocytes per microliter."""
LEAST_PRINTED = 0.1
"""Counts of the second local laboratory in 10^9/L below which its analyzer prints no number."""

HEMATOLOGY = ("SCR", "APH", "BL", "D0", "D7", "D14", "D21", "M1", "W6", "M2", "M3", "M4", "M5", "M6")
CHEMISTRY = ("SCR", "BL", "D0", "D7", "D11", "D14", "M1", "M2", "M3", "M6")
ACUTE_PHASE = ("BL", "D0", "D1", "D2", "D3", "D4", "D7", "D9", "D11", "D14", "D21", "M1", "M2")
COAGULATION = ("SCR", "D0", "D4", "D7", "D14", "M1")
LATE = ("M9", "M12", "M15", "M18", "M21", "M24", "UNS")
STAGING = ("SCR", "BL", "M1", "M3", "M6", "M12", "M18")
"""Visits at which each panel is taken; hematology and chemistry at all later ones and at unscheduled ones too."""


@dataclass(frozen=True)
class Test:
    """One test of the central laboratory: its own code, SDTM's, unit, decimals, normal range of men and women."""

    code: str
    name: str
    unit: str
    digits: int
    male: tuple[str, str]
    female: tuple[str, str]

    def range(self, sex: str) -> tuple[str, str]:
        """Give the normal range of one sex."""
        return self.male if sex == "M" else self.female


def _test(code: str, name: str, unit: str, digits: int, limits: str, female: str = "") -> Test:
    low, _, high = limits.partition("-")
    least, _, most = (female or limits).partition("-")
    return Test(code, name, unit, digits, (low, high), (least, most))


PANELS = {
    "HEM": (
        _test("HGB", "HGB", "g/L", 0, "132-173", "117-155"),
        _test("HCT", "HCT", "L/L", 3, "0.390-0.500", "0.350-0.460"),
        _test("RBC", "RBC", "10^12/L", 2, "4.30-5.70", "3.80-5.20"),
        _test("WBC", "WBC", "10^9/L", 2, "3.80-10.70"),
        _test("NEUT#", "NEUT", "10^9/L", 2, "1.80-7.00"),
        _test("LYMPH#", "LYM", "10^9/L", 2, "0.90-3.60"),
        _test("MONO#", "MONO", "10^9/L", 2, "0.20-0.90"),
        _test("EOS#", "EOS", "10^9/L", 2, "0.00-0.50"),
        _test("BASO#", "BASO", "10^9/L", 2, "0.00-0.20"),
        _test("PLT", "PLAT", "10^9/L", 0, "150-400"),
    ),
    "CHEM": (
        _test("ALB", "ALB", "g/L", 0, "35-52"),
        _test("ALKP", "ALP", "U/L", 0, "40-129", "35-104"),
        _test("ALT", "ALT", "U/L", 0, "0-41", "0-33"),
        _test("AST", "AST", "U/L", 0, "0-40", "0-32"),
        _test("TBIL", "BILI", "umol/L", 0, "0-21"),
        _test("BUN", "UREAN", "mmol/L", 1, "2.9-8.2"),
        _test("CA", "CA", "mmol/L", 2, "2.15-2.55"),
        _test("CREA", "CREAT", "umol/L", 0, "62-106", "44-80"),
        _test("GLU", "GLUC", "mmol/L", 1, "3.9-6.0"),
        _test("K", "K", "mmol/L", 1, "3.5-5.1"),
        _test("LD", "LDH", "U/L", 0, "135-250"),
        _test("MG", "MG", "mmol/L", 2, "0.66-1.07"),
        _test("PHOS", "PHOS", "mmol/L", 2, "0.87-1.45"),
        _test("NA", "SODIUM", "mmol/L", 0, "136-145"),
        _test("URIC", "URATE", "umol/L", 0, "202-417", "143-339"),
    ),
    "APR": (
        _test("CRP", "CRP", "mg/L", 1, "0-5.0"),
        _test("FERR", "FERRITIN", "ug/L", 0, "30-400", "13-150"),
    ),
    "COAG": (
        _test("INR", "INR", "", 2, "0.85-1.15"),
        _test("PTT", "APTT", "s", 1, "24.0-36.0"),
        _test("FIB", "FIBRINO", "g/L", 2, "2.00-4.00"),
    ),
    "B2M": (_test("B2M", "B2MICG", "mg/L", 1, "0.8-2.2"),),
}
TAKEN = {
    "HEM": (*HEMATOLOGY, *LATE),
    "CHEM": (*CHEMISTRY, *LATE),
    "APR": ACUTE_PHASE,
    "COAG": COAGULATION,
    "B2M": STAGING,
}
GLUCOSE = 18.016
"""Milligrams per deciliter of a millimole per liter."""
US_PRINT = {
    "WBC (K/uL)": ("WBC", 1, 2),
    "HGB (g/dL)": ("HGB", 0.1, 1),
    "HCT (%)": ("HCT", 100, 1),
    "PLT (K/uL)": ("PLAT", 1, 0),
    "ANC (K/uL)": ("NEUT", 1, 2),
    "ALC (K/uL)": ("LYM", 1, 2),
    "Sodium (mEq/L)": ("SODIUM", 1, 0),
    "Potassium (mEq/L)": ("K", 1, 1),
    "Calcium (mg/dL)": ("CA", 4.0078, 1),
    "Albumin (g/dL)": ("ALB", 0.1, 1),
    "Phosphorus (mg/dL)": ("PHOS", 3.0974, 1),
    "Creatinine (mg/dL)": ("CREAT", 1 / 88.42, 2),
    "Glucose (mg/dL)": ("GLUC", GLUCOSE, 0),
    "CRP (mg/dL)": ("CRP", 0.1, 2),
}
"""Columns of the first local laboratory: the test, the factor from its SI unit, and decimals."""
CHEMISTRY_DAYS = (1, 5, 10)
"""Days of local chemistry; both local laboratories measure it too on the day an event that shows in it is reported."""
MIXED = (
    ("WBC", "WBC", "10³/µL", "4.0-11.0"),
    ("Hgb", "HGB", "g/dL", "12.0-17.0"),
    ("Hct", "HCT", "%", "36-50"),
    ("Plt", "PLAT", "10³/µL", "150-400"),
    ("Neut abs", "NEUT", "10³/µL", "1.8-7.7"),
    ("Lymph abs", "LYM", "10³/µL", "1.0-4.8"),
    ("CRP", "CRP", "mg/L", "0-10"),
    ("Na", "SODIUM", "mmol/L", "136-145"),
    ("K", "K", "mmol/L", "3.5-5.0"),
    ("Ca", "CA", "mmol/L", "2.15-2.55"),
    ("Alb", "ALB", "g/L", "35-50"),
    ("Phos", "PHOS", "mmol/L", "0.87-1.45"),
    ("Gluc fasting", "GLUC", "mg/dL", "70-110"),
)
"""Tests of the second local laboratory: its name, SDTM's, unit, normal range."""
MIXED_PRINT = {
    "HGB": (0.1, 1), "HCT": (100, 1), "PLAT": (1, 0), "CRP": (1, 1), "SODIUM": (1, 0), "K": (1, 1), "CA": (1, 2),
    "ALB": (1, 0), "PHOS": (1, 2), "GLUC": (GLUCOSE, 0),
}  # fmt: skip
"""Factor from the SI unit and decimals in which it prints a test."""
COUNTS = {"WBC", "HGB", "HCT", "PLAT", "NEUT", "LYM"}
HOSPITAL_DAYS = range(15)
LATER_DAYS = (16, 18, 20, 22, 24, 26, 31, 38, 45, 52, 59, 66, 73, *range(87, 700, 14))
"""Days of the local laboratories: every day in hospital, later while neutrophils or platelets are still low."""


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} laboratories")
    us = [s for s in infused(subjects) if s.site in US_UNITS]
    mixed = [s for s in infused(subjects) if s.site not in US_UNITS]
    yield RawFile("lab/central.csv", list(_central(subjects, chance)), "|")
    yield RawFile("lab/local_1.csv", [_us(s, day, chance) for s in us for day in local_days(s)])
    rows = [row for s in mixed for day in local_days(s) for row in _mixed(s, day, chance)]
    yield RawFile("lab/local_2.txt", rows, "\t", "cp1252")


def local_days(s: Subject) -> list[int]:
    """Give the days of local samples: the hospital stay, then until both lineages are back, or the last visit."""
    falls = recovery()[s.number]
    last = last_visit(s)
    until = max(_low_until(fall, last) for fall in (falls.neutrophils, falls.platelets))
    seen = {event.start for event in reported(s) if event.start <= last}
    return sorted({*HOSPITAL_DAYS, *(day for day in LATER_DAYS if day <= min(until, last)), *seen})


def _has_chemistry(s: Subject, day: int) -> bool:
    return day in CHEMISTRY_DAYS or any(event.start == day for event in reported(s))


def _low_until(fall: Fall, last: int) -> int:
    if fall.onset is None:
        return 0
    return fall.recovered if fall.recovered is not None else last


def _values(s: Subject, day: int, laboratory: str) -> dict[str, float]:
    return blood(s).sample(day, laboratory) | serum(s).sample(day, laboratory)


def _central(subjects: Sequence[Subject], chance: Random) -> Iterator[Row]:
    """Give one row a result; an accession number is one tube (visit and panel)."""
    number = 7_400_000
    for s in subjects:
        for visit in visits(s):
            if (s.number, visit.folder) in {BY_TELEPHONE, IN_INTENSIVE_CARE}:
                continue
            day = -45 if visit.day is None else visit.day
            values = _values(s, day, "central")
            for panel in (name for name, taken in TAKEN.items() if visit.folder in taken):
                number += 1 + chance.randrange(4)
                yield from _tube(s, visit, panel, number, values, chance)


def _tube(s: Subject, visit: Visit, panel: str, number: int, values: dict[str, float], chance: Random) -> Iterator[Row]:
    hemolyzed = panel == "CHEM" and chance.random() < 0.015
    fasting = any(event.term == "hyperglycemia" for event in reported(s)) or chance.random() < 0.7
    head = {
        "PROTOCOL": STUDY,
        "SITE": s.site,
        "PATIENT": s.patient,
        "VISIT": visit.folder,
        "COLLECTED": visit.date.isoformat(),
        "TIME": f"08:{chance.randrange(0, 28):02d}" if panel != "COAG" else "08:05",
        "ACCESSION": f"C{number}",
        "FASTING": "" if panel != "CHEM" else "Y" if fasting else "N",
        "PANEL": panel,
    }
    for test in PANELS[panel]:
        low, high = test.range(s.sex)
        value = f"{values[test.name]:.{test.digits}f}"
        result = {"TEST": test.code, "RESULT": value, "UNIT": test.unit, "LOW": low, "HIGH": high}
        comment = "Hemolyzed" if hemolyzed and test.name in {"K", "LDH", "AST"} else ""
        yield head | result | {"FLAG": _flag(float(value), low, high), "CONDITION": comment}


def _flag(value: float, low: str, high: str) -> str:
    return "L" if value < float(low) else "H" if value > float(high) else ""


def _time(chance: Random) -> tuple[int, int]:
    return 5 + chance.randrange(2), chance.randrange(60)


def _named_visit(s: Subject, day: int) -> str:
    """Name the study visit of a day, as the site wrote it on the request."""
    names = [visit.planned.name for visit in visits(s) if visit.day == day]
    return names[0] if names else "Unscheduled"


def _us(s: Subject, day: int, chance: Random) -> Row:
    """Give one row for a sample, with chemistry on some days only."""
    values, date = _values(s, day, "local"), s.day(day)
    hour, minute = _time(chance)
    row = {
        "Site": s.site,
        "Pt": s.patient,
        "Visit": _named_visit(s, day),
        "Collection Date": f"{date:%m/%d/%Y}",
        "Collection Time": f"{hour}:{minute:02d} AM",
        "Specimen ID": f"{date:%y%j}-{s.site[-1]}{s.patient[-1]}{chance.randrange(1000):03d}",
    }
    whole = _has_chemistry(s, day)
    for column, (name, factor, digits) in US_PRINT.items():
        row[column] = f"{values[name] * factor:.{digits}f}" if whole or name in COUNTS else ""
    return row | {"Comment": "manual differential" if values["WBC"] < 1 else ""}


def _mixed(s: Subject, day: int, chance: Random) -> Iterator[Row]:
    """Give one row a result; below 0.1 the analyzer prints '<0.1'; the site judges what lies outside the range."""
    values, date = _values(s, day, "local"), s.day(day)
    hour, minute = _time(chance)
    sample = f"{s.site}{chance.randrange(10**6):06d}"
    for label, name, usual, span in MIXED:
        if name not in COUNTS and not _has_chemistry(s, day):
            continue
        text, unit, limits = _printed(s, name, values[name], usual, span)
        yield {
            "SubjectID": s.key,
            "Visit": _named_visit(s, day),
            "CollDate": dmy(date).replace("-", ""),
            "CollTime": f"{hour:02d}:{minute:02d}",
            "Sample": sample,
            "Test": label,
            "Result": text,
            "Units": unit,
            "RefRange": limits,
            "ClinSig": _judged(text, limits, chance),
        }


def _printed(s: Subject, name: str, value: float, unit: str, limits: str) -> tuple[str, str, str]:
    """Print an SI value in the unit of the second local laboratory."""
    if name in {"NEUT", "LYM"} and s.site in PER_MICROLITER:
        low, high = (round(float(limit) * 1000) for limit in limits.split("-"))
        return f"{value * 1000:.0f}", "/µL", f"{low}-{high}"
    if name in {"NEUT", "LYM", "WBC"}:
        return (f"<{LEAST_PRINTED}" if value < LEAST_PRINTED else f"{value:.2f}"), unit, limits
    factor, digits = MIXED_PRINT[name]
    return f"{value * factor:.{digits}f}", unit, limits


def _judged(text: str, limits: str, chance: Random) -> str:
    """Judge a result outside its range as clinically significant (CS) where it is far outside, else not (NCS)."""
    low, high = (float(limit) for limit in limits.split("-"))
    value = float(text.removeprefix("<"))
    if low <= value <= high:
        return ""
    return "CS" if value < 0.6 * low or (value > 5 * high and chance.random() < 0.5) else "NCS"
