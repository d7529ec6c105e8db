"""Table 2 as an assignment: the worst grade of each subject for each term, in the first eight weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from random import Random
from typing import Any

import yaml

from examples.crb401.generator.baseline import FIGURES
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.trial import SEED, Subject, infused

BLOOD = ("neutropenia", "leukopenia", "anemia", "thrombocytopenia", "lymphopenia")
NOT_TERMS = (
    "window",
    "N",
    "any",
    "late_grade5",
    "cytokine_release_syndrome",
    "neurologic_toxicity_90d",
    "neurotox_terms",
)
"""What stands in Table 2 of paper_figures.yaml and is no term of its own."""
LESS_THAN_3 = 5
"""The subject without any event of grade 3 or higher (which one is not printed; drawn)."""
ONLY_3 = (9, 21, 29, 31)
"""The four whose worst grade is 3; the one who later died of a cardiorespiratory arrest is among them."""
OTHER_4 = (8, 27)
"""The two with an event of grade 4 that is not neutropenia."""


@cache
def worst_grades() -> Mapping[int, Mapping[str, int]]:
    """Give the worst grade of each infused subject (by number) for each term of Table 2 that it had.

    Every cell of Table 2 holds: any grade, grade 3, grade 4 of each term; 28 subjects have a grade 4, four no more
    than 3, one less. Cytokine release syndrome and neurologic toxicity are drawn elsewhere.
    """
    table = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))["table2"]
    chance = Random(f"{SEED} toxicity")
    treated = infused(subjects())
    grades: dict[int, dict[str, int]] = {s.number: {} for s in treated}
    for term, cells in table.items():
        if term not in NOT_TERMS:
            for number, grade in _assigned(term, cells, treated, chance):
                grades[number][term] = grade
    return grades


def _assigned(term: str, cells: Mapping[str, Any], treated: Iterable[Subject], chance: Random) -> list[tuple[int, int]]:
    """Draw who has the term: first the grade 4s, then the grade 3s, then milder ones."""
    everyone = [s.number for s in treated]
    forced: tuple[int, ...] = OTHER_4 if term == "leukopenia" else ()
    four = _drawn(cells["g4"]["n"], [n for n in everyone if _may_have_4(n, term)], forced, chance)
    forced = tuple(n for n in ONLY_3 if term == "anemia")
    rest = [n for n in everyone if n not in four and n != LESS_THAN_3]
    three = _drawn(cells["g3"]["n"], rest, forced, chance)
    milder = [n for n in everyone if n not in four and n not in three]
    others = _drawn(cells["any"]["n"] - len(four) - len(three), milder, (), chance)
    mild = ((n, 2 if term in BLOOD or chance.random() < 0.35 else 1) for n in others)
    return [*((n, 4) for n in four), *((n, 3) for n in three), *mild]


def _may_have_4(number: int, term: str) -> bool:
    """Tell whether a subject may have the term at grade 4: neutropenia takes all 26 that it can."""
    return number not in (LESS_THAN_3, *ONLY_3, *(OTHER_4 if term == "neutropenia" else ()))


def _drawn(n: int, among: list[int], forced: tuple[int, ...], chance: Random) -> set[int]:
    free = [number for number in among if number not in forced]
    return {*forced, *chance.sample(free, n - len(forced))}
