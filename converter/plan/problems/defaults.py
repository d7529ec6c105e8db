"""Rules that a file gives arguments by default: each is known, and called there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from converter.errors import Problem, nearest
from converter.results.rules import RESULT_RULES
from converter.spec.load import RESULTS
from converter.spec.short.calls import calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from converter.spec.domain import Defaults
    from converter.spec.load import StudyFiles

OF_DOMAINS = ("record", "derive", "build")


def default_problems(files: StudyFiles, rules: Mapping[str, Mapping[str, Callable[..., Any]]]) -> Iterator[Problem]:
    """Find arguments by default of rules that are not known, or that the file does not call.

    Their arguments are bound where the rule is called; what is wrong with them is told where they are written.
    """
    of_domains = {name: rule for shape in OF_DOMAINS for name, rule in rules[shape].items()}
    for name, domain in files.domains.items():
        yield from _problems(name, domain.defaults, of_domains, files)
    for name, analysis in files.analyses.items():
        yield from _problems(name, analysis.defaults, rules["analysis"], files)
    for name, display in files.displays.items():
        yield from _problems(f"{RESULTS}{name}", display.defaults, RESULT_RULES, files)


def _problems(
    name: str, defaults: Defaults, rules: Mapping[str, Callable[..., Any]], files: StudyFiles
) -> Iterator[Problem]:
    document = files.documents[name]
    called = {rule for _, rule, _ in calls(document.data)}
    for rule in defaults:
        if rule not in rules:
            hint = nearest(rule, rules) or f"known: {', '.join(sorted(rules))}"
            yield document.problem(("defaults", rule), f"unknown rule '{rule}'", hint)
        elif rule not in called:
            yield document.problem(("defaults", rule), f"nothing here calls '{rule}'", nearest(rule, called))
