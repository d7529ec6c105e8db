"""Controlled terminology: every value of every codelist variable, in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import pandas as pd

from converter.check.catalogue.others import unusual
from converter.check.shipment import Shipment, offending
from converter.check.tally import counted
from converter.compute.conditions.condition import evaluate
from converter.compute.terms.coded import coded_values
from converter.compute.terms.suggestion import suggestions
from converter.compute.terms.terms import recognise
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, ValueLevel, VariableSpec
from converter.spec.standards.standard import is_of_persons
from converter.spec.standards.terminology import Codelist

NAMED = {"TESTCD": "TEST", "PARMCD": "PARM"}
"""How codes end, and the names that stand beside them."""


@dataclass(frozen=True)
class _Coded:
    """A variable, or a slice of it, with the codelists that its values are to be of."""

    name: str
    codelists: list[Codelist]
    where: Condition | None = None

    def values(self, frame: Frame) -> pd.Series:
        """Give its values, blank outside the slice."""
        values = coded_values(frame[self.name], self.name)
        return values if self.where is None else values.where(evaluate(self.where, frame), "")


def check_terminology(shipment: Shipment) -> Iterator[Issue]:
    """Report values outside their codelist, or that of their slice: errors where not extensible, else warnings."""
    for dataset, _ in shipment.known():
        usual = shipment.usual(strange_terms, dataset)
        for number, coded in enumerate(_coded(shipment, dataset)):
            strange = usual.loc[usual["list"] == number, "value"]
            if len(strange):
                yield from _outside(dataset, coded, strange)


def strange_terms(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the values that stand outside the codelists of each variable or slice, numbered in their order."""
    parts = []
    for number, coded in enumerate(_coded(shipment, dataset)):
        known = {"", *(term.value for codelist in coded.codelists for term in codelist.terms)}
        known |= _of_persons(coded, shipment)
        values = coded.values(dataset.frame)
        strange = [text for text in values.unique() if text not in known]
        if strange:
            parts.append(pd.DataFrame({"list": number, "value": values[values.isin(strange)]}))
    return counted(pd.concat(parts) if parts else pd.DataFrame({"list": [], "value": []}))


def _coded(shipment: Shipment, dataset: FoundDataset) -> Iterator[_Coded]:
    """Give each variable and each slice that has codelists."""
    spec = shipment.specs.get(dataset.name)
    for variable in spec.variables if spec else ():
        known = _known(variable.codelists, shipment)
        if known and variable.type == "Char" and variable.name in dataset.frame:
            yield _Coded(variable.name, known)
    for level in spec.value_level if spec else ():
        parent = spec.by_name.get(level.variable) if spec else None
        known = _known(level.codelists, shipment)
        there = parent and parent.type == "Char" and level.variable in dataset.frame
        if known and parent and there and _own(level, parent, dataset):
            yield _Coded(level.variable, known, level.where)


def _of_persons(coded: _Coded, shipment: Shipment) -> set[str]:
    """Name the domains of associated persons: the guide makes their codes of those of the list, such as APMH of MH."""
    every = shipment.plan.standard.datasets.values() if coded.name == "RDOMAIN" else ()
    return {one.domain or one.dataset for one in every if is_of_persons(one.dataset)}


def _known(codelists: Sequence[str], shipment: Shipment) -> list[Codelist]:
    known = (shipment.plan.codelists[name] for name in codelists if name in shipment.plan.codelists)
    return [_in_force(codelist) for codelist in known]


def _in_force(codelist: Codelist) -> Codelist:
    """Leave out terms that a description adds to a codelist which is not extensible."""
    if codelist.extensible or not any(term.extended for term in codelist.terms):
        return codelist
    return codelist.model_copy(update={"terms": tuple(term for term in codelist.terms if not term.extended)})


def check_packages(shipment: Shipment) -> Iterator[Issue]:
    """Report codelists that pinned packages of several dates hold: the newest is in force."""
    both: dict[tuple[str, str], list[str]] = {}
    for name, codelist in sorted(shipment.plan.codelists.items()):
        for other in codelist.also:
            both.setdefault((codelist.package, other), []).append(name)
    for (used, other), names in both.items():
        yield Issue(
            rule="codelist-packages",
            severity="note",
            place="study.yaml",
            variable="standards",
            message=f"{len(names)} codelists stand in {other} and in {used}, which is newer and in force",
            value=", ".join(names),
            hint="pin one package of each publishing set, or leave it so",
        )


