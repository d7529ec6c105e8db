"""Why a value is what it is: the step that set it, the decision taken, the records and raw cells it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from converter.dataset import NO_STEP, SUBJECT_READ
from converter.report.report import Explanation, RawCell
from converter.report.why.conversions import conversion_told, units_read
from converter.report.why.decisions import decision_variable, decisions_of
from converter.report.why.package import Traced
from converter.report.why.reads import Reads, reads_of
from converter.report.why.trace import step_numbered
from converter.report.why.trace_file import Source
from converter.spec.dataset import QNAM, qualifiers_of, supplemental_of
from converter.steps import AnalysisStep, BoundRule, BuildStep, RecordsStep, Step

HERE, NEAR, ASIDE, FAR = 0, 1, 2, 6
"""How far what was read stands from the value: a record of SDTM behind one of analysis, which leads to raw cells; what
else decided it; what was read beside that; what did not decide."""
FILLED = "filled by the converter"
NOT_SET = "No step set it for this record."
COPIED = "Taken from the record that this one was made of."
BELONGS_TO_NONE = "IDVAR and IDVARVAL name no record of {parent}, or several."


@dataclass(frozen=True)
class Place:
    """Values of one record, as the steps before a certain one have made them.

    `part` is the part that the record plays. Of a record that is `folded` the raw cells below all values are told
    together.
    """

    dataset: str
    variables: tuple[str, ...]
    record: int
    before: int
    part: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Told:
    """What is told of a place itself, and the places that it rests on, each with how far it stands from the value."""

    itself: Explanation
    inputs: tuple[tuple[Place, int], ...] = ()


def told(package: Traced, place: Place) -> Told:
    """Tell of one place; raises InputError for a variable that the dataset lacks."""
    if place.dataset in package.plan.received:
        return Told(replace(_bare(package, place), method="", cells=tuple(_received(package, place))))
    if len(place.variables) == 1 and is_beside(package, place.dataset, place.variables[0]):
        return _qualifier(package, place)
    number, step = _step(package, place, place.variables[0])
    bare = _bare(package, place)
    if step is None or (isinstance(step, RecordsStep) and place.variables[0] not in step.rules and not place.folded):
        filled = replace(bare, rule=FILLED, method="")
        return Told(filled if step or not package.is_analysis(place.dataset) else bare)
    if not package.is_analysis(place.dataset):
        return _tabulated(package, place, bare)
    reads = reads_of(step, place.variables[0])
    itself = replace(_with_rule(package, place, bare, step), note=_unrecorded(package, place, number, reads))
    return Told(itself, _inputs_of_all(package, place, number, step))


def _inputs_of_all(
    package: Traced, place: Place, number: int, step: Step | AnalysisStep
) -> tuple[tuple[Place, int], ...]:
    """Name what a step read for each of the variables of a place; one record of SDTM is one place for all of them."""
    if len(place.variables) == 1:
        return tuple(_inputs(package, place, number, reads_of(step, place.variables[0])))
    found: dict[Place, tuple[dict[str, None], int]] = {}
    for name in place.variables:
        for one, distance in _inputs(package, replace(place, variables=(name,)), number, reads_of(step, name)):
            key = replace(one, variables=()) if one.folded and len(one.variables) == 1 else one
            names, near = found.get(key, ({}, distance))
            found[key] = names | dict.fromkeys(one.variables), min(near, distance)
    return tuple((replace(one, variables=tuple(names)), distance) for one, (names, distance) in found.items())


def is_beside(package: Traced, dataset: str, variable: str) -> bool:
    """Tell whether a variable is a non-standard one, which stands beside the dataset of its record."""
    spec = package.plan.specs.get(dataset)
    if spec is None or not spec.qualifies:
        return False
    own = ("QVAL",) if QNAM in spec.by_name else qualifiers_of(package.plan.specs, spec.qualifies)
    return variable in own


def _received(package: Traced, place: Place) -> Iterator[RawCell]:
    """Give the cells of a record that others made, and of its supplemental qualifiers: the trace ends there."""
    dataset, record = place.dataset, place.record
    for name in place.variables:
        value = package.value(dataset, name, record)
        if package.datasets[dataset].has(name):
            yield RawCell(package.plan.received[dataset], record, name, value)
        elif at := package.qualifier(dataset, name, record):
            beside = supplemental_of(package.plan.specs, dataset)
            cell = f"QVAL of {name}" if package.datasets[beside].has("QNAM") else name
            yield RawCell(package.plan.received[beside], at, cell, value)


def _step(package: Traced, place: Place, variable: str) -> tuple[int, Step | AnalysisStep | None]:
    making = package.datasets[place.dataset].making
    number = making.step_of(variable, place.record - 1, place.before)
    return number, step_numbered(package.plan, place.dataset, number) if number != NO_STEP else None


def _bare(package: Traced, place: Place) -> Explanation:
    """Tell the values of a place."""
    first, *others = place.variables
    specs = {**package.plan.specs, **package.plan.analysis.specs}
    known = specs[place.dataset].by_name.get(first) if place.dataset in specs else None
    origin = known.origin if known else None
    return Explanation(
        dataset=place.dataset,
        variable=first,
        row=place.record,
        subject=package.subject(place.dataset, place.record),
        value=package.value(place.dataset, first, place.record),
        beside={name: package.value(place.dataset, name, place.record) for name in others},
        part=place.part,
        rule="",
        method=NOT_SET,
        decision="",
        place="",
        origin=f"{origin.type} {origin.source or origin.predecessor}".strip() if origin else "",
    )


def _with_rule(package: Traced, place: Place, bare: Explanation, step: Step | AnalysisStep) -> Explanation:
    """Tell the rule that set the first value of a place, and the decision that it took."""
    variable = place.variables[0]
    rule = step.rules[variable] if isinstance(step, RecordsStep) else step.rule
    origin = f"{rule.origin.type} {rule.origin.source or ''}".strip()
    made = not isinstance(step, AnalysisStep) or variable in step.makes
    decided = decision_variable(rule) if made else ""
    taken = package.value(place.dataset, decided, place.record) if decided else ""
    said = decisions_of(rule).get(taken)
    return replace(
        bare,
        rule=rule.name,
        place=rule.place,
        method=rule.method if made else COPIED,
        origin=bare.origin if isinstance(step, AnalysisStep) else origin,
        decision=said.sentence if said else _conversion(package, place, rule),
    )


def _conversion(package: Traced, place: Place, rule: BoundRule) -> str:
    """Say how the unit of the record was converted, where the rule does that."""
    names = units_read(rule)
    if not all(package.datasets[place.dataset].has(name) for name in names) or not names:
        return ""
    unit, standard, test = (package.value(place.dataset, name, place.record) for name in names)
    return conversion_told(rule, unit, standard, test)


def _unrecorded(package: Traced, place: Place, number: int, reads: Reads) -> str:
    """Say of which datasets no record is recorded behind a value, though the step reads them."""
    found = {one.table for one in package.sources(place.dataset, place.record, number)}
    silent = [owner for owner in reads.records if owner not in found]
    silent += [
        owner
        for owner in reads.subject
        if owner not in found and not package.of_subject(place.dataset, place.record, number, owner)
    ]
    return f"No record of {', '.join(dict.fromkeys(silent))} is recorded behind it." if silent else ""


def _inputs(package: Traced, place: Place, number: int, reads: Reads) -> Iterator[tuple[Place, int]]:
    """Name what a step read: values of the record itself, records behind it, its subject's values."""
    for group in _groups(package, replace(place, before=number), reads.own):
        yield replace(place, variables=group, before=number, part=""), NEAR
    for one in _sources(package, place, number):
        before = number if one.table == place.dataset else package.steps(one.table)
        near = NEAR if package.is_analysis(one.table) or not package.is_analysis(place.dataset) else HERE
        distance = near if _decides(package, place, number, one) else FAR
        named = one if _makes_rows(package, place, number) else replace(one, item="")
        yield from _of_record(package, named, reads.records.get(one.table, ()), before, distance)
    for asked, distance in ((reads.subject, ASIDE), (reads.population, FAR)):
        for owner, names in asked.items():
            record = package.of_subject(place.dataset, place.record, number, owner)
            if record:
                yield from _of_record(
                    package, Source(owner, record, ""), names, package.steps(owner), distance, distance
                )


