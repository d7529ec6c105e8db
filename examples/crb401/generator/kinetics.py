"""Vector copies in blood by quantitative PCR, and the vendor's non-compartmental parameters of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, inf, log
from random import Random

from examples.crb401.generator.forms import RawFile, Row, sample
from examples.crb401.generator.subjects import subjects as all_subjects
from examples.crb401.generator.trial import CUTOFF, SEED, STUDY, Subject, infused
from examples.crb401.generator.visits import Visit, visits

LLOQ = 50
"""Copies per microgram of genomic DNA that the assay can quantify (drawn)."""
SAMPLED = (
    *("D0", "D1", "D2", "D3", "D4", "D7", "D9", "D11", "D14", "D21"),
    *("M1", "M2", "M3", "M6", "M9", "M12", "M18", "M24"),
)
"""Visits with a sample for vector copies."""
NOT_SAMPLED: Mapping[str, tuple[int, ...]] = {
    "M1": (6, 16, 19, 25, 32),
    "M3": (9, 28),
    "M6": (8, 15, 24, 31, 33),
    "M12": (18, 26),
}
"""Subjects whose sample of a visit is lacking, so that 28, 28, 21 and 10 have one (who is not printed; drawn)."""
LAST_SEEN: Mapping[str, tuple[int, ...]] = {
    "D21": (2,),
    "M1": (10, 11),
    "M2": (1, 3, 13, 30),
    "M3": (8, 12, 14, 15, 17, 18, 19, 20, 22, 26, 29, 31, 33),
    "M6": (6, 9, 16, 23, 25, 28),
    "M9": (4, 7, 24, 27, 32),
    "M12": (21,),
    "M18": (5,),
}
"""The last visit at which copies are quantifiable, so that 27, 24, 12 and 2 of those sampled have them (drawn)."""
U_CMAX, U_AUC = 15, 16
"""Pairs in which a non-responder has more than a responder: what the printed p of 0.006 and 0.007 ask for (PAPER)."""
PEAKS = (7, 9, 9, 9, 11, 11)
TYPICAL = {50: 55_000, 150: 130_000, 450: 260_000, 800: 380_000}
"""Peak copies that are typical of a dose (drawn)."""
NOT_COLLECTED = "SAMPLE NOT COLLECTED"
REASONS = (NOT_COLLECTED, "SAMPLE HEMOLYZED", "INSUFFICIENT DNA")
RELABELLED = "20170901"
"""From this day on the vendor reports BLQ where it wrote <50 before."""
WEEKS_4 = 28


@dataclass(frozen=True)
class Profile:
    """One subject's copies at each sampled day (day 0 = infusion), None below the limit of quantification."""

    subject: Subject
    peak_day: int
    copies: dict[int, int | None]

    @property
    def cmax(self) -> int:
        """The highest copies."""
        return max(value or 0 for value in self.copies.values())

    @property
    def auc(self) -> float:
        """The area from day 0 to 28 by linear trapezoids; values below the limit count as 0."""
        return area(tuple((day, value or 0) for day, value in sorted(self.copies.items())), WEEKS_4)

    @property
    def last(self) -> int:
        """The last day with quantifiable copies."""
        return max(day for day, value in self.copies.items() if value)


def area(points: Sequence[tuple[float, float]], end: float) -> float:
    """Give the area under points by linear trapezoids up to a time, the last one cut by interpolation."""
    total = 0.0
    for (start, first), (stop, second) in pairwise(points):
        if start >= end:
            break
        cut = min(stop, end)
        at_cut = first + (second - first) * (cut - start) / (stop - start)
        total += (first + at_cut) / 2 * (cut - start)
    return total


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    treated = infused(subjects)
    yield RawFile("vendor/ck_vcn.csv", [row for s in treated for row in _samples(s)])
    yield RawFile(
        "vendor/ckparams.xpt",
        [_parameters(profiles()[s.number]) for s in treated],
        numeric=("CMAX", "TMAX", "AUC28", "TLAST"),
    )


def sampled(subject: Subject) -> Iterator[Visit]:
    """Give the visits of a subject with a sample due."""
    return (visit for visit in visits(subject) if visit.folder in SAMPLED)


@cache
def profiles() -> dict[int, Profile]:
    """Give the profile of each infused subject by number: drawn again until both rank sums are the printed ones."""
    chance = Random(f"{SEED} kinetics")
    while True:
        drawn = {s.number: _profile(s, chance) for s in infused(all_subjects())}
        cmax = ((c.subject.responder, c.cmax) for c in drawn.values())
        auc = ((c.subject.responder, c.auc) for c in drawn.values())
        if _pairs(cmax) == U_CMAX and _pairs(auc) == U_AUC:
            return drawn


