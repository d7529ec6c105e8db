"""Check that the trial design, and the rules that read it, name elements and arms that the study plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.spec.condition import Condition
from converter.spec.text.yaml import dotted
from converter.steps import BuildStep, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from converter.spec.load import StudyFiles
    from converter.steps import BoundRule, Step

LONGEST = {"ETCD": 8, "ARMCD": 20, "IETESTCD": 8}
"""Characters of the codes of the trial design."""
NARROWING = ("earliest", "latest", "subject_elements")
"""Rules whose conditions narrow the records of one other dataset."""


def design_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find elements in arms, rules of arms, and arms of visits that study.yaml does not declare, and codes too long."""
    study = files.study
    yield from _too_long(files)
    for code, arm in study.arms.items():
        for position, element in enumerate(arm.elements):
            yield from _unknown(files, "element", element, study.elements, ("arms", code, "elements", position))
        for kind, rules in (("branch", arm.branch), ("transition", arm.transition)):
            for element in rules:
                yield from _unknown(files, "element", element, arm.elements, ("arms", code, kind, element))
    for position, visit in enumerate(study.visits):
        if visit.arm:
            yield from _unknown(files, "arm", visit.arm, study.arms, ("visits", position, "arm"))


def _too_long(files: StudyFiles) -> Iterator[Problem]:
    """Find codes that are longer than SDTM allows: ETCD, ARMCD, IETESTCD (SDTMIG 3.4, 7.2 and 7.4)."""
    study = files.study
    codes: list[tuple[tuple[str | int, ...], str, str]] = [
        *((("elements", code), "ETCD", code) for code in study.elements),
        *((("arms", code), "ARMCD", code) for code in study.arms),
        *((("criteria", number, "id"), "IETESTCD", one.id) for number, one in enumerate(study.criteria)),
    ]
    for path, variable, code in codes:
        if len(code) > LONGEST[variable]:
            message = f"{variable} '{code}' has {len(code)} characters; at most {LONGEST[variable]} fit"
            yield Problem(*files.place("", *path), dotted(path), message, "shorten it; its name may be longer")


def _unknown(
    files: StudyFiles,
    kind: str,
    name: str,
    known: Mapping[str, object] | Sequence[str],
    path: tuple[str | int, ...],
) -> Iterator[Problem]:
    if name not in known:
        file, line = files.place("", *path)
        yield Problem(file, line, dotted(path), f"unknown {kind} '{name}'", nearest(name, known))


def rule_problems(steps: Sequence[Step], files: StudyFiles) -> Iterator[Problem]:
    """Find elements that a rule starts and study.yaml does not declare, and conditions over two datasets."""
    for step in steps:
        if isinstance(step, RecordsStep) or step.rule.name not in NARROWING:
            continue
        file, _, line = step.rule.place.rpartition(":")
        path = "build" if isinstance(step, BuildStep) else step.variable
        for message, hint in _faults(step.rule, files):
            yield Problem((files.folder / file).as_posix(), int(line), f"{path}.{step.rule.name}", message, hint)


def _faults(rule: BoundRule, files: StudyFiles) -> Iterator[tuple[str, str]]:
    if rule.name == "subject_elements":
        starts, elements = rule.arguments["starts"], files.study.elements
        for code in dict.fromkeys((*starts, *(rule.arguments["start_where"] or {}))):
            if code not in elements:
                yield f"unknown element '{code}'", nearest(code, elements)
    for condition in _conditions(rule):
        owners = dict.fromkeys(name.rpartition(".")[0] for name in condition.variables)
        if len(owners) > 1:
            named = " and ".join(owner or "its own dataset" for owner in owners)
            yield f"the condition reads {named}; it narrows the records of one dataset", ""


def _conditions(rule: BoundRule) -> Iterator[Condition]:
    for argument in rule.arguments.values():
        values = argument.values() if isinstance(argument, dict) else (argument,)
        yield from (value for value in values if isinstance(value, Condition))
