"""Table 1 as an integer program: baseline facts that meet every printed count and median."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import yaml
from scipy.optimize import Bounds, LinearConstraint, milp

from examples.crb401.generator.candidate import Outcome
from examples.crb401.generator.trial import AGENTS, SEED

FIGURES = Path(__file__).parents[1] / "expected" / "paper_figures.yaml"
NUMBERS = {
    "age": ("age_years", range(37, 76)),
    "years": ("years_since_diagnosis_to_screening", range(1, 37)),
    "lines": ("prior_regimens", range(3, 24)),
}
"""Table 1's numbers: their name there, and the values they may take."""
FLAGS = {
    "male": "male", "high_burden": "high_tumor_burden", "extramedullary": "extramedullary", "ecog0": "ecog0",
    "ecog2": "ecog2", "high_risk": "high_risk_cyto", "bridging": "bridging", "pd_last_line": "pd_most_recent_line",
    "asct": "prior_asct", "exposed CFZ": "carfilzomib_exposed", "exposed POM": "pomalidomide_exposed",
    "exposed DARA": "daratumumab_exposed", "refractory BTZ": "bortezomib_refractory",
    "refractory CFZ": "carfilzomib_refractory", "refractory LEN": "lenalidomide_refractory",
    "refractory POM": "pomalidomide_refractory", "refractory DARA": "daratumumab_refractory",
}  # fmt: skip
"""Table 1's counts: our name, and theirs."""
OTHERS = (
    "iss23",
    "iss3",
    "dara_last_line",
    "all exposed",
    "PI refractory",
    "IMiD refractory",
    "both",
    "all refractory",
)
"""Facts of the text, and the ones they are made of."""
SAME_NAME = ("high_burden", "extramedullary", "high_risk", "bridging", "pd_last_line", "dara_last_line", "asct")
"""Facts that Subject takes as they are."""
ALWAYS_EXPOSED = ("BTZ", "LEN")
"""All 33 had been given both, as Table 1 prints."""
TWO_CLASSES, ALL_FIVE_EXPOSED, ALL_FIVE_REFRACTORY, ISS_23 = 26, 26, 6, 22
"""Counts of the text."""
ISS_3, DARATUMUMAB_LAST = 9, 14
"""ISS stage III (the text prints II or III) and daratumumab in the most recent line (drawn)."""
SUBGROUPS, SUBGROUP_RATE = ("high_risk", "extramedullary", "pd_last_line", "dara_last_line"), 0.74
"""Subgroups that the text names, and the response rate that each has at least."""
MIN_AGE_AT_DIAGNOSIS = 28


@dataclass(frozen=True)
class Baseline:
    """Baseline facts of one subject: age, whole years since diagnosis, and what Subject takes by name."""

    age: int
    years: int
    facts: Mapping[str, Any]


class Program:
    """A zero-one program: columns by (subject, fact, value), linear rows, a drawn objective that makes it unique."""

    def __init__(self, numbers: Sequence[int]) -> None:
        names: list[tuple[int, str, int]] = []
        for subject in numbers:
            names += [(subject, fact, value) for fact, (_, values) in NUMBERS.items() for value in values]
            names += [(subject, fact, 1) for fact in (*FLAGS, *OTHERS)]
        self.columns = {name: position for position, name in enumerate(names)}
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def require(self, terms: Iterable[tuple[tuple[int, str, int], float]], low: float, high: float) -> None:
        """Add `low <= sum of factor x column <= high`."""
        row: dict[int, float] = {}
        for name, factor in terms:
            row[self.columns[name]] = row.get(self.columns[name], 0.0) + factor
        self.rows.append((row, low, high))

    def count(
        self, subjects: Iterable[int], fact: str, values: Iterable[int], low: float, high: float = np.inf
    ) -> None:
        """Bound the number of subjects whose fact has one of the values."""
        wanted = list(values)
        self.require((((s, fact, value), 1.0) for s in subjects for value in wanted), low, high)

    def solve(self) -> Mapping[tuple[int, str, int], bool]:
        """Find the one cheapest assignment under costs drawn from the seed; raises ValueError where there is none."""
        chance = Random(f"{SEED} baseline")
        costs = np.array([chance.random() for _ in self.columns])
        matrix = np.zeros((len(self.rows), len(self.columns)))
        for position, (row, _, _) in enumerate(self.rows):
            matrix[position, list(row)] = list(row.values())
        limits = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        options = {"mip_rel_gap": 0.0}
        answer = milp(costs, integrality=np.ones(len(costs)), bounds=Bounds(0, 1), constraints=limits, options=options)
        if not answer.success:
            message = f"no baseline table meets every figure: {answer.message}"
            raise ValueError(message)
        return {name: bool(answer.x[position] > 0.5) for name, position in self.columns.items()}


def baselines(outcomes: Sequence[Outcome]) -> dict[int, Baseline]:
    """Assign Table 1 and the text's baseline facts to the subjects, by number."""
    table = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))["table1"]
    groups = {
        "escalation": [o.number for o in outcomes if o.cohort == "ESCALATION"],
        "expansion": [o.number for o in outcomes if o.cohort == "EXPANSION"],
        "total": [o.number for o in outcomes],
    }
    program = Program(groups["total"])
    _printed(program, groups, table)
    _medicine(program, groups["total"])
    _treatment_classes(program, groups["total"])
    _response_by_subgroup(program, outcomes)
    chosen = program.solve()
    return {number: _baseline(number, chosen) for number in groups["total"]}


