"""The checks that a user chooses: by the ids of rules, ours or others', and by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from converter.errors import InputError, nearest
from converter.pipeline.checking.rule import function_checks
from converter.report.report import Report
from converter.spec.checks.answers import Answer, answers_of, cited
from converter.spec.library import load_authorities, load_checks, load_titles

OF_DATASETS = frozenset({"datasets", "columns", "attributes", "filled", "structure", "files"})
"""Functions that look at datasets and their variables, not at records."""
KINDS = ("record", "dataset", "terminology", "define")


def chosen(rules: Sequence[str], kinds: Sequence[str]) -> frozenset[str] | None:
    """Name the rules that are named, and those of the kinds; nothing where no rule and no kind is named.

    A rule is one of ours (`range-reversed`), or one of others that these answer (SD0028, CORE-000123, CG0041). Raises
    InputError for a rule or a kind that nobody knows, with the nearest one.
    """
    if not rules and not kinds:
        return None
    titles, answers = load_titles(), answers_of(load_authorities(), load_checks())
    named = {one for rule in rules for one in _meant(rule, titles, answers)}
    unknown = next((kind for kind in kinds if kind not in KINDS), "")
    if unknown:
        message = f"unknown kind of check '{unknown}' ({nearest(unknown, KINDS) or 'known: ' + ', '.join(KINDS)})"
        raise InputError(message)
    return frozenset(named | {rule for rule in titles if kind_of(rule) in kinds})


def of_chosen(report: Report, rules: frozenset[str] | None) -> Report:
    """Leave in a report what these rules tell; all of it where there are none."""
    if rules is None:
        return report
    kept = tuple(issue for issue in report.issues if issue.rule in rules)
    return replace(report, issues=kept, not_run={one: why for one, why in report.not_run.items() if one in rules})


def kind_of(rule: str) -> str:
    """Say what a rule is about: define.xml, terminology, datasets with their variables, or records."""
    spec = next((one for one in load_checks() if one.id == rule), None)
    if rule.startswith(("define-", "described-")):
        return "define"
    if rule.startswith("codelist-"):
        return "terminology"
    return "dataset" if spec and (spec.of.tables or spec.run in OF_DATASETS) else "record"


def _meant(name: str, titles: Mapping[str, str], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Name the rules of ours that an id means; with others', the id itself, as reports of others tell it."""
    if name.lower() in titles:
        return (name.lower(),)
    theirs = name.upper()
    found = [answers[one] for one in ((theirs,) if theirs in answers else cited(answers).get(theirs, ()))]
    if not found:
        hint = nearest(name.lower(), titles) or nearest(theirs, answers)
        message = f"unknown rule '{name}' ({hint or '`converter list checks` names ours'})"
        raise InputError(message)
    functions = {one.function for one in found}
    told = (rule for check in function_checks() if check.name in functions for rule in check.rules)
    return (*(one.rule for one in found), *(check for one in found for check in one.checks), *told)
