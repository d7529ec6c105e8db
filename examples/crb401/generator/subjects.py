"""The synthetic subjects: candidate_tte.csv gives outcome and times, an integer program the rest of Table 1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from examples.crb401.generator.baseline import Baseline, baselines
from examples.crb401.generator.candidate import Outcome, outcomes
from examples.crb401.generator.trial import AGENTS, CUTOFF, SEED, SITES, Subject

MISDOSED, LOW_DOSE = 26, 205
"""The subject of the 450 group who received 205 (which one is not printed; drawn)."""
FAILURES = ((34, "ESCALATION", 150, 47), (35, "ESCALATION", 450, 43), (36, "EXPANSION", 450, 40))
"""The three who progressed before infusion: number, cohort, planned dose, days from another subject's leukapheresis."""


@cache
def subjects() -> tuple[Subject, ...]:
    """Give the 36 synthetic subjects in the order of their identifiers; the same every time."""
    chance = Random(f"{SEED} subjects")
    known = outcomes()
    table = baselines(known)
    drawn = [_infused(outcome, table[outcome.number], chance) for outcome in known]
    drawn += [_failure(number, cohort, dose, after, chance) for number, cohort, dose, after in FAILURES]
    return _identified(drawn, chance)


def _infused(outcome: Outcome, row: Baseline, chance: Random) -> dict[str, Any]:
    infusion = CUTOFF - timedelta(days=outcome.fu - 1)
    consent = infusion - timedelta(days=60 + chance.randrange(5))
    screening = infusion - timedelta(days=52 + chance.randrange(6))
    return {
        **_person(row.age, consent, chance),
        "number": outcome.number,
        "cohort": outcome.cohort,
        "dose": outcome.dose,
        "actual_dose": LOW_DOSE if outcome.number == MISDOSED else outcome.dose,
        "infusion": infusion,
        "consent": consent,
        "screening": screening,
        "apheresis": infusion - timedelta(days=40 + chance.randrange(5)),
        "baseline": infusion - timedelta(days=6 + chance.randrange(2)),
        "diagnosis": screening - timedelta(days=round(row.years * 365.25) + chance.randrange(-60, 61)),
        "bcma": chance.randrange(5, 48) if outcome.low_bcma else chance.randrange(52, 100),
        **row.facts,
        **{name: getattr(outcome, name) for name in ("bor", "status", "ttr", "pfs", "dor", "censored", "fu")},
    }


def _failure(number: int, cohort: str, dose: int, after: int, chance: Random) -> dict[str, Any]:
    """Draw a subject who had leukapheresis and progressed before the infusion."""
    apheresis = date(2016, 8, 1) + timedelta(days=after * (number - 33) * 4)
    consent = apheresis - timedelta(days=16 + chance.randrange(4))
    age = 50 + chance.randrange(20)
    exposed = frozenset(AGENTS)
    return {
        **_person(age, consent, chance),
        "number": number, "cohort": cohort, "dose": dose, "actual_dose": 0, "infusion": None, "baseline": None,
        "consent": consent, "screening": consent + timedelta(days=5), "apheresis": apheresis,
        "diagnosis": consent - timedelta(days=365 * (3 + chance.randrange(5)) + chance.randrange(200)),
        "prior_lines": 6 + chance.randrange(5), "high_burden": True, "extramedullary": number == 35,
        "bcma": chance.randrange(55, 95), "ecog": 1, "high_risk": number != 34, "iss": 3, "bridging": True,
        "pd_last_line": True, "dara_last_line": True, "asct": True, "exposed": exposed, "refractory": exposed,
        "bor": "", "status": "NOT INFUSED", "ttr": None, "pfs": 0, "dor": None, "censored": False, "fu": 0,
    }  # fmt: skip


def _person(age: int, consent: date, chance: Random) -> dict[str, Any]:
    """Draw birth, race and ethnicity; `sex` is drawn for those that Table 1 does not count."""
    race = ("WHITE",) * 8 + ("BLACK OR AFRICAN AMERICAN",) * 2 + ("ASIAN",)
    born = date(consent.year - age, consent.month, 1) - timedelta(days=1 + chance.randrange(330))
    return {
        "age": age,
        "birth": born,
        "sex": "F" if chance.random() < 0.5 else "M",
        "race": race[chance.randrange(len(race))],
        "ethnic": "HISPANIC OR LATINO" if chance.random() < 0.1 else "NOT HISPANIC OR LATINO",
    }


def _identified(drawn: Sequence[dict[str, Any]], chance: Random) -> tuple[Subject, ...]:
    """Spread subjects over the sites, four each, and number each site's in the order of consent."""
    places = [site for site in SITES for _ in range(len(drawn) // len(SITES))]
    chance.shuffle(places)
    counts = dict.fromkeys(SITES, 0)
    made = []
    for person, site in zip(sorted(drawn, key=lambda p: (p["consent"], p["number"])), places, strict=True):
        counts[site] += 1
        made.append(Subject(**person, site=site, patient=f"{counts[site]:03d}"))
    return tuple(sorted(made, key=lambda s: s.key))