def _sources(package: Traced, place: Place, number: int) -> Iterator[Source]:
    """Give the records behind a value: those of the step, without those that stand behind others of its variables."""
    step = step_numbered(package.plan, place.dataset, number)
    rows = _makes_rows(package, place, number)
    copied = isinstance(step, AnalysisStep) and place.variables[0] not in step.makes
    for one in package.sources(place.dataset, place.record, number):
        mine = rows or one.item in {"", place.variables[0]}
        if one.item != SUBJECT_READ and mine and not (copied and one.table != place.dataset):
            yield one


def _makes_rows(package: Traced, place: Place, number: int) -> bool:
    """Tell whether a step makes records of others: then a source says which part it plays, not for which variable."""
    step = step_numbered(package.plan, place.dataset, number)
    return isinstance(step, BuildStep) or (isinstance(step, AnalysisStep) and step.makes_rows)


def _decides(package: Traced, place: Place, number: int, source: Source) -> bool:
    """Tell whether the decision that was taken has asked for a record."""
    step = step_numbered(package.plan, place.dataset, number)
    if isinstance(step, RecordsStep) or not decision_variable(step.rule):
        return True
    said = decisions_of(step.rule).get(package.value(place.dataset, decision_variable(step.rule), place.record))
    return said is None or not said.parts or source.item in said.parts


