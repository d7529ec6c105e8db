"""Run the checks that are data on the datasets of a shipment, and say which could not run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from converter.check.catalogue.bind import Asked, Row, bound, rows
from converter.check.catalogue.condition import Asking
from converter.check.catalogue.context import SUBJECT, Context, Counts, as_text
from converter.check.catalogue.others import compares_study, counts_of, first_of, keys_of
from converter.check.shipment import Shipment, offending
from converter.check.tally import counted
from converter.compute.conditions.condition import is_missing
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity
from converter.spec.checks.check import CheckSpec, Scope
from converter.spec.checks.check_condition import CheckCondition, Other
from converter.spec.dataset import DatasetSpec

ANALYSIS = "Analysis"


@dataclass(frozen=True)
class Bound:
    """A check with its names filled in, for one dataset or table."""

    spec: CheckSpec
    asked: Asked
    dataset: str


def check_catalogue(shipment: Shipment) -> Iterator[Issue]:
    """Report what the checks of `specs/checks`, and those of the study, say is wrong."""
    context, told = Context(shipment), dict[tuple[str, str], pd.Series]()
    for one in every_bound(shipment, context):
        frame = _read(context.frame(one.dataset), one)
        wrong = wrong_records(one, frame, context)
        for name in one.spec.unless:
            wrong &= ~told.get((name, one.dataset), pd.Series(data=False, index=frame.index))
        if not wrong.any():
            continue
        key = one.spec.id, one.dataset
        told[key] = told[key] | wrong if key in told else wrong
        yield from _told(one, frame, wrong, shipment)


def wrong_records(one: Bound, frame: Frame, context: Context) -> pd.Series:
    """Tell which records of a dataset the check is about and finds wrong."""
    asking = Asking(one.dataset, frame, context, whole=True)
    if one.asked.when is None:
        return asking.holds(one.asked.wrong)
    asked = asking.holds(one.asked.when)
    if not asked.any():
        return asked
    records = frame[list(one.asked.wrong.variables)][asked]
    wrong = replace(asking, frame=records, when=one.asked.when, whole=False).holds(one.asked.wrong)
    answer = asked.to_numpy(dtype=bool, copy=True)
    answer[answer] = wrong.to_numpy(dtype=bool)
    return pd.Series(answer, index=frame.index)


def _read(frame: Frame | None, one: Bound) -> Frame:
    """Give the records of a dataset; variables that a check reads and the dataset may lack count as missing."""
    asked, known = one.asked, pd.DataFrame() if frame is None else frame
    lacking = [name for name in asked.variables if name not in known]
    if not lacking or one.spec.of.tables:
        return known
    wanted = dict.fromkeys((*asked.variables, *asked.show, asked.on, SUBJECT))
    return known[[name for name in wanted if name in known]].assign(**dict.fromkeys(lacking, ""))


def every_bound(shipment: Shipment, context: Context) -> Iterator[Bound]:
    """Bind every check to each dataset that it is asked of and can be asked of."""
    prepared = rows(shipment.plan.checks)
    for row in prepared:
        for name, prefix, variables in places(row.spec.of, shipment, context):
            if _has_all(row, context):
                for asked in bound(row, prefix, variables):
                    if _answerable(asked, context):
                        yield Bound(row.spec, asked, name)


def places(scope: Scope, shipment: Shipment, context: Context) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Name the datasets or tables that a check is asked of, with the prefix and the variables of each."""
    for table in scope.tables if of_standard(scope, shipment) else ():
        frame = context.frame(table)
        yield table, "--", _names(frame) if frame is not None else frozenset()
    for dataset in () if scope.tables else shipment.own():
        spec = shipment.specs.get(dataset.name)
        if spec and is_asked(scope, dataset, spec, shipment):
            yield dataset.name, spec.prefix or dataset.name, context.variables(dataset.name)


def _names(table: Frame) -> frozenset[str]:
    """Name the columns of a table about a shipment, and the variables that it lists."""
    listed = table.get("variable", ())
    return frozenset({*map(str, table.columns), *map(str, listed)})


def of_standard(scope: Scope, shipment: Shipment) -> bool:
    """Tell whether a check is asked of shipments of this standard and version."""
    analysis = any(spec.purpose == ANALYSIS for spec in shipment.specs.values())
    right = scope.standard == "any" or (scope.standard == "adamig") == analysis
    return right and _of_version(scope, shipment, analysis=analysis)


def _of_version(scope: Scope, shipment: Shipment, *, analysis: bool) -> bool:
    guide = shipment.plan.analysis.standard if analysis else shipment.plan.standard
    return not scope.versions or (guide is not None and guide.version in scope.versions)


