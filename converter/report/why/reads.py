"""What a step reads to give a variable: of the record itself, of records behind it, of its subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from converter.spec.condition import Condition
from converter.steps import AnalysisStep, BuildStep, DeriveStep, RecordsStep, Step

KEYS = ("STUDYID", "USUBJID")
EVERYTHING = "*"
"""In place of the variables of a dataset all of which a rule may read."""
OF_ITSELF: Mapping[str, str] = {"derive_var_base": "by", "derive_var_extreme_flag": ""}
"""The rules whose value rests on other records of the dataset, and the argument that names what they read of the record
itself; blank: all that they read of the others."""
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reads:
    """The variables that a step reads to give one.

    `own` are those of the same record, `records` those of the records of each dataset that stand behind it, `subject`
    those of each dataset from which it takes the value of the subject, `population` those of them that only say who
    counts at all.
    """

    own: tuple[str, ...] = ()
    records: Names = field(default_factory=dict)
    subject: Names = field(default_factory=dict)
    population: Names = field(default_factory=dict)


def reads_of(step: Step | AnalysisStep, variable: str) -> Reads:
    """Say what a step reads to give a variable; one that copies a record took it from there."""
    if isinstance(step, RecordsStep):
        return Reads()
    if isinstance(step, BuildStep | DeriveStep):
        return _of_tabulation(step, variable)
    return _of_analysis(step, variable) if variable in step.makes else Reads(records={step.dataset: (variable,)})


def _of_tabulation(step: BuildStep | DeriveStep, variable: str) -> Reads:
    names = [(owner, variable if name == EVERYTHING else name) for owner, name in _parted(step.rule.variables)]
    subject = set(_parted(step.rule.of_subject))
    mine = () if isinstance(step, BuildStep) else ("", step.dataset)
    own = tuple(name for owner, name in names if owner in mine)
    others = [one for one in names if one[0] not in mine]
    return Reads(own, _by_owner(one for one in others if one not in subject), _by_owner(_kept(others, subject)))


def _of_analysis(step: AnalysisStep, variable: str) -> Reads:
    """Say what a step of analysis reads: nothing for a constant, a predecessor alone, else all but the keys.

    Of variables that are brought together (`variables: {new: old}`) each has read its own. A step that makes records of
    those made so far reads these without naming their dataset; the variable itself, where it is read, says enough.
    """
    owner, _, before = step.predecessors.get(variable, "").rpartition(".")
    if variable in (step.rule.arguments.get("set_values") or {}):
        return Reads()
    if before:
        return Reads(records={owner: (before,)})
    brought = step.rule.arguments.get("variables")
    others = set(brought.values()) - {brought.get(variable)} if isinstance(brought, Mapping) else set()
    subject = set(_parted(step.rule.of_subject))
    every = _parted(step.rule.variables)
    names = [one for one in every if one[1] not in {*KEYS, *others} and one not in subject]
    bare = [(owner, "USUBJID") for owner in dict.fromkeys(owner for owner, _ in every) if owner not in dict(names)]
    bare = [one for one in bare if one[0] and one[0] not in dict(subject)]
    own = tuple(name for owner, name in names if not owner)
    records = _by_owner(one for one in (*names, *bare) if one[0])
    if step.makes_rows and own:
        records = {**records, step.dataset: (*records.get(step.dataset, ()), *own)}
    if step.makes_rows and variable in records.get(step.dataset, ()):
        records = {**records, step.dataset: (variable,)}
    if step.rule.name in OF_ITSELF:
        mine = step.rule.arguments.get(OF_ITSELF[step.rule.name])
        records = {**records, step.dataset: tuple(name for name in own if not mine or name not in mine)}
        own = tuple(name for name in own if not mine or name in mine)
    population = step.rule.arguments.get("population")
    who = set(_parted(population.variables)) if isinstance(population, Condition) else set()
    asked = (_by_owner(_kept(every, subject - who)), _by_owner(_kept(every, subject & who)))
    return Reads(() if step.makes_rows else own, records, *asked)


def _kept(names: Iterable[tuple[str, str]], wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep what is wanted, in its order."""
    return [one for one in names if one in wanted and one[1] not in KEYS]


def _parted(names: Iterable[str]) -> list[tuple[str, str]]:
    parts = (name.rpartition(".") for name in names)
    return [(owner, name) for owner, _, name in parts]


def _by_owner(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for owner, name in names:
        if name not in found.setdefault(owner, []):
            found[owner].append(name)
    return {owner: tuple(variables) for owner, variables in found.items()}
