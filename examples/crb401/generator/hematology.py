"""Blood counts of each subject from screening to the last visit: baseline, fall after lymphodepletion, recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from examples.crb401.generator.curve import FIRST, LATE, Bound, Curve, Knot, knots
from examples.crb401.generator.events import events
from examples.crb401.generator.recovery import Fall, recovery
from examples.crb401.generator.toxicity import OTHER_4, worst_grades
from examples.crb401.generator.trial import SEED, Subject

BASELINE = -7
"""Day of a drawn value before lymphodepletion."""
NADIR = 6
"""Day of the lowest counts where no recovery is drawn."""
LEUKOCYTES = ("NEUT", "LYM", "MONO", "EOS", "BASO")
LEAST_LEUKOCYTES = {0: 2.05, 1: 2.05, 2: 2.05, 3: 1.05, 4: 0.3}
"""Least leukocyte count (10^9/L) by grade of the reported leukopenia; without one the grade is 2 at most."""
LYMPHOCYTE_NADIR = {4: (0.06, 0.17), 3: (0.24, 0.42)}
"""Lowest lymphocyte count by grade of the reported lymphopenia."""
OTHER_NADIR = {4: (0.53, 0.57), 3: (0.75, 0.95)}
"""Lowest lymphocyte count without one, by grade of the reported leukopenia."""
DEEPEST_NADIR = (0.21, 0.25)
"""The same where leukocytes are of grade 4 but neutrophils of grade 3 (OTHER_4) and no lymphopenia is reported."""
HEMOGLOBIN_NADIR = {0: (102, 113), 2: (84, 97), 3: (72, 78)}
HEMOGLOBIN_BASE = {0: (112, 138), 2: (102, 122), 3: (94, 116)}
LEAST_HEMOGLOBIN = {0: 100.6, 2: 80.6, 3: 68.0}
"""Hemoglobin in g/L by grade of the reported anemia (no grade 1 is drawn)."""
PLATELET_NADIR = {1: (80, 130), 2: (54, 71), 3: (28, 44), 4: (8, 22)}
LEAST_PLATELETS = {1: 77, 2: 52, 3: 26, 4: 5}
MOST_SEVERE, LEAST_RECOVERED = 48.4, 51.6
"""Platelets (10^9/L) while of grade 3 or 4, and outside that time."""


@dataclass(frozen=True)
class Blood:
    """The counts of one subject; `hemoglobin_per_cell` in pg, `hemoglobin_per_volume` in g/L of cells."""

    curves: Mapping[str, Curve]
    least_leukocytes: float
    hemoglobin_per_cell: float
    hemoglobin_per_volume: float

    def sample(self, day: int, laboratory: str) -> dict[str, float]:
        """Give all counts of one sample in SI units; leukocytes are the sum of their kinds."""
        kinds = {name: round(self.curves[name].at(day, laboratory), 2) for name in LEUKOCYTES}
        missing = max(0.0, self.least_leukocytes - sum(kinds.values()))
        kinds["LYM"] = round(kinds["LYM"] + 0.75 * missing, 2)
        kinds["MONO"] = round(kinds["MONO"] + 0.25 * missing, 2)
        hemoglobin = round(self.curves["HGB"].at(day, laboratory))
        return {
            "HGB": hemoglobin,
            "HCT": round(hemoglobin / self.hemoglobin_per_volume, 3),
            "RBC": round(hemoglobin / self.hemoglobin_per_cell, 2),
            "WBC": round(sum(kinds.values()), 2),
            **kinds,
            "PLAT": round(self.curves["PLAT"].at(day, laboratory)),
        }


@cache
def blood(s: Subject) -> Blood:
    """Draw the blood counts of a subject; of the never infused only their time before infusion is ever asked."""
    chance = Random(f"{SEED} blood {s.number}")
    grades = worst_grades().get(s.number, {})
    falls = recovery().get(s.number)
    neutrophils = falls.neutrophils if falls else Fall(1)
    platelets = falls.platelets if falls else Fall(1)
    low = _lowest(neutrophils)
    curves = {
        "NEUT": _neutrophils(s, neutrophils, grades.get("leukopenia", 0), chance),
        **_other_leukocytes(s, grades, low, chance),
        "HGB": _hemoglobin(s, grades.get("anemia", 0), chance),
        "PLAT": _platelets(s, platelets, chance),
    }
    least = LEAST_LEUKOCYTES[grades.get("leukopenia", 0)]
    return Blood(curves, least, chance.uniform(29, 33), chance.uniform(326, 344))


def _lowest(fall: Fall) -> int:
    """Give the day of the lowest count: two fifths of the way from the first severe value to recovery, in hospital."""
    if fall.onset is None:
        return NADIR
    end = fall.recovered if fall.recovered is not None else fall.onset + 20
    return min(13, fall.onset + max(1, (end - fall.onset) * 2 // 5))


def _neutrophils(s: Subject, fall: Fall, leukopenia: int, chance: Random) -> Curve:
    base = chance.uniform(1.9, 4.4)
    late: list[Knot] = [
        (28, chance.uniform(1.6, 2.8)),
        (60, chance.uniform(1.7, 3.2)),
        (LATE, chance.uniform(2.0, 3.6)),
    ]
    early: list[Knot] = [(FIRST, base * 1.05), (BASELINE, base)]
    if fall.onset is None or fall.recovered is None:
        points = [*early, (-3, base * 0.9), (NADIR, chance.uniform(1.12, 1.4)), (14, chance.uniform(1.6, 2.2)), *late]
        return Curve(f"NEUT {s.number}", knots(points), 0.05, (Bound(low=1.06),))
    lowest = chance.uniform(0.04, 0.2 if leukopenia == 4 else 0.34) if fall.grade == 4 else chance.uniform(0.55, 0.62)
    onset, back = fall.onset, fall.recovered
    points = [*early, (onset - 1, chance.uniform(1.15, 1.5)), (onset, 0.85), (_lowest(fall), lowest)]
    points += [(back - 1, chance.uniform(0.6, 0.8)), (back, chance.uniform(1.1, 1.7))]
    points += [(back + 4, chance.uniform(1.5, 3.2)), *((max(day, back + 10), value) for day, value in late)]
    bounds = (
        Bound(low=1.06, last=onset - 1),
        Bound(low=0.02 if fall.grade == 4 else 0.53, high=0.95, first=onset, last=back - 1),
        Bound(low=1.03, first=back),
    )
    return Curve(f"NEUT {s.number}", knots(points), 0.06, bounds)


def _other_leukocytes(s: Subject, grades: Mapping[str, int], lowest: int, chance: Random) -> dict[str, Curve]:
    """Draw the other kinds: they fall with the neutrophils, as deep as the reported grades say, and return slowly."""
    leukopenia, lymphopenia = grades.get("leukopenia", 0), grades.get("lymphopenia", 0)
    span = LYMPHOCYTE_NADIR.get(lymphopenia) or OTHER_NADIR.get(leukopenia, (1.3, 1.6))
    if s.number in OTHER_4 and not lymphopenia:
        span, lymphopenia = DEEPEST_NADIR, 3
    nadir = chance.uniform(*span)
    least = {4: 0.05, 3: 0.21}.get(lymphopenia, 0.515)
    base = max(chance.uniform(0.95, 1.7), nadir * 1.1)
    late = chance.uniform(0.9, 1.8)
    points = [(FIRST, base), (BASELINE, base * 0.97), (-1, max(nadir * 1.4, base * 0.5)), (lowest, nadir)]
    points += [(lowest + 5, nadir * 1.5 + 0.2), (28, late), (LATE, late * 1.15)]
    share = {4: (0.05, 0.08), 3: (0.15, 0.25)}.get(leukopenia, (0.4, 0.5))
    return {
        "LYM": Curve(f"LYM {s.number}", knots(points), 0.05, (Bound(low=least),)),
        "MONO": _minor("MONO", s, chance.uniform(0.35, 0.6), chance.uniform(*share), lowest),
        "EOS": _minor("EOS", s, chance.uniform(0.06, 0.25), chance.uniform(0.005, 0.02), lowest),
        "BASO": _minor("BASO", s, chance.uniform(0.01, 0.06), chance.uniform(0.005, 0.01), lowest),
    }


def _minor(name: str, s: Subject, base: float, nadir: float, lowest: int) -> Curve:
    points = [(FIRST, base), (BASELINE, base), (lowest, nadir), (lowest + 8, (base + nadir) / 2), (45, base)]
    return Curve(f"{name} {s.number}", knots(points), 0.1)


def _hemoglobin(s: Subject, grade: int, chance: Random) -> Curve:
    """Draw hemoglobin: lowest when anemia is reported at its worst, soon transfused, rising from month 2 on."""
    base, nadir = chance.uniform(*HEMOGLOBIN_BASE[grade]), chance.uniform(*HEMOGLOBIN_NADIR[grade])
    nadir, low = min(nadir, base * 0.96), chance.randint(5, 12)
    starts = [e.start for e in events().get(s.number, ()) if e.term == "anemia" and e.grade == grade and e.start >= 0]
    low = min(starts, default=low)
    points = [(FIRST, base * 1.03), (BASELINE, base), (-1, (base + nadir) / 2), (low, nadir), (low + 3, nadir * 1.06)]
    points += [(low + 6, nadir * 1.12), (28, max(nadir * 1.15, base * 0.93)), (90, base * 1.05)]
    points.append((LATE, base * chance.uniform(1.06, 1.16)))
    return Curve(f"HGB {s.number}", knots(points), 0.015, (Bound(low=LEAST_HEMOGLOBIN[grade]),))


def _platelets(s: Subject, fall: Fall, chance: Random) -> Curve:
    base = chance.uniform(95, 190) if fall.grade >= 3 else chance.uniform(145, 260)
    nadir, late = chance.uniform(*PLATELET_NADIR[fall.grade]), chance.uniform(115, 210)
    early: list[Knot] = [(FIRST, base * 1.04), (BASELINE, base)]
    if fall.onset is None:
        points = [
            *early,
            (-1, base * 0.85),
            (chance.randint(7, 11), nadir),
            (28, nadir * 1.25),
            (90, late),
            (LATE, late),
        ]
        return Curve(f"PLAT {s.number}", knots(points), 0.04, (Bound(low=LEAST_PLATELETS[fall.grade]),))
    onset, back = fall.onset, fall.recovered
    points = [
        *early,
        (-1, max(75, base * 0.75)),
        (onset - 1, chance.uniform(56, 68)),
        (onset, 43),
        (_lowest(fall), nadir),
    ]
    if back is None:
        points += [(28, chance.uniform(18, 30)), (60, chance.uniform(20, 35)), (LATE, chance.uniform(25, 40))]
    else:
        points += [
            (back - 1, chance.uniform(38, 45)),
            (back, chance.uniform(52, 62)),
            (back + 5, chance.uniform(70, 95)),
        ]
        points += [(back + 40, late * 0.8), (LATE, late)]
    last = back - 1 if back is not None else LATE
    bounds = (
        Bound(low=LEAST_RECOVERED, last=onset - 1),
        Bound(low=LEAST_PLATELETS[fall.grade], high=MOST_SEVERE, first=onset, last=last),
        Bound(low=LEAST_RECOVERED, first=last + 1),
    )
    return Curve(f"PLAT {s.number}", knots(points), 0.05, bounds)