def is_asked(scope: Scope, dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> bool:
    """Tell whether a check is asked of a dataset: by standard and version, class, and name."""
    analysis = spec.purpose == ANALYSIS
    standard = scope.standard == "any" or (scope.standard == "adamig") == analysis
    version = _of_version(scope, shipment, analysis=analysis)
    whole = spec.dataset_class.removesuffix(" ABOUT")
    of_class = not scope.classes or bool({spec.dataset_class, whole} & set(scope.classes))
    names = {dataset.name, spec.domain}
    named = not scope.datasets or bool(names & set(scope.datasets))
    return standard and version and of_class and named and not names & set(scope.but_not)


def _has_all(row: Row, context: Context) -> bool:
    """Tell whether the datasets are there that a check looks into."""
    return all(context.frame(name) is not None for name in (*row.spec.needs, *row.others) if "--" not in name)


def _answerable(asked: Asked, context: Context) -> bool:
    """Tell whether the other datasets have the variables that are asked of them."""
    for one in (other for part in asked.conditions for other in part.others):
        frame = context.frame(one.of)
        wanted = {*keys_of(one.by).values(), *(one.where.variables if one.where else ())}
        wanted |= {one.variable} if isinstance(one, Other) else set()
        if frame is None and one.of in asked.optional:
            continue
        if frame is None or not wanted <= context.variables(one.of):
            return False
    return True


def wanted_counts(shipment: Shipment) -> tuple[Counts, ...]:
    """Name what is counted of the whole study: what one range of subjects does not tell a check.

    Datasets without subjects ask, too, in whichever range they are looked at.
    """
    shipment = replace(shipment, beside=frozenset())
    context = Context(shipment)
    found = [
        counts
        for one in every_bound(shipment, context)
        for part in one.asked.conditions
        for counts in _counted(part, one, context)
        if compares_study(counts.of, counts.variables, context)
    ]
    return tuple(dict.fromkeys(found))


def _counted(condition: CheckCondition, one: Bound, context: Context) -> Iterator[Counts]:
    for part in condition.each:
        if part.repeated:
            yield counts_of(one.dataset, part.repeated, one.asked.when)
        if part.several:
            yield counts_of(one.dataset, (*part.several.within, part.several.variable), one.asked.when)
    for other in condition.others:
        variable = (other.variable,) if isinstance(other, Other) else ()
        if not isinstance(other, Other) or other.take not in {"previous", "next"}:
            by = (*keys_of(other.by).values(), *variable) or first_of(other.of, context)
            yield counts_of(other.of, by, other.where)


def count(wanted: Counts, shipment: Shipment) -> Frame:
    """Count in one range of a study what a check compares with."""
    context = Context(shipment)
    frame = context.frame(wanted.of)
    if frame is None:
        return counted(pd.DataFrame())
    where = CheckCondition.model_validate_json(wanted.where) if wanted.where else None
    if where is not None:
        lacking = [name for name in where.variables if name not in frame]
        frame = frame.assign(**dict.fromkeys(lacking, ""))
        frame = frame[Asking(wanted.of, frame, context).holds(where)]
    return counted(frame[list(wanted.variables)])


def _told(one: Bound, frame: Frame, wrong: pd.Series, shipment: Shipment) -> Iterator[Issue]:
    spec, asked = one.spec, one.asked
    severity: Severity = "note" if spec.severity == "off" else spec.severity
    if spec.of.tables:
        yield from _of_table(one, frame[wrong], severity)
        return
    variable = asked.on or (asked.wrong.variable or next(iter(asked.variables), ""))
    dataset = replace(shipment.found[one.dataset], frame=frame)
    yield from offending(
        dataset,
        wrong,
        rule=spec.id,
        severity=severity,
        message=asked.message or spec.title,
        variable=variable,
        values=shown(frame, asked.show or (variable,)),
        hint=asked.mend,
    )


def _of_table(one: Bound, wrong: Frame, severity: Severity) -> Iterator[Issue]:
    for record in wrong.to_dict("records"):
        names = [name for name in one.asked.show if name not in {"dataset", "variable"}]
        yield Issue(
            rule=one.spec.id,
            severity=severity,
            place=str(record["dataset"]),
            variable=str(record.get("variable", "")),
            message=one.asked.message or one.spec.title,
            value=", ".join(str(record[name]) for name in names if record[name]),
            hint=one.asked.mend,
        )


def shown(frame: Frame, names: Sequence[str]) -> pd.Series:
    """Write the values of variables: one alone, several each after its name, what is missing as blank."""
    known = [name for name in names if name in frame]
    if len(known) == 1:
        return as_text(frame[known[0]])
    texts = pd.Series("", index=frame.index, dtype="str")
    for at, name in enumerate(known):
        values = as_text(frame[name]).mask(is_missing(frame[name]), "blank")
        texts = texts + (", " if at else "") + name + " " + values
    return texts
