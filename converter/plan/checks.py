"""The checks of a study: the catalogue's, with what the study adds and says otherwise."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from converter.check.catalogue.computed import COMPUTED
from converter.check.catalogue.tables import TABLES
from converter.errors import Problem, nearest
from converter.spec.checks.check_condition import COMPARISONS, CheckCondition, Computed
from converter.spec.library import load_checks, load_patterns
from converter.spec.load import CHECKS
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.spec.checks.check import CheckSpec
    from converter.spec.load import StudyFiles

CHANGEABLE = frozenset({"id", "severity", "with_", "when", "wrong", "reason", "optional", "unless"})
"""What a study may say otherwise of a check of the catalogue."""


def study_checks(files: StudyFiles) -> tuple[CheckSpec, ...]:
    """Give every check of a study: those of the catalogue as the study has them, then its own."""
    said = {spec.id: spec for checks in files.checks.values() for spec in checks.checks}
    known = load_checks()
    ours = {spec.id for spec in known}
    changed = (_as_said(spec, said[spec.id]) if spec.id in said else spec for spec in known)
    return (*changed, *(spec for name, spec in said.items() if name not in ours))


def _as_said(spec: CheckSpec, said: CheckSpec) -> CheckSpec:
    return spec.model_copy(update={name: getattr(said, name) for name in said.model_fields_set & CHANGEABLE})


def check_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find what is wrong with the checks of a study that no model can know."""
    known = {spec.id: spec for spec in load_checks()}
    for name, checks in files.checks.items():
        document = files.documents[f"{CHECKS}/{name}"]
        for number, spec in enumerate(checks.checks):
            for key, message, hint in wrong_with(spec, known=known.get(spec.id)):
                path = ("checks", number, key) if key else ("checks", number)
                yield Problem(document.file, document.line(path), dotted(path), message, hint)


def wrong_with(spec: CheckSpec, *, known: CheckSpec | None = None) -> Iterator[tuple[str, str, str]]:
    """Tell under which key of a check what is wrong, with a hint; `known` is the catalogue's check of this id."""
    if known:
        for name in sorted(spec.model_fields_set - CHANGEABLE):
            yield name, "the catalogue says this of its own check", "give a check of your own another id"
        if {"when", "wrong"} & spec.model_fields_set and known.run:
            yield "wrong", "the logic of this check is Python", "say its severity: alone, or give a check of your own"
    elif not (spec.wrong and spec.message and spec.examples.fail):
        yield "", "expected wrong:, message: and examples: with a record under fail:", ""
    if known and spec.severity == "off" and not spec.reason:
        yield "severity", "expected a reason: for a check that is off", ""
    for key, condition in (("when", spec.when), ("wrong", spec.wrong)):
        for part in condition.each if condition else ():
            yield from ((key, *told) for told in _wrong_in(part))


def _wrong_in(part: CheckCondition) -> Iterator[tuple[str, str]]:
    patterns = load_patterns().patterns
    if part.matches and "{" not in part.matches and part.matches not in patterns:
        yield f"unknown pattern '{part.matches}'", nearest(part.matches, patterns)
    operand = part.asked(part.test) if part.test in COMPARISONS else None
    if isinstance(operand, Computed):
        ((function, arguments),) = operand.compute.items()
        wanted = set(inspect.signature(COMPUTED[function]).parameters) if function in COMPUTED else set()
        if not wanted:
            yield f"unknown function '{function}'", nearest(function, COMPUTED)
        elif wanted != set(arguments):
            yield f"{function} takes {', '.join(sorted(wanted))}, got {', '.join(sorted(arguments))}", ""
    for other in part.others:
        if "." in other.of and other.of not in TABLES and not other.of.startswith("sdtm."):
            yield f"unknown table '{other.of}'", nearest(other.of, TABLES)
