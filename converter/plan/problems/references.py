"""Names that one part of a specification has of another: rules, codelists, dictionaries, lookups, variables, places."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from converter.compute.sas_format import sas_format
from converter.errors import Problem, nearest
from converter.plan.binding.methods import rules_told
from converter.plan.descriptions.label import label_fault
from converter.plan.problems.qualifiers import qualifier_problems
from converter.spec.checks.answers import is_foreign
from converter.spec.condition import Condition
from converter.spec.dataset import Description, ValueLevel
from converter.spec.described.where_clause import clauses_of, in_where_clause
from converter.spec.domain import Domain, Supplemental, VariableChange
from converter.spec.library import load_mends
from converter.spec.standards.standard import is_of_persons
from converter.spec.text.yaml import dotted
from converter.steps import AnalysisStep, DeriveStep, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from converter.spec.analysis import Analysis
    from converter.spec.load import StudyFiles
    from converter.spec.standards.standard import Standard, StandardDataset
    from converter.steps import BoundRule, Step

Path = tuple[str | int, ...]
Said = tuple[Path, str, str]
"""Where something is wrong, what, and how to mend it."""

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,2})?")
WIDEST = 200
"""Bytes of a text variable in SAS XPT v5."""


def _problems(said: Iterable[Said], files: StudyFiles, name: str) -> Iterator[Problem]:
    for path, message, hint in said:
        yield Problem(*files.place(name, *path), dotted(path), message, hint)


def domain_problems(
    domain: Domain, standard: Standard, codelists: Collection[str], files: StudyFiles
) -> Iterator[Problem]:
    """Find keys, value-level variables, codelists, dictionaries and qualifiers of a domain that nobody knows."""
    known = standard.datasets[domain.domain]
    made = {*domain.mapped, *domain.derive}
    said = [
        *_unknown(("keys",), domain.keys, known.variables, f"variable of {domain.domain}"),
        *_unknown(("value_level_by",), domain.value_level_by, known.variables, f"variable of {domain.domain}"),
        *_twice(("keys",), domain.keys),
        *_descriptions(domain, codelists, files.study.dictionaries),
    ]
    said += qualifier_problems(domain, standard, made)
    said += _own_description(domain, known, standard)
    return _problems(said, files, domain.domain)


def analysis_problems(
    analysis: Analysis, made: Collection[str], codelists: Collection[str], files: StudyFiles
) -> Iterator[Problem]:
    """Find value-level variables, codelists and dictionaries of an analysis dataset that nobody knows."""
    said = [
        *_unknown(("value_level_by",), analysis.value_level_by, made, f"variable of {analysis.dataset}"),
        *_twice(("keys",), analysis.keys),
        *_descriptions(analysis, codelists, files.study.dictionaries),
    ]
    for number, level in enumerate(analysis.value_level):
        names = (level.variable, *(name for name in level.where.variables if "." not in name))
        said += [
            (("value_level", number), message, hint)
            for _, message, hint in _unknown((), names, made, f"variable of {analysis.dataset}")
        ]
    return _problems(said, files, analysis.dataset)


def _unknown(path: Path, names: Sequence[str], known: Collection[str], what: str) -> Iterator[Said]:
    for position, name in enumerate(names):
        if name not in known:
            yield (*path, position), f"unknown {what}: '{name}'", nearest(name, known)


def _twice(path: Path, names: Sequence[str]) -> Iterator[Said]:
    for position, name in enumerate(names):
        if name in names[:position]:
            yield (*path, position), f"'{name}' stands twice", "delete one"


def _descriptions(
    dataset: Domain | Analysis, codelists: Collection[str], dictionaries: Collection[str]
) -> Iterator[Said]:
    described: list[tuple[Path, Description | Supplemental]] = [
        *((("variables", name), change) for name, change in dataset.variables.items()),
        *((("value_level", number), level) for number, level in enumerate(dataset.value_level)),
    ]
    if isinstance(dataset, Domain):
        described += [(("supplemental", name), one) for name, one in dataset.supplemental.items()]
    for path, one in described:
        yield from _unknown((*path, "codelists"), one.codelists, codelists, "codelist")
        if isinstance(one, Description):
            yield from _description(path, one, dictionaries)
        if isinstance(dataset, Domain) and not isinstance(one, ValueLevel):
            yield from _label(path, one.label)
        if isinstance(one, VariableChange) and one.format and not sas_format(one.format):
            yield (*path, "format"), f"'{one.format}' is no SAS format", "write one such as DATE9. or 8.2"
        if isinstance(one, ValueLevel):
            yield from _unsayable((*path, "where"), one.where)


def _label(path: Path, label: str) -> Iterator[Said]:
    message, hint = label_fault(label)
    if message:
        yield (*path, "label"), message, hint


def _unsayable(path: Path, where: Condition) -> Iterator[Said]:
    """Find conditions of value-level metadata that no WhereClauseDef says."""
    for part in clauses_of(where):
        if not in_where_clause(part):
            yield (
                path,
                f"Define-XML cannot say '{part.describe()}'",
                "use comparisons with values, joined by all or any",
            )


def _description(path: Path, one: Description, dictionaries: Collection[str]) -> Iterator[Said]:
    if one.dictionary and one.dictionary not in dictionaries:
        hint = nearest(one.dictionary, dictionaries) or "declare it under dictionaries: of study.yaml"
        yield (*path, "dictionary"), f"unknown dictionary '{one.dictionary}'", hint
    if one.length is not None and not 0 < one.length <= WIDEST:
        yield (*path, "length"), f"expected 1 to {WIDEST}, got {one.length}", ""
    if one.significant_digits is not None and one.significant_digits < 0:
        yield (*path, "significant_digits"), f"expected 0 or more, got {one.significant_digits}", ""


def _own_description(domain: Domain, known: StandardDataset, standard: Standard) -> Iterator[Said]:
    """Say that a study describes by label: and class: what the guide describes."""
    own = domain.class_ and not known.is_standard and known.source == standard.model.source
    message = f"{domain.domain} is described in {standard.name} {standard.version} or in standards/"
    if domain.class_ and not own:
        yield ("class",), message, "leave class: out"
    if domain.label and not own and not (known.domain or is_of_persons(known.dataset)):
        yield ("label",), message, "leave label: out"


def lookup_problems(steps: Iterable[Step | AnalysisStep], files: StudyFiles) -> Iterator[Problem]:
    """Find tables of lookups, and columns of them, that study.yaml does not have."""
    for dataset, rule in _rules(steps):
        if rule.name not in {"lookup", "derive_vars_lookup"}:
            continue
        table = str(rule.arguments["table"])
        columns = (rule.arguments["value"],) if rule.name == "lookup" else tuple(rule.arguments["variables"].values())
        file, _, line = rule.place.rpartition(":")
        place = ((files.folder / file).as_posix(), int(line), f"{dataset}.{rule.name}")
        if table not in files.study.lookups:
            hint = nearest(table, files.study.lookups) or "declare it under lookups: of study.yaml"
            yield Problem(*place, f"no lookup table '{table}'", hint)
            continue
        for column in columns:
            said = _lookup_fault(files.study.lookups[table], column)
            if said:
                yield Problem(*place, f"the lookup table '{table}' {said[0]}", said[1])
        for message in _no_numbers(rule, files.study.lookups[table]):
            yield Problem(*place, message)


def _no_numbers(rule: BoundRule, rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Find numeric variables of a lookup that it does not make, and cells of them that are no numbers."""
    made = rule.arguments.get("variables", {})
    for variable in rule.arguments.get("numeric", ()):
        if variable not in made:
            yield f"numeric names '{variable}', which it does not make"
        for key, row in rows.items():
            cell = row.get(made.get(variable, ""), "")
            if cell and not NUMBER.fullmatch(cell):
                yield f"{key}: expected a number for {variable}, got '{cell}'"