def _printed(program: Program, groups: Mapping[str, list[int]], table: Mapping[str, Any]) -> None:
    """Ask for every count, median and range of Table 1, by cohort and in total."""
    for fact, (name, values) in NUMBERS.items():
        for subject in groups["total"]:
            program.count([subject], fact, values, 1, 1)
        for group, members in groups.items():
            median, low, high = table[name][group]
            half = (len(members) - 1) // 2
            program.count(members, fact, [v for v in values if v < median], 0, half)
            program.count(members, fact, [v for v in values if v > median], 0, half)
            program.count(members, fact, [v for v in values if not low <= v <= high], 0, 0)
            program.count(members, fact, [low], 1)
            program.count(members, fact, [high], 1)
    for fact, name in FLAGS.items():
        for group, members in groups.items():
            n = table[name][group]["n"]
            program.count(members, fact, [1], n, n)


def _medicine(program: Program, everyone: Sequence[int]) -> None:
    """Keep to what can be: adults at diagnosis, lines that the years had room for, one ECOG grade, nested stages."""
    for s in everyone:
        age = [((s, "age", value), float(value)) for value in NUMBERS["age"][1]]
        years = [((s, "years", value), -float(value)) for value in NUMBERS["years"][1]]
        program.require([*age, *years], MIN_AGE_AT_DIAGNOSIS, np.inf)
        lines = [((s, "lines", value), -float(value)) for value in NUMBERS["lines"][1]]
        program.require([*lines, *((name, -2 * factor) for name, factor in years)], -4, np.inf)
        program.require([((s, "ecog0", 1), 1.0), ((s, "ecog2", 1), 1.0)], 0, 1)
        _implies(program, s, "iss3", "iss23")
        _implies(program, s, "dara_last_line", "exposed DARA")
        for agent in ("CFZ", "POM", "DARA"):
            _implies(program, s, f"refractory {agent}", f"exposed {agent}")
    program.count(everyone, "iss23", [1], ISS_23, ISS_23)
    program.count(everyone, "iss3", [1], ISS_3, ISS_3)
    program.count(everyone, "dara_last_line", [1], DARATUMUMAB_LAST, DARATUMUMAB_LAST)


def _implies(program: Program, subject: int, first: str, second: str) -> None:
    program.require([((subject, second, 1), 1.0), ((subject, first, 1), -1.0)], 0, np.inf)


def _treatment_classes(program: Program, everyone: Sequence[int]) -> None:
    """Ask for the text's joint counts: all five agents given, both classes refractory, all five refractory."""
    for s in everyone:
        _both(program, s, "all exposed", [f"exposed {a}" for a in ("CFZ", "POM", "DARA")])
        _either(program, s, "PI refractory", ["refractory BTZ", "refractory CFZ"])
        _either(program, s, "IMiD refractory", ["refractory LEN", "refractory POM"])
        _both(program, s, "both", ["PI refractory", "IMiD refractory"])
        _both(program, s, "all refractory", [f"refractory {agent}" for agent in AGENTS])
    for fact, n in (("all exposed", ALL_FIVE_EXPOSED), ("both", TWO_CLASSES), ("all refractory", ALL_FIVE_REFRACTORY)):
        program.count(everyone, fact, [1], n, n)


def _both(program: Program, s: int, whole: str, parts: Sequence[str]) -> None:
    """Make `whole` hold exactly where all parts hold."""
    for part in parts:
        _implies(program, s, whole, part)
    terms = [*(((s, part, 1), 1.0) for part in parts), ((s, whole, 1), -1.0)]
    program.require(terms, -np.inf, len(parts) - 1)


def _either(program: Program, s: int, whole: str, parts: Sequence[str]) -> None:
    """Make `whole` hold exactly where one of the parts holds."""
    for part in parts:
        _implies(program, s, part, whole)
    program.require([*(((s, part, 1), 1.0) for part in parts), ((s, whole, 1), -1.0)], 0, np.inf)


def _response_by_subgroup(program: Program, outcomes: Sequence[Outcome]) -> None:
    """Ask for response rates of at least 74 % in the subgroups the text names; without bridging exactly 14 of 19."""
    responders = [o.number for o in outcomes if o.ttr is not None]
    others = [o.number for o in outcomes if o.ttr is None]
    for fact in SUBGROUPS:
        yes = (((s, fact, 1), 1 - SUBGROUP_RATE) for s in responders)
        no = (((s, fact, 1), -SUBGROUP_RATE) for s in others)
        program.require([*yes, *no], 0, np.inf)
    program.count(others, "bridging", [1], 0, 0)


def _baseline(number: int, chosen: Mapping[tuple[int, str, int], bool]) -> Baseline:
    def value(fact: str) -> int:
        return next(v for v in NUMBERS[fact][1] if chosen[number, fact, v])

    def flag(fact: str) -> bool:
        return chosen[number, fact, 1]

    facts = {
        "sex": "M" if flag("male") else "F",
        "prior_lines": value("lines"),
        "ecog": 0 if flag("ecog0") else 2 if flag("ecog2") else 1,
        "iss": 3 if flag("iss3") else 2 if flag("iss23") else 1,
        "exposed": frozenset(a for a in AGENTS if a in ALWAYS_EXPOSED or flag(f"exposed {a}")),
        "refractory": frozenset(a for a in AGENTS if flag(f"refractory {a}")),
        **{name: flag(name) for name in SAME_NAME},
    }
    return Baseline(value("age"), value("years"), facts)
