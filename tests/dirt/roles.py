"""What the columns of the raw tables are to a study: dates, results, codes, ..., told by the rules of its plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import Formatter

from converter.spec.domain import Records
from converter.steps import BoundRule, DeriveStep, Plan, RecordsStep

READERS = ("assign", "number", "recode", "lookup", "split_column")


@dataclass(frozen=True)
class Roles:
    """Columns (table, column) by role; the column that one belongs with; the column that tells a row's test."""

    columns: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    partners: dict[tuple[str, str], str] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)


def roles_of(plan: Plan) -> Roles:
    """Tell the role of each raw column of delimited tables."""
    roles = Roles()
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            for variable, rule in step.rules.items():
                for role, alias, partner in _said(variable, rule):
                    _add(roles, step.records, role, alias, partner)
            _belonging(roles, step)
    for name, source in plan.sources.items():
        fields = [part for _, part, _, _ in Formatter().parse(source.subject) if part]
        roles.columns["subject"] |= {(name, column) for column in fields if len(fields) == 1 or column != fields[0]}
    visits = {table for table, _ in roles.columns["visit"]}
    roles.columns["visit date"] |= {(t, c) for t, c in roles.columns["finding date"] if t in visits}
    return roles


def made_of(plan: Plan, table: str, column: str) -> frozenset[str]:
    """Name what a user would call a column by: itself, and the variables that are made of it, near or far."""
    names = {column}
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            for variable, rule in step.rules.items():
                if any((table, column) in _raw(step.records, alias) for alias in rule.columns):
                    names |= {variable}
        elif isinstance(step, DeriveStep) and names & set(step.rule.variables):
            names |= {step.variable}
    return frozenset(names)


def _said(variable: str, rule: BoundRule) -> Iterator[tuple[str, str, str]]:
    """Give role, column and partner of what a rule reads."""
    arguments = rule.arguments
    if rule.name == "datetime":
        yield "date", arguments["date"], ""
        if not variable.endswith(("STDTC", "ENDTC")):
            yield "finding date", arguments["date"], ""
        if arguments["time"]:
            yield "time", arguments["time"], ""
    elif rule.name == "visit":
        yield "visit", arguments["column"], ""
    elif rule.name in READERS:
        yield from ((role, arguments["column"], "") for role in _by_variable(variable, rule.name))


BY_SUFFIX: dict[str, tuple[str, ...]] = {
    "ORRES": ("number", "result"),
    "DOSE": ("number", "dose"),
    "ORRESU": ("unit",),
    "DOSU": ("unit",),
    "ORNRLO": ("low",),
    "TESTCD": ("test",),
}
"""The roles of a column by the end of the variable that it is mapped to."""


def _by_variable(variable: str, rule: str) -> tuple[str, ...]:
    known = next((roles for suffix, roles in BY_SUFFIX.items() if variable.endswith(suffix)), ())
    if known or rule == "recode":
        return known or ("code",)
    return ("text",) if variable.endswith(("TERM", "TRT")) else ()


def _add(roles: Roles, records: Records, role: str, alias: str, partner: str) -> None:
    for table, column in _raw(records, alias):
        roles.columns[role].add((table, column))
        if partner:
            roles.partners[table, column] = partner


def _raw(records: Records, alias: str) -> Iterator[tuple[str, str]]:
    """Find the raw columns behind a name: the column itself, those of unpivoted items, those of a joined table."""
    for join in records.join:
        if alias in join.columns:
            yield join.table, join.columns[alias]
            return
    items = records.unpivot.items.values() if records.unpivot else ()
    columns = [item[alias] for item in items if alias in item]
    if columns or not (records.unpivot and alias == records.unpivot.name):
        yield from ((records.table, column) for column in columns or [alias])


def _belonging(roles: Roles, step: RecordsStep) -> None:
    """Tell which columns belong together: end and start, unit and result, the limits of a range."""
    by_variable = {
        variable: str(rule.arguments.get("column") or rule.arguments.get("date") or "")
        for variable, rule in step.rules.items()
        if rule.name in {*READERS, "datetime"}
    }
    table, prefix = step.records.table, step.dataset
    pairs = (("ENDTC", "STDTC"), ("ORRES", "ORRESU"), ("DOSE", "DOSU"), ("ORNRLO", "ORNRHI"))
    for one, other in pairs:
        mine, theirs = by_variable.get(prefix + one, ""), by_variable.get(prefix + other, "")
        if mine and theirs and mine != theirs and not step.records.unpivot:
            roles.partners[table, mine] = theirs
    end = by_variable.get(f"{prefix}ENDTC", "")
    if end and end != by_variable.get(f"{prefix}STDTC"):
        roles.columns["end"].add((table, end))
    test = by_variable.get(f"{prefix}TESTCD", "") or by_variable.get(f"{prefix}TRT", "")
    if test and not step.records.unpivot:
        roles.tests[table] = test
