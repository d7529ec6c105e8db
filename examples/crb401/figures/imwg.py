"""IMWG 2016 response of each subject from its raw measurements: time point, confirmation, best response, progression.

An independent reading of the criteria (KUMAR), with a serum M-protein measurable from 0.5 g/dL on (PAPER). The days
of new therapy and of death come from disposition and death forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from examples.crb401.figures.measurements import Record, Sample, records
from examples.crb401.figures.raw import Raw

Value = TypeVar("Value")
PD, SCR, CR, VGPR, PR, MR, SD, NE = 8, 7, 6, 5, 4, 3, 2, 1
NAMES = {PD: "PD", SCR: "sCR", CR: "CR", VGPR: "VGPR", PR: "PR", MR: "MR", SD: "SD", NE: "NE"}
SERUM_MEASURABLE, URINE_MEASURABLE, CHAIN_MEASURABLE = 0.5, 200.0, 100.0
WINDOW = 7
NORMAL_RATIO = (0.26, 1.65)
SERUM_RISE, SERUM_RISE_HIGH, HIGH_NADIR, URINE_RISE, CHAIN_RISE, RISE = 0.5, 1.0, 5.0, 200.0, 100.0, 0.25
CLEAR_MARROW = 5.0
PLANNED = (14, 28, 60, 90, 120, 150, 182, 274, 365, 456, 547, 638, 730)
"""Planned days of disease assessment; a death or progression after two missed ones is no event (FDA)."""


@dataclass(frozen=True)
class Point:
    """Unconfirmed response on one date; `imaging`: progression that needs no second test."""

    date: date
    rank: int
    imaging: bool = False


@dataclass(frozen=True)
class Outcome:
    """What follows for one subject: confirmed best response, dates, and progression-free survival in days."""

    infusion: date
    best: str
    response: date | None
    progression: date | None
    last: date
    death: date | None
    therapy: date | None
    censored: bool
    end: date
    points: Sequence[Point] = field(default=(), repr=False)

    @property
    def ttr(self) -> int | None:
        """Days from infusion to the first confirmed partial response or better, both counted."""
        return (self.response - self.infusion).days + 1 if self.response else None

    @property
    def pfs(self) -> int:
        """Days of progression-free survival, both ends counted."""
        return (self.end - self.infusion).days + 1

    @property
    def dor(self) -> int | None:
        """Days of response, both ends counted."""
        return (self.end - self.response).days + 1 if self.response else None


def responses(raw: Raw) -> dict[str, Outcome]:
    """Give the outcome of each infused subject."""
    return {subject: outcome(record) for subject, record in records(raw).items()}


def outcome(record: Record) -> Outcome:
    """Evaluate one subject: time points, confirmation, best response, and the end of progression-free survival."""
    points = timepoints(record)
    ranks = _running(confirmed(points, record.therapy))
    progression = next((p.date for p, rank in zip(points, ranks, strict=True) if rank == PD), None)
    best = max((rank for rank in ranks if rank != PD), default=NE)
    response = next((p.date for p, rank in zip(points, ranks, strict=True) if PR <= rank < PD), None)
    until = min(d for d in (progression, record.therapy, date.max) if d)
    last = max((p.date for p in points if p.rank != NE and p.date <= until), default=record.infusion)
    event = progression or record.death
    before = max((p.date for p in points if p.rank != NE and event and p.date < event), default=record.infusion)
    missed = _missed(record, before, event) if event else 0
    counts = bool(event) and not (record.therapy and event and event > record.therapy)
    censored = not counts or missed > 1
    return Outcome(
        infusion=record.infusion,
        best=NAMES[PD if best <= NE and progression else best],
        response=response,
        progression=progression,
        last=last,
        death=record.death,
        therapy=record.therapy,
        censored=censored,
        end=(before if missed > 1 else last) if censored or not event else event,
        points=points,
    )


def _missed(record: Record, before: date, event: date) -> int:
    """Count the planned assessments between two dates, without the one in whose window the later date lies."""
    start, end = (before - record.infusion).days, (event - record.infusion).days
    return sum(start < planned < end - WINDOW for planned in PLANNED)


def timepoints(record: Record) -> list[Point]:
    """Give the unconfirmed response of each date with a sample or scan after the infusion (KUMAR)."""
    base, tracked = baseline(record)
    spread = measured_before(record)
    dates = sorted(d for d in {*record.samples, *record.lesions} if d > record.infusion)
    lows = {name: value for name, value in ((n, _value(base, n, base)) for n in tracked) if value is not None}
    points = []
    for when in dates:
        sample = record.samples.get(when, Sample())
        values = {name: _value(sample, name, base) for name in tracked}
        imaging = when in record.new or _grown(record, when)
        if imaging or any(_risen(name, value, lows[name]) for name, value in values.items()):
            points.append(Point(when, PD, imaging))
        else:
            points.append(Point(when, _level(record, when, sample, base, tracked, spread)))
        lows |= {n: min(lows[n], value) for n, value in values.items() if value is not None}
    return points


def confirmed(points: Sequence[Point], therapy: date | None) -> list[int]:
    """Confirm each response by the next evaluable one before new therapy (KUMAR: two in a row; ONCO)."""
    return [
        _confirmed(p, next((q for q in points[i + 1 :] if q.rank != NE), None), therapy) for i, p in enumerate(points)
    ]


def _confirmed(point: Point, following: Point | None, therapy: date | None) -> int:
    if point.rank in (SD, NE) or point.imaging:
        return point.rank
    if point.rank == PD:
        return PD if following and following.rank == PD else NE
    if following is None or following.rank == PD or (therapy and following.date > therapy):
        return SD
    return min(point.rank, following.rank)


def _running(ranks: Sequence[int]) -> list[int]:
    return [max(ranks[: position + 1]) for position in range(len(ranks))]


def baseline(record: Record) -> tuple[Sample, tuple[str, ...]]:
    """Give the last sample before lymphodepletion, and what is measurable in it (KUMAR, PAPER)."""
    base = record.samples[max(d for d in record.samples if d < record.depletion)]
    tracked = [
        name
        for name, value, least in (("serum", base.serum, SERUM_MEASURABLE), ("urine", base.urine, URINE_MEASURABLE))
        if value is not None and value >= least
    ]
    involved = max(base.kappa or 0, base.lambda_ or 0)
    if not tracked and involved >= CHAIN_MEASURABLE and not _normal(base.ratio):
        tracked = ["chains"]
    return base, tuple(tracked)


def _value(sample: Sample, name: str, base: Sample) -> float | None:
    """Give the tracked value: serum, urine, or involved less uninvolved free light chain (never below nothing)."""
    if name != "chains":
        value: float | None = getattr(sample, name)
        return value
    if sample.kappa is None or sample.lambda_ is None:
        return None
    sign = 1 if (base.kappa or 0) > (base.lambda_ or 0) else -1
    return max(0.0, sign * (sample.kappa - sample.lambda_))


def _risen(name: str, value: float | None, low: float) -> bool:
    """Tell whether a value has progressed from its lowest: by 25 %, and by the absolute amount of the analyte."""
    if value is None or value < low * (1 + RISE):
        return False
    serum = SERUM_RISE_HIGH if low >= HIGH_NADIR else SERUM_RISE
    return value - low >= {"serum": serum, "urine": URINE_RISE, "chains": CHAIN_RISE}[name]


def _level(record: Record, when: date, sample: Sample, base: Sample, tracked: Sequence[str], spread: float) -> int:
    """Give the response that every component supports; a missing analyte makes the time point not evaluable."""
    levels = []
    for name in tracked:
        value, start = _value(sample, name, base), _value(base, name, base)
        if value is None or start is None:
            return NE
        levels.append(_fallen(name, value, value / start))
    level = min([*levels, _shrunk(record, when, spread)])
    if level < VGPR or not _complete(record, when, sample, tracked):
        return min(level, VGPR)
    return SCR if _stringent(record, when, sample) else CR


def _fallen(name: str, value: float, left: float) -> int:
    """Give the response of one analyte: serum and light chains by their fall, urine by its fall or level."""
    if name == "urine":
        return _first((value < 100, CR), (value < 200 or left <= 0.1, PR), (left <= 0.5, MR))
    if name == "chains":
        return _first((left <= 0.1, CR), (left <= 0.5, PR))
    return _first((left <= 0.1, CR), (left <= 0.5, PR), (left <= 0.75, MR))


def _first(*cases: tuple[bool, int]) -> int:
    return next((rank for holds, rank in cases if holds), SD)


def _complete(record: Record, when: date, sample: Sample, tracked: Sequence[str]) -> bool:
    """Tell whether no band, no 5 % of plasma cells, no plasmacytoma is left (light chains: and the ratio is normal)."""
    bands = sample.serum_band is False and sample.urine_band is False
    cells = _last(record.marrow, record.infusion, when)
    ratio = "chains" not in tracked or _normal(sample.ratio)
    gone = not _spread(_last(record.lesions, None, when) or {})
    return bands and cells is not None and cells < CLEAR_MARROW and ratio and gone


def _stringent(record: Record, when: date, sample: Sample) -> bool:
    return _normal(sample.ratio) and _last(record.clonal, record.infusion, when) is False


def _normal(ratio: float | None) -> bool:
    return ratio is not None and NORMAL_RATIO[0] <= ratio <= NORMAL_RATIO[1]


def _last(found: Mapping[date, Value], after: date | None, until: date) -> Value | None:
    """Carry the last result forward: marrow and imaging need no second test."""
    dates = [d for d in found if d <= until and (after is None or d > after)]
    return found[max(dates)] if dates else None


def _spread(lesions: Mapping[str, tuple[float, float]]) -> float:
    """Give the sum of the products of diameters."""
    return sum(long * short for long, short in lesions.values())


def measured_before(record: Record) -> float:
    """Give the sum of products of the plasmacytomas on the last scan before lymphodepletion."""
    return _spread(_last(record.lesions, None, record.depletion) or {})


def _shrunk(record: Record, when: date, spread: float) -> int:
    """Give the response of the plasmacytomas, by the sum of products of diameters on the last scan."""
    if not spread:
        return CR
    left = _spread(_last(record.lesions, None, when) or {}) / spread
    return _first((left == 0, CR), (left <= 0.1, VGPR), (left <= 0.5, PR))


def _grown(record: Record, when: date) -> bool:
    """Tell whether lesions progressed on this date: product up by half in two, or diameter of one over 1 cm wide."""
    now = record.lesions.get(when, {})
    earlier = [scan for d, scan in sorted(record.lesions.items()) if d < when]
    products, diameters = 0, 0
    for name, (long, short) in now.items():
        sizes = [scan[name] for scan in earlier if name in scan]
        if sizes:
            products += long * short >= 1.5 * min(a * b for a, b in sizes) > 0
            diameters += sizes[-1][1] > 10 and long >= 1.5 * min(a for a, _ in sizes)
    return products > 1 or diameters > 0
