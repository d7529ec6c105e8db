"""What the converter knows, as tables: standards, datasets, variables, rules, codelists, profiles, checks."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from converter.errors import InputError, nearest
from converter.report.aligned import table
from converter.report.json import as_json
from converter.report.pages.check_page import of_words
from converter.spec.checks.check import CheckSpec
from converter.spec.checks.mends import Mend
from converter.spec.library import (
    codelist_names,
    known_names,
    load_checks,
    load_codelist,
    load_mends,
    load_profile,
    load_titles,
)
from converter.spec.standards.analysis_standard import AnalysisStandard, Structure
from converter.spec.standards.guides import known_guides
from converter.spec.standards.standard import Standard, StandardVariable
from converter.spec.standards.terminology import Codelist


@dataclass(frozen=True)
class Listing:
    """A table: its heads and its rows of text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """Write the table aligned."""
        return table(self.head, self.rows) + "\n"

    def json(self) -> str:
        """Write the table as a list of JSON objects."""
        return as_json([dict(zip(self.head, row, strict=True)) for row in self.rows])


def list_datasets(standard: Standard | AnalysisStandard) -> Listing:
    """List the datasets of a guide, or the structures of a guide of ADaM."""
    if isinstance(standard, AnalysisStandard):
        structures = ((name, s.dataset_class, s.label) for name, s in standard.structures.items())
        return Listing(("structure", "class", "label"), tuple(structures))
    rows = [(name, d.dataset_class, d.label, d.structure) for name, d in standard.datasets.items()]
    if all(one.is_standard for one in standard.datasets.values()):
        return Listing(("dataset", "class", "label", "structure"), tuple(rows))
    said = ["" if one.is_standard else "study" for one in standard.datasets.values()]
    return Listing(
        ("dataset", "class", "label", "structure", "described by"),
        tuple((*row, by) for row, by in zip(rows, said, strict=True)),
    )


def list_variables(standard: Standard | AnalysisStandard, name: str) -> Listing:
    """List the variables of a dataset, or of a structure of ADaM; raises InputError for an unknown one."""
    known = standard.structures if isinstance(standard, AnalysisStandard) else standard.datasets
    found = known.get(name.upper())
    if found is None:
        message = f"name a dataset of {standard.name} {standard.version}: unknown '{name}' {nearest(name, known)}"
        raise InputError(message.strip())
    if isinstance(found, Structure):
        variables = ((one, v.type, v.core, v.codelist or "", v.label) for one, v in found.variables.items())
        return Listing(("variable", "type", "core", "codelist", "label"), tuple(variables))
    rows = ((one, v.type, _core(v), v.role, " ".join(v.codelists), v.label) for one, v in found.variables.items())
    return Listing(("variable", "type", "core", "role", "codelists", "label"), tuple(rows))


def _core(variable: StandardVariable) -> str:
    """Say how the guide asks for a variable, or who knows it: the model, or the study alone."""
    known = variable.core if variable.in_guide else "model"
    return known if variable.is_standard else "study"


def list_rules(rules: Mapping[str, Mapping[str, Callable[..., Any]]]) -> Listing:
    """List rules by shape with their arguments and what they do."""
    rows = (
        (
            shape,
            name,
            _arguments(function),
            inspect.cleandoc(function.__doc__ or "").split("\n\n")[0].replace("\n", " "),
        )
        for shape, registry in rules.items()
        for name, function in registry.items()
    )
    return Listing(("shape", "rule", "arguments", "what it does"), tuple(rows))


def list_rule(rules: Mapping[str, Mapping[str, Callable[..., Any]]], name: str) -> Listing:
    """List one rule in full: what its description says, and each argument with what it may be and its default.

    Raises InputError for an unknown one.
    """
    found = [registry[name] for registry in rules.values() if name in registry]
    if not found:
        hint = nearest(name, (known for registry in rules.values() for known in registry))
        message = f"unknown rule '{name}' {hint}".strip()
        raise InputError(message)
    function = found[0]
    told = [("", inspect.cleandoc(function.__doc__ or ""))]
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.name != "study":
            usual = "" if parameter.default is inspect.Parameter.empty else f" = {parameter.default!r}"
            told.append((parameter.name, f"{parameter.annotation}{usual}"))
            told += _fields(parameter.name, typing.get_type_hints(function)[parameter.name])
    return Listing(("argument", name), tuple((head, line) for head, text in told for line in text.splitlines()))