def _pairs(values: Iterable[tuple[bool, float]]) -> int:
    """Count the pairs in which a non-responder has more than a responder."""
    known = list(values)
    yes = [value for responder, value in known if responder]
    no = [value for responder, value in known if not responder]
    return sum(high > low for high in no for low in yes)


def _profile(s: Subject, chance: Random) -> Profile:
    """Draw a profile, log-linear: a rise to the peak, a fall to day 28, a slower one to the last visit with copies."""
    peak_day = chance.choice(PEAKS)
    scale = TYPICAL[s.dose] * (1.0 if s.responder else 0.45)
    peak = scale * exp(chance.gauss(0, 0.75))
    last = _last_day(s)
    knots = [(0.5, log(4)), (float(peak_day), log(peak))]
    if last > WEEKS_4 + 7:
        knots.append((float(WEEKS_4), log(peak * exp(chance.uniform(log(0.02), log(0.2))))))
    knots.append((float(last), log(chance.uniform(70, 500))))
    copies: dict[int, int | None] = {}
    for visit in sampled(s):
        if visit.day is not None and s.number not in NOT_SAMPLED.get(visit.folder, ()):
            copies[visit.day] = _measured(visit.day, peak_day, last, knots, chance)
    return Profile(s, peak_day, copies)


def _last_day(s: Subject) -> int:
    folder = next(name for name, numbers in LAST_SEEN.items() if s.number in numbers)
    return next(visit.day for visit in sampled(s) if visit.folder == folder and visit.day)


def _measured(day: int, peak_day: int, last: int, knots: Sequence[tuple[float, float]], chance: Random) -> int | None:
    """Read the profile with the assay's error; between peak and last day nothing falls below the limit."""
    if day <= 0 or day > last:
        return None
    (x1, y1), (x2, y2) = next(pair for pair in pairwise(knots) if day <= pair[1][0])
    value = exp(y1 + (y2 - y1) * (day - x1) / (x2 - x1))
    if day != peak_day:
        value = min(value * exp(chance.gauss(0, 0.15)), 0.95 * exp(knots[1][1]))
    if day > peak_day:
        value = max(value, LLOQ + 4)
    return round(value) if value >= LLOQ else None


def _samples(s: Subject) -> Iterator[Row]:
    """Write one line a sample, also for those that gave no result."""
    chance = Random(f"{SEED} kinetics {s.number}")
    profile = profiles()[s.number]
    for order, visit in enumerate(sampled(s), start=1):
        taken = f"{visit.date:%Y%m%d}"
        missing = visit.day not in profile.copies
        value = None if missing else profile.copies[visit.day or 0]
        below = "BLQ" if taken >= RELABELLED else f"<{LLOQ}"
        minute = chance.randrange(0, 60)
        row = {
            "PROTOCOL": STUDY,
            "SITE": s.site,
            "PATIENT": s.patient,
            "ACCESSION": sample("VC", s, order),
            "VISIT": visit.folder,
            "NOMINAL_DAY": str(visit.planned.day),
            "COLLECTED": taken,
            "TIME": f"{8 if visit.day == 0 else 9 + chance.randrange(0, 3):02d}{minute:02d}",
            "MATRIX": "WHOLE BLOOD",
            "ASSAY": "BB2121 TRANSGENE QPCR",
            "RESULT": "" if missing else below if value is None else str(value),
            "UNIT": "" if missing else "copies/ug gDNA",
            "LLOQ": "" if missing else str(LLOQ),
            "GDNA_NG": "" if missing else str(chance.randrange(180, 251)),
            "STATUS": "NOT DONE" if missing else "FINAL",
            "COMMENT": chance.choice(REASONS) if missing else "",
        }
        yield row | ({"COLLECTED": "", "TIME": ""} if row["COMMENT"] == NOT_COLLECTED else {})


def _parameters(profile: Profile) -> Row:
    """Write the parameters of one subject; the vendor calculated them at the data cut-off."""
    peak_day = min((day for day, value in profile.copies.items() if value == profile.cmax), default=inf)
    return {
        "STUDY": STUDY,
        "SITE": profile.subject.site,
        "PATIENT": profile.subject.patient,
        "MATRIX": "WHOLE BLOOD",
        "CMAX": str(profile.cmax),
        "TMAX": str(peak_day),
        "AUC28": f"{profile.auc:.1f}",
        "TLAST": str(profile.last),
        "UNITC": "copies/ug gDNA",
        "UNITT": "day",
        "UNITA": "day*copies/ug gDNA",
        "METHOD": "LINEAR TRAPEZOIDAL",
        "CALCDT": f"{CUTOFF:%Y-%m-%d}",
    }