def _lookup_fault(rows: Mapping[str, Mapping[str, str]], column: str) -> tuple[str, str] | None:
    """Say that no row has a column, or that one has it misspelt; a row may lack it, and then has a blank there."""
    known = Counter(name for row in rows.values() for name in row)
    if column not in known:
        return f"has no column '{column}'", nearest(column, known) or f"it has {', '.join(sorted(known)) or 'none'}"
    for key, row in rows.items():
        alone = [name for name in row if known[name] == 1]
        if column not in row and nearest(column, alone):
            return f"has no '{column}' for {key}", nearest(column, alone)
    return None


def _rules(steps: Iterable[Step | AnalysisStep]) -> Iterator[tuple[str, BoundRule]]:
    for step in steps:
        if isinstance(step, RecordsStep):
            yield from ((f"{step.dataset}.{variable}", rule) for variable, rule in step.rules.items())
        elif isinstance(step, DeriveStep):
            yield f"{step.dataset}.{step.variable}", step.rule
        else:
            yield step.dataset, step.rule


def judgement_problems(
    files: StudyFiles, variables: Mapping[str, Collection[str]], places: Collection[str]
) -> Iterator[Problem]:
    """Find rules, places and variables under `accepted:` and `severities:` that no issue can have.

    `variables` are those of each dataset, `places` the other places that an issue may name.
    """
    own = (spec.id for checks in files.checks.values() for spec in checks.checks)
    rules = {*load_mends().rules, *rules_told(files.folder), *own}
    rules |= {one.rule for one in files.study.accepted if is_foreign(one.rule)}
    said: list[Said] = []
    for name in files.study.severities:
        said += [(("severities", name), message, hint) for _, message, hint in _unknown((), (name,), rules, "rule")]
    for number, one in enumerate(files.study.accepted):
        said += [
            (("accepted", number, "rule"), message, hint)
            for _, message, hint in _unknown((), (one.rule,), rules, "rule of an issue")
        ]
        known = (*variables, *places)
        if one.place and one.place not in known:
            said.append((("accepted", number, "place"), f"no dataset or file '{one.place}'", nearest(one.place, known)))
        if one.variable and one.place in variables:
            said += [
                (("accepted", number, "variable"), message, hint)
                for _, message, hint in _unknown(
                    (), one.variable.split(", "), variables[one.place], f"variable of {one.place}"
                )
            ]
    return _problems(said, files, "")