def _own(level: ValueLevel, parent: VariableSpec, dataset: FoundDataset) -> bool:
    """Tell whether a slice has codelists that its variable does not have, and its condition can be judged."""
    return bool(set(level.codelists) - set(parent.codelists)) and set(level.where.variables) <= set(dataset.frame)


def _outside(dataset: FoundDataset, coded: _Coded, strange: pd.Series) -> Iterator[Issue]:
    codelists, values = coded.codelists, coded.values(dataset.frame)
    term = _terms_of(strange, codelists)
    every = [term for codelist in codelists for term in codelist.terms]
    extensible = any(codelist.extensible for codelist in codelists)
    names = ", ".join(f"{codelist.name} {codelist.code}".strip() for codelist in codelists)
    for synonym in term.unique():
        same = strange[term == synonym]
        rule, severity = _verdict(synonym, extensible=extensible)
        yield from offending(
            dataset,
            values.isin(same),
            rule=rule,
            severity=severity,
            message=_message(synonym, names, extensible=extensible),
            variable=coded.name,
            hint=suggestions(same, every) or "declare it under codelists: if the sponsor extends the list",
        )


def _terms_of(values: pd.Series, codelists: Sequence[Codelist]) -> pd.Series:
    """Give the one submission value that each text is another writing or a synonym of; blank where there is none."""
    found = [recognise(values, codelist).terms for codelist in codelists]
    return reduce(lambda first, other: first.where(first.notna(), other), found).astype("str").fillna("")


def _verdict(synonym: str, *, extensible: bool) -> tuple[str, Severity]:
    if synonym:
        return "codelist-synonym", "error"
    return ("codelist-extended", "warning") if extensible else ("codelist-value", "error")


def _message(synonym: str, names: str, *, extensible: bool) -> str:
    if synonym:
        return f"a synonym in codelist {names}; the submission value is '{synonym}'"
    return f"not in codelist {names}, which is {'' if extensible else 'not '}extensible"


def check_tests(shipment: Shipment) -> Iterator[Issue]:
    """Report codes of tests and parameters with several names, and names that are not the codelist's of the code."""
    for dataset, spec in shipment.known():
        for code, test in _named(shipment, dataset):
            yield from _tests(dataset, spec, shipment, code, test)


def _named(shipment: Shipment, dataset: FoundDataset) -> Iterator[tuple[str, str]]:
    """Name the codes of a dataset and the names beside them."""
    prefix = shipment.prefix_of(dataset)
    pairs = ((f"{prefix}{code}", f"{prefix}{name}") for code, name in NAMED.items())
    return (pair for pair in pairs if set(pair) <= set(dataset.frame))


def _tests(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment, code: str, test: str) -> Iterator[Issue]:
    names = {
        term.value: term.decode
        for name in spec.by_name[code].codelists
        if name in shipment.plan.codelists
        for term in shipment.plan.codelists[name].terms
    }
    expected = dataset.frame[code].map(names).astype("str").fillna("")
    several = unusual(dataset.frame, test, (code,), shipment.usual(test_names, dataset))
    message = "not the name that most records of the test code have"
    yield from offending(
        dataset,
        several & (expected == ""),
        rule="test-names",
        severity="error",
        message=message,
        variable=code,
        values=dataset.frame[code] + " " + dataset.frame[test],
    )
    named = (dataset.frame[test] != "") & (expected != "")
    wrong = named & (dataset.frame[test] != expected)
    shown = dataset.frame[code] + " " + dataset.frame[test]
    message = "not the codelist's name of the test code"
    yield from offending(
        dataset, wrong, rule="test-name", severity="error", message=message, variable=test, values=shown
    )


def test_names(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the names of each code."""
    pair = next(_named(shipment, dataset), ())
    return counted(dataset.frame[[*pair]])
