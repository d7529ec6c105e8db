"""Imaging and plasmacytomas: scans by schedule, lesions that shrink with each response, lesions that are new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from examples.crb401.generator.course import IMAGING, Assessment, Response, assessed, course
from examples.crb401.generator.forms import RawFile, Row, dmy, edc_visit
from examples.crb401.generator.trial import SEED, Subject
from examples.crb401.generator.visits import Visit

PLACES = (
    ("Chest wall", "Left"), ("Paraspinal region", ""), ("Liver", ""), ("Retroperitoneum", ""), ("Pleura", "Right"),
    ("Subcutis", ""), ("Soft tissue", "Right"), ("Chest wall", "Right"), ("Orbit", "Left"),
)  # fmt: skip
BONES = (("Iliac crest", "Left"), ("Vertebra", ""), ("Sacrum", ""))
PLASMACYTOMA, BONE = "Extramedullary plasmacytoma", "Bone lesion"
METHODS = {15: "MRI", 26: "MRI", 16: "CT"}
"""Subjects who were not scanned by PET/CT (drawn)."""
SCHEDULED = ("M1", "M3", "M6", "M12", "M18", "M24")
AFTER_SCREENING = 2
"""Days from the screening visit to its scan."""
LEFT: dict[Response, tuple[float, float]] = {"SD": (0.93, 1.0), "PR": (0.5, 0.62), "VGPR": (0.15, 0.25)}
"""Fraction of each diameter that a response leaves; its square is clear of the thresholds of 50 and 10 %."""
GROWN = 1.1
"""Diameters at progression by growth, as a fraction of the baseline: over half more than at the smallest."""


@dataclass(frozen=True)
class Lesion:
    """One lesion on one scan: identifier, type, place, side, diameters in mm (0: no longer seen), first seen as new."""

    identifier: str
    kind: str
    place: str
    side: str
    long: int
    short: int
    new: bool


@dataclass(frozen=True)
class Scan:
    """One scan and the lesions that it shows or no longer shows."""

    visit: Visit
    date: date
    method: str
    lesions: tuple[Lesion, ...]


@cache
def scans(subject: Subject) -> tuple[Scan, ...]:
    """Give the scans of a subject; each new depth of response of a plasmacytoma has one."""
    chance = Random(f"{SEED} imaging {subject.number}")
    method = METHODS.get(subject.number, "PET/CT")
    first = _lesions(subject, chance)
    made = [
        Scan(v, _when(v), method, first)
        for v in assessed(subject)
        if v.folder == "SCR" or (v.folder == "BL" and subject.bridging and subject.extramedullary)
    ]
    steps = course(subject) if subject.infusion else ()
    now, seen = first, {"SD", "MR", "NE", "NOT DONE"}
    for step in steps:
        if step.day == subject.progression and subject.number in IMAGING:
            made.append(Scan(step.visit, step.visit.date, method, _progressed(subject, first, now, chance)))
        elif _scanned(subject, step, seen):
            now = _shrunk(first, now, step, chance)
            made.append(Scan(step.visit, step.visit.date, method, now))
        seen.add(step.response)
    return tuple(made)


def _when(visit: Visit) -> date:
    return visit.date + timedelta(days=AFTER_SCREENING if visit.folder == "SCR" else 0)


def _scanned(subject: Subject, step: Assessment, seen: set[str]) -> bool:
    if step.response == "PD" or not step.measured:
        return False
    if not subject.extramedullary:
        return step.folder in {"M3", "M12", "M24"}
    return step.folder in SCHEDULED or step.response not in seen


def _lesions(subject: Subject, chance: Random) -> tuple[Lesion, ...]:
    """Draw one or two plasmacytomas at screening where the subject has extramedullary disease."""
    if not subject.extramedullary:
        return ()
    places = chance.sample(PLACES, 2 if chance.random() < 0.6 or IMAGING.get(subject.number) == "growth" else 1)
    sizes = [(chance.randrange(36, 62), chance.randrange(25, 35)) for _ in places]
    return tuple(
        Lesion(f"P{position:02d}", PLASMACYTOMA, *place, *size, new=False)
        for position, (place, size) in enumerate(zip(places, sizes, strict=True), start=1)
    )


def _shrunk(first: Sequence[Lesion], now: Sequence[Lesion], step: Assessment, chance: Random) -> tuple[Lesion, ...]:
    fraction = chance.uniform(*LEFT[step.response]) if step.response in LEFT else 0.0
    return tuple(
        _sized(was, min(one.long, round(was.long * fraction)), min(one.short, round(was.short * fraction)))
        for was, one in zip(first, now, strict=True)
    )


def _sized(lesion: Lesion, long: int, short: int) -> Lesion:
    return Lesion(lesion.identifier, lesion.kind, lesion.place, lesion.side, long, short, new=False)


def _progressed(subject: Subject, first: Sequence[Lesion], now: Sequence[Lesion], chance: Random) -> tuple[Lesion, ...]:
    """Show progression: the known lesions grown, or one more lesion."""
    what = IMAGING[subject.number]
    if what == "growth":
        return tuple(_sized(lesion, round(lesion.long * GROWN), round(lesion.short * GROWN)) for lesion in first)
    bone = what == "new bone lesion"
    taken = {(lesion.place, lesion.side) for lesion in first}
    place = chance.choice([p for p in (BONES if bone else PLACES) if p not in taken])
    kind = BONE if bone else PLASMACYTOMA
    name = f"{'B' if bone else 'P'}{len(first) + 1:02d}"
    size = (chance.randrange(19, 40), chance.randrange(13, 18))
    return (*now, Lesion(name, kind, *place, *size, new=True))


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    every = [(s, scan) for s in subjects for scan in scans(s)]
    yield RawFile("edc/img.csv", [_performed(s, scan) for s, scan in every])
    yield RawFile("edc/tu.csv", [row for s, scan in every for row in _log(s, scan)])


def _performed(s: Subject, scan: Scan) -> Row:
    seen = [lesion for lesion in scan.lesions if lesion.long and lesion.kind != BONE]
    gone = bool(scan.lesions) and not seen
    return edc_visit(s, "Disease Imaging", scan.visit) | {
        "IMPERF": "Yes",
        "IMMETH": scan.method,
        "IMDAT": dmy(scan.date),
        "IMREG": "Whole body" if scan.method == "PET/CT" else "Chest, abdomen and pelvis",
        "IMPLAS": "Yes" if seen else "No",
        "IMNEW": "Yes" if any(lesion.new for lesion in scan.lesions) else "No",
        "IMCOMM": "Plasmacytomas no longer seen" if gone else "" if seen else "No plasmacytoma",
    }


def _log(s: Subject, scan: Scan) -> Iterator[Row]:
    """Give one log line for each lesion on the scan."""
    for position, lesion in enumerate(scan.lesions, start=1):
        yield edc_visit(s, "Plasmacytoma Log", scan.visit, position) | {
            "TULESID": lesion.identifier,
            "TUTYPE": lesion.kind,
            "TULOC": lesion.place,
            "TULAT": lesion.side,
            "TUMETH": scan.method,
            "TUDAT": dmy(scan.date),
            "TUNEW": "Yes" if lesion.new else "No",
            "TUSTATE": "Present" if lesion.long else "Absent",
            "TULONG": str(lesion.long),
            "TUSHORT": str(lesion.short),
            "TUUNIT": "mm",
        }
