"""Which check of ours answers each rule of others, or why none does, as a page with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from converter.spec.checks.authority import Authority
from converter.spec.checks.check import CheckSpec

LEAD = (
    "Which check answers each rule of others. Rules are named by their ids alone; a check may ask for more or less "
    "than the rule, in particular one that is a function answers by what it says of itself."
)
KINDS = ("checks as data", "checks as functions", "of these off", "none")


def coverage_page(authorities: Sequence[Authority], checks: Sequence[CheckSpec]) -> str:
    """Write the page: counts by list, then every rule with its check or the reason for having none."""
    parts = ["# Coverage", LEAD]
    for one in authorities:
        parts += [f"## {one.title}", counts_table(one, checks), rules_table(one, checks)]
    return "\n\n".join(parts) + "\n"


def by_rule(authority: Authority, checks: Iterable[CheckSpec]) -> dict[str, list[CheckSpec]]:
    """Give the checks of the catalogue that answer each rule of an authority."""
    found: dict[str, list[CheckSpec]] = {}
    for spec in checks:
        for rule in spec.every_ref.get(authority.name, ()):
            found.setdefault(rule, []).append(spec)
    return found


def counts_table(authority: Authority, checks: Sequence[CheckSpec]) -> str:
    """Count the rules of each list by what answers them."""
    answered = by_rule(authority, checks)
    head = ["list", "rules", *KINDS]
    lines = [head, ["---"] * len(head)]
    for name, rules in authority.rules.items():
        counts = Counter(kind for rule in rules for kind in _kinds(rule, authority, answered))
        lines.append([name, str(len(rules)), *(str(counts[kind]) for kind in KINDS)])
    return _lines(lines)


def _kinds(rule: str, authority: Authority, answered: Mapping[str, Sequence[CheckSpec]]) -> Iterator[str]:
    told = answered.get(rule, ())
    if any(spec.wrong for spec in told):
        yield "checks as data"
    else:
        yield "checks as functions" if told or rule in authority.answers else "none"
    if told and all(spec.severity == "off" for spec in told):
        yield "of these off"


def rules_table(authority: Authority, checks: Sequence[CheckSpec]) -> str:
    """List every rule with the checks that answer it, or why none does."""
    answered = by_rule(authority, checks)
    lines = [["rule", "cites", "check, or why there is none"], ["---"] * 3]
    cited = {rule: cites for rules in authority.rules.values() for rule, cites in rules.items()}
    for rule in authority.ids:
        if rule in answered:
            said = ", ".join(_linked(spec) for spec in answered[rule])
        elif rule in authority.answers:
            said = ", ".join(_linked(spec) for spec in checks if spec.run == authority.answers[rule])
        else:
            said = authority.reasons.get(rule, "")
        lines.append([rule, " ".join(cited[rule]), said])
    return _lines(lines)


def _linked(spec: CheckSpec) -> str:
    return f"[{spec.id}](checks/{spec.id}.md)" + (" (off)" if spec.severity == "off" else "")


def _lines(lines: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