def _of_record(
    package: Traced, source: Source, names: Sequence[str], before: int, first: int, more: int = NEAR + ASIDE
) -> Iterator[tuple[Place, int]]:
    """Give the places of one record: its values by the step that set them; one place of a record of SDTM."""
    if not names or source.table not in package.datasets:
        return
    analysis = package.is_analysis(source.table)
    place = Place(source.table, tuple(names), source.record, before, source.item, folded=not analysis)
    groups = _groups(package, place, names) if analysis else _gathered(package, place, names)
    for number, group in enumerate(groups):
        yield replace(place, variables=group), first if not number else max(first, more)


def _groups(package: Traced, place: Place, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Group variables of a record by the step that set them; of SDTM each is one of its own."""
    if not package.is_analysis(place.dataset):
        yield from ((name,) for name in names)
        return
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(_step(package, place, name)[0], []).append(name)
    yield from map(tuple, found.values())


def _gathered(package: Traced, place: Place, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Group variables of a record of SDTM: the first with all that rest on no other record, the others one by one."""
    others = [name for name in names[1:] if _rests_elsewhere(package, replace(place, variables=(name,)))]
    yield tuple(name for name in names if name not in others)
    yield from ((name,) for name in others)


def _rests_elsewhere(package: Traced, place: Place) -> bool:
    """Tell whether a value of SDTM rests on other records, itself or by way of values of its own record."""
    names, seen = [(place.variables[0], place.before)], set[str]()
    while names:
        name, before = names.pop()
        number, step = _step(package, replace(place, before=before), name)
        if name in seen or step is None or isinstance(step, RecordsStep):
            continue
        seen.add(name)
        reads = reads_of(step, name)
        one = replace(place, variables=(name,))
        owners = (*reads.subject, *reads.population)
        if any(reads.records.get(source.table) for source in _sources(package, one, number)):
            return True
        if any(package.of_subject(place.dataset, place.record, number, owner) for owner in owners):
            return True
        names += [(own, number) for own in reads.own]
    return False


def _qualifier(package: Traced, place: Place) -> Told:
    """Tell of a supplemental qualifier by the value of the record that it qualifies."""
    parent, variable, record = package.qualified(place.dataset, place.variables[0], place.record)
    bare = _bare(package, place)
    if not record:
        return Told(replace(bare, method="", note=BELONGS_TO_NONE.format(parent=parent)))
    there = told(package, Place(parent, (variable,), record, package.steps(parent)))
    kept = {"dataset": bare.dataset, "variable": bare.variable, "row": bare.row, "value": bare.value}
    return Told(replace(there.itself, **kept, beside={"QNAM": variable}), there.inputs)  # type: ignore[arg-type]


def _tabulated(package: Traced, place: Place, bare: Explanation) -> Told:
    """Tell of values of SDTM: their raw cells, what derived ones read, and, where folded, what lies below that."""
    cells: dict[RawCell, None] = {}
    inputs: dict[tuple[Place, int], None] = {}
    itself, notes, seen = bare, list[str](), set[str]()
    names = [(name, place.before) for name in place.variables]
    while names:
        name, before = names.pop(0)
        one = replace(place, variables=(name,), before=before, part="")
        number, step = _step(package, one, name)
        if name in seen or step is None or (isinstance(step, RecordsStep) and name not in step.rules):
            continue
        seen.add(name)
        itself = _with_rule(package, place, bare, step) if name == place.variables[0] else itself
        if isinstance(step, RecordsStep):
            cells |= dict.fromkeys(_cells(package, one, number, step))
            continue
        reads = reads_of(step, name)
        notes.append(_unrecorded(package, one, number, reads))
        folded = reads.own if place.folded else ()
        names += [(own, number) for own in folded]
        inputs |= dict.fromkeys(_inputs(package, one, number, replace(reads, own=() if folded else reads.own)))
    note = next((note for note in notes if note), "")
    return Told(replace(itself, cells=tuple(cells), note=note), tuple(inputs))


def _cells(package: Traced, place: Place, number: int, step: RecordsStep) -> Iterator[RawCell]:
    """Give the raw cells of the columns that a rule reads; the name of an unpivoted item stands in no column."""
    unpivot = step.records.unpivot
    for source in package.sources(place.dataset, place.record, number):
        raw = package.tables.get(source.table)
        if raw is not None:
            for name in columns_behind(step, place.variables[0], source.table, source.item):
                text = raw.cell(source.record, name)
                if text is not None:
                    yield RawCell(raw.file, source.record, name, text)
                elif source.item and unpivot and name == unpivot.name:
                    yield RawCell(raw.file, source.record, "", source.item)


def columns_behind(step: RecordsStep, variable: str, table: str, item: str) -> list[str]:
    """Name the columns of a raw table behind those that a rule reads: through the unpivoted item, and through joins."""
    unpivot = step.records.unpivot
    made_of = {unpivot.not_done.column: unpivot.not_done.when.variables} if unpivot and unpivot.not_done else {}
    names = [name for column in step.rules[variable].columns for name in made_of.get(column, (column,))]
    if unpivot and item in unpivot.items:
        names = [unpivot.items[item].get(name, name) for name in names]
    for join in step.records.join:
        names = [join.columns.get(name, name) if join.table == table else name for name in names]
    return names
