"""The myeloma clone of each subject and its measurements: values that IMWG 2016 rules turn into the intended course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from examples.crb401.generator.course import (
    IMAGING,
    MEASURABLE,
    UNCONFIRMED_MINIMAL,
    Assessment,
    Response,
    assessed,
    course,
)
from examples.crb401.generator.trial import SEED, Subject
from examples.crb401.generator.visits import Visit

LOW_SPIKE, HIGH_SPIKE = 28, 16
"""Subjects with a baseline M-protein between 0.5 and 1.0 g/dL (measurable by this trial alone) and above 5 g/dL."""
SERUM_NEGATIVE_FROM = {27: 365, 28: 182}
"""Very good partial responses without serum M-protein from this day on: 27 keeps marrow cells, 28 the urine band."""
ABNORMAL_RATIO = (24, 32)
"""Complete responses that are not stringent for the ratio of free light chains (31: for clonal cells)."""
DETECTABLE = 0.05
"""Serum M-protein in g/dL below which electrophoresis shows no spike."""

Spread = tuple[float, float]
FALL: dict[Response, Spread] = {"SD": (0.83, 0.99), "MR": (0.56, 0.71), "PR": (0.15, 0.42), "VGPR": (0.02, 0.08)}
"""Fraction of the baseline that each response leaves, clear of the thresholds of 75, 50 and 10 %."""
URINE_FALL: dict[Response, Spread] = {"SD": (0.83, 0.99), "MR": (0.28, 0.45)}
URINE_LEVEL: dict[Response, Spread] = {"PR": (112, 185), "VGPR": (20, 85)}
"""Urine M-protein: fraction of the baseline (SD, MR), or mg in 24 hours (PR below 200, VGPR below 100)."""
UNCONFIRMED_URINE = {"M1": 0.46, "M2": 0.54}
"""Fraction of the baseline in the one unconfirmed minimal response: back above half, but no 25 % above the nadir."""
WAVERING = {"PR", "VGPR"}
LEFT_OF_CHAINS: dict[Response, Spread] = {"SD": (0.83, 0.99), "MR": (0.5, 0.7)}


@dataclass(frozen=True)
class Clone:
    """One subject's myeloma at baseline: heavy chain ('' if none), light chain, what is measurable, and how much.

    `serum` in g/dL, `urine` in mg/24 h, `involved` and `other` free light chains in mg/L.
    """

    heavy: str
    light: Literal["kappa", "lambda"]
    measurable: str
    serum: float
    urine: float
    involved: float
    other: float


@dataclass(frozen=True)
class Panel:
    """The myeloma measurements of one visit; `serum_band` and `urine_band`: immunofixation shows the clone."""

    visit: Visit
    serum: float
    serum_band: bool
    urine: float
    urine_band: bool
    kappa: float
    lambda_: float
    igg: int
    iga: int
    igm: int


@cache
def clone(subject: Subject) -> Clone:
    """Draw the clone of a subject."""
    chance = Random(f"{SEED} clone {subject.number}")
    kind = MEASURABLE.get(subject.number, "SERUM")
    heavy = "" if kind in {"URINE", "FLC"} else chance.choice(("IgG", "IgG", "IgG", "IgA"))
    spike = {LOW_SPIKE: 0.72, HIGH_SPIKE: 5.4}.get(subject.number, chance.uniform(1.2, 4.3))
    urine = chance.uniform(900, 2600)
    trace = chance.choice((0.0, 0.0, chance.uniform(45, 140)))
    chains = chance.uniform(520, 2400) if kind == "FLC" else chance.uniform(160, 900)
    return Clone(
        heavy=heavy,
        light=chance.choice(("kappa", "kappa", "lambda")),
        measurable=kind,
        serum=spike if heavy else 0.0,
        urine=urine if kind in {"URINE", "BOTH"} else max(trace, 60.0) if subject.number == LOW_SPIKE else trace,
        involved=chains,
        other=chance.uniform(3, 9),
    )


def panels(subject: Subject) -> tuple[Panel, ...]:
    """Give the measurements of each assessment with samples: screening, baseline, and those of the course."""
    chance = Random(f"{SEED} panels {subject.number}")
    steps = [a for a in course(subject) if a.measured] if subject.infusion else []
    before = [v for v in assessed(subject) if v.folder in {"SCR", "BL"}]
    return (*_before(subject, before, chance), *_after(subject, steps, chance))


def _before(subject: Subject, before: Sequence[Visit], chance: Random) -> list[Panel]:
    """Give screening and baseline: screening higher where bridging helped a little, else about equal."""
    it = clone(subject)
    more = chance.uniform(1.12, 1.6) if subject.bridging else chance.uniform(0.93, 1.05)
    made = []
    for visit in before:
        factor = 1.0 if visit.folder == "BL" else more
        made.append(_panel(it, visit, it.serum * factor, it.urine * factor, (it.involved * factor, it.other), chance))
    return made


def _after(subject: Subject, steps: Sequence[Assessment], chance: Random) -> list[Panel]:
    it = clone(subject)
    serum = _spikes(subject, it, steps, chance)
    urine = _urines(subject, it, steps, chance)
    chains = _chains(subject, it, steps, chance)
    return [
        _panel(it, step.visit, m, u, c, chance, negative=_negative(subject, step), urine_negative=step.complete)
        for step, m, u, c in zip(steps, serum, urine, chains, strict=True)
    ]


def _panel(
    it: Clone,
    visit: Visit,
    serum: float,
    urine: float,
    chains: tuple[float, float],
    chance: Random,
    *,
    negative: bool = False,
    urine_negative: bool = False,
) -> Panel:
    kappa, lambda_ = chains if it.light == "kappa" else chains[::-1]
    made = {"IgG": chance.uniform(180, 520), "IgA": chance.uniform(9, 48), "IgM": chance.uniform(6, 34)}
    if it.heavy:
        made[it.heavy] += serum * 1000
    return Panel(
        visit=visit,
        serum=round(serum, 2),
        serum_band=not negative,
        urine=round(urine),
        urine_band=not urine_negative and (urine > 0 or it.measurable == "FLC"),
        kappa=round(kappa, 1),
        lambda_=round(lambda_, 1),
        igg=round(made["IgG"]),
        iga=round(made["IgA"]),
        igm=round(made["IgM"]),
    )


def _negative(subject: Subject, step: Assessment) -> bool:
    """Tell whether serum immunofixation shows no clone."""
    from_day = SERUM_NEGATIVE_FROM.get(subject.number)
    return step.complete or (from_day is not None and step.day >= from_day)


def _biochemical(subject: Subject, step: Assessment) -> bool:
    """Tell whether the measurements in blood and urine progress: not at the first sight of a lesion on imaging."""
    return step.response == "PD" and not (subject.number in IMAGING and step.day == subject.progression)


def _path(
    subject: Subject,
    base: float,
    steps: Sequence[Assessment],
    level: Callable[[Assessment], float],
    rise: Callable[[float], float],
    chance: Random,
) -> list[float]:
    """Follow one analyte: down with each response and never up again before progression, then up from its nadir.

    In response it wavers by up to 5 %, which crosses no threshold.
    """
    values: list[float] = []
    nadir, last = base, base
    for step in steps:
        if _biochemical(subject, step):
            last = max(rise(nadir), last * 1.1)
        elif step.response != "PD":
            wanted = level(step)
            last = wanted if step.response == "SD" else min(last, wanted)
            nadir = min(nadir, last)
        values.append(last * chance.uniform(0.95, 1.05) if step.response in WAVERING else last)
    return values


def _spikes(subject: Subject, it: Clone, steps: Sequence[Assessment], chance: Random) -> list[float]:
    """Give serum M-protein at each assessment; it progresses by at least 0.5 g/dL and 25 % above the nadir."""

    def level(step: Assessment) -> float:
        if step.response not in FALL or _negative(subject, step):
            return 0.0
        value = it.serum * chance.uniform(*FALL[step.response])
        return value if value >= DETECTABLE else 0.0

    if not it.serum:
        return [0.0 for _ in steps]
    return _path(subject, it.serum, steps, level, lambda nadir: nadir * 1.35 + 0.62 + chance.uniform(0, 0.4), chance)


def _urines(subject: Subject, it: Clone, steps: Sequence[Assessment], chance: Random) -> list[float]:
    """Give urine M-protein at each assessment; where measurable it progresses by at least 200 mg in 24 h and 25 %."""
    measurable = it.measurable in {"URINE", "BOTH"}

    def level(step: Assessment) -> float:
        if not measurable:
            return {"SD": 0.9, "MR": 0.8, "PR": 0.5, "VGPR": 0.3}.get(step.response, 0.0) * it.urine
        if subject.number == UNCONFIRMED_MINIMAL and step.folder in UNCONFIRMED_URINE:
            return it.urine * UNCONFIRMED_URINE[step.folder]
        if step.response in URINE_FALL:
            return it.urine * chance.uniform(*URINE_FALL[step.response])
        return chance.uniform(*URINE_LEVEL[step.response]) if step.response in URINE_LEVEL else 0.0

    def rise(nadir: float) -> float:
        return nadir * 1.35 + 250 + chance.uniform(0, 200) if measurable else nadir + it.urine * 0.3

    return _path(subject, it.urine, steps, level, rise, chance)


def _chains(subject: Subject, it: Clone, steps: Sequence[Assessment], chance: Random) -> list[tuple[float, float]]:
    """Give involved and other free light chain; the difference counts where nothing else is measurable."""
    counts = it.measurable == "FLC"

    def level(step: Assessment) -> float:
        if step.complete:
            return 0.0
        if not counts:
            return (it.involved - it.other) * chance.uniform(*_left(subject, step))
        return (it.involved - it.other) * chance.uniform(
            *((0.05, 0.08) if step.response == "VGPR" else FALL[step.response])
        )

    def rise(nadir: float) -> float:
        return (
            nadir * 1.35 + 145 + chance.uniform(0, 120)
            if counts
            else (it.involved - it.other) * chance.uniform(0.3, 0.6)
        )

    differences = _path(subject, it.involved - it.other, steps, level, rise, chance)
    return [_pair(subject, it, step, difference, chance) for step, difference in zip(steps, differences, strict=True)]


def _left(subject: Subject, step: Assessment) -> Spread:
    """Give the fraction of free light chains that is left: little within a month of a response, as the paper says."""
    if step.response in LEFT_OF_CHAINS and not (subject.responder and subject.dose > 50):
        return LEFT_OF_CHAINS[step.response]
    return (0.12, 0.4) if step.day < 20 else (0.015, 0.06)


def _pair(subject: Subject, it: Clone, step: Assessment, difference: float, chance: Random) -> tuple[float, float]:
    """Give involved and other chain; in complete response the ratio is normal, unless this one keeps it abnormal."""
    if not step.complete:
        other = chance.uniform(1.0, 4.5) if subject.responder else it.other
        return difference + other, other
    if subject.number in ABNORMAL_RATIO:
        involved = chance.uniform(8, 15)
        return involved, involved / (chance.uniform(2.4, 4) if it.light == "kappa" else chance.uniform(5, 9))
    kappa = chance.uniform(3.5, 12)
    lambda_ = kappa / chance.uniform(0.5, 1.4)
    return (kappa, lambda_) if it.light == "kappa" else (lambda_, kappa)