def _fields(name: str, hint: object) -> list[tuple[str, str]]:
    """List the keys of an argument that has keys of its own, such as the days of an analysis window."""
    parts = (hint, *typing.get_args(hint))
    models = [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]
    keys = [
        (f"  {name}.{field.alias or key}", f"{getattr(model, '__annotations__', {}).get(key, field.annotation)}")
        for model in models
        for key, field in model.model_fields.items()
    ]
    return keys or [one for part in parts[1:] if typing.get_args(part) for one in _fields(name, part)]


def _arguments(function: Callable[..., Any]) -> str:
    parameters = inspect.signature(function).parameters.values()
    named = (p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY and p.name != "study")
    return ", ".join(p.name if p.default is inspect.Parameter.empty else f"[{p.name}]" for p in named)


def list_checks(kinds: Mapping[str, Mapping[str, Callable[..., Any]]], catalogue: Sequence[CheckSpec]) -> Listing:
    """List the checks by what they are of (raw tables, SDTM, analysis datasets), with what they report.

    First those that are functions, then each id of the catalogue.
    """
    every = {name: check for table in kinds.values() for name, check in table.items()}
    rows = (
        (
            name,
            " and ".join(kind for kind, table in kinds.items() if name in table),
            "",
            inspect.cleandoc(check.__doc__ or "").replace("\n\n", " ").replace("\n", " "),
        )
        for name, check in every.items()
    )
    ids = ((spec.id, of_words(spec.of), spec.severity, spec.title) for spec in catalogue)
    return Listing(("check", "of", "severity", "what it reports"), (*rows, *ids))


def list_codelists(name: str) -> Listing:
    """List the codelists that ship, or the terms of one; raises InputError for an unknown one."""
    packages = known_names("terminology")
    names = {codelist: package for package in packages for codelist in codelist_names(package)}
    if not name:
        rows = ((codelist, package) for codelist, package in sorted(names.items()))
        return Listing(("codelist", "package"), tuple(rows))
    if name not in names:
        message = f"unknown codelist '{name}' {nearest(name, names)}".strip()
        raise InputError(message)
    codelist = load_codelist(names[name], name) or Codelist(name=name)
    terms = ((t.value, t.code, t.decode, "; ".join(t.synonyms)) for t in codelist.terms)
    return Listing(("term", "code", "decode", "synonyms"), tuple(terms))


def list_standards() -> Listing:
    """List the standards and terminology packages that ship."""
    rows = [("standard", name) for name in known_guides()]
    rows += [("terminology", name) for name in known_names("terminology")]
    return Listing(("kind", "name"), tuple(rows))


def list_profiles() -> Listing:
    """List the profiles of raw exports that ship."""
    profiles = (load_profile(name) for name in known_names("profiles"))
    return Listing(("profile", "description"), tuple((p.name, p.description) for p in profiles))


def unknown(what: str, known: Sequence[str]) -> InputError:
    """Make the error for something that cannot be listed."""
    return InputError(f"cannot list '{what}': {nearest(what, known) or 'known: ' + ', '.join(known)}")


def list_issues() -> Listing:
    """List every rule of issues that is no check of the catalogue: what it tells, what is lost, and what to do."""
    titles, mends = load_titles(), load_mends()
    checks = {spec.id for spec in load_checks()}
    rules = sorted(rule for rule in titles if rule not in checks)
    rows = [(rule, titles[rule], mends.of(rule).loses, _done(mends.of(rule))) for rule in rules]
    return Listing(("rule", "tells of", "loses", "what to do"), tuple(rows))


def _done(mend: Mend) -> str:
    """Say what to do, with the line that is pasted, where there is one."""
    return f"{mend.mend}; under `{mend.under}` paste `{mend.line}`" if mend.line else mend.mend
