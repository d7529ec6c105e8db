"""Which change of an input moved what: by digests of inputs and rules, along what rules read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from converter.comparison.comparison import Positions
from converter.comparison.moved import DatasetMoved
from converter.compute.several import several
from converter.pipeline.life.origins import RECORDS, Digests, Node, Origins, Reads, parent_of, reads_by_node
from converter.report.answers.verification import Moved
from converter.report.life.movement import Cause, Figure, Part
from converter.report.life.movement_text import part_words
from converter.spec.load import RESULTS

EVERYTHING = "*"
SUBJECTS = ("DM", RECORDS)
"""Whose records decide which raw rows are those of a known subject."""
SUBJECT_LEVEL = "ADSL"
"""The dataset whose subjects every figure counts, or leaves out."""
CUTOFF = "study.cutoff"
SPECIFIED = (".yaml", ".py", ".csv", ".xlsx", ".xml")


@dataclass(frozen=True)
class Changes:
    """Two packages beside each other: which inputs and parts of the specification changed."""

    old: Origins
    new: Origins
    inputs: Moved
    versions: Moved

    @cached_property
    def rules(self) -> Mapping[tuple[str, str, str], str]:
        """The parts of the specification whose digests changed, each with the place that says it now, or said it."""
        old, new = self.old.digests, self.new.digests
        if not (old and new):
            return {}
        keys = dict.fromkeys((*new, *old))
        return {key: _place(old.get(key, ()), new.get(key, ())) for key in keys if _differ(old, new, key)}

    @cached_property
    def touched(self) -> frozenset[str]:
        """The inputs that are not as they were."""
        return frozenset((*self.inputs.changed, *self.inputs.gone, *self.inputs.new))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The parts of study.yaml that changed."""
        return tuple(variable for kind, _, variable in self.rules if kind == "study")

    @cached_property
    def reads(self) -> Mapping[Node, Reads]:
        """What each node rests on, in one package or the other."""
        sides = [reads_by_node(one) for one in (self.old, self.new)]
        nothing = Reads(frozenset(), frozenset())
        found = {}
        for node in {*sides[0], *sides[1]}:
            one, other = (side.get(node, nothing) for side in sides)
            found[node] = Reads(one.tables | other.tables, one.nodes | other.nodes)
        return found

    def raw(self, tables: Iterable[str]) -> set[str]:
        """Give the inputs of raw tables that are not as they were."""
        files = {one.files[table] for one in (self.old, self.new) for table in tables if table in one.files}
        return files & self.touched

    def of_rule(self, place: str) -> set[str]:
        """Name what changed a rule: its own line, else the parts of study.yaml that it holds, else other files."""
        file = place.partition(":")[0]
        if file in self.touched:
            return {place}
        return {f"study.yaml {one}" for one in self.sections} or self.others

    @cached_property
    def others(self) -> set[str]:
        """What else may move values: other specifications, functions, terminology, the converter and its libraries."""
        raw = {*self.old.files.values(), *self.new.files.values()}
        files = {one for one in self.touched if one not in raw and one.endswith(SPECIFIED)}
        return files | {f"version of {one}" for one in (*self.versions.changed, *self.versions.new)}


def _differ(old: Digests, new: Digests, key: tuple[str, str, str]) -> bool:
    one, other = (sorted(digest for _, digest in side.get(key, ())) for side in (old, new))
    return one != other


def _place(old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> str:
    known = {digest for _, digest in old}
    changed = [place for place, digest in new if digest not in known] or [place for place, _ in (*new, *old)]
    return changed[0]


@dataclass
class _Roots:
    """Finds what moved a node, each once: `direct` by itself, else by what it rests on."""

    changes: Changes
    moved: Mapping[Node, str]
    known: dict[Node, frozenset[str]] = field(default_factory=dict)
    asked: set[Node] = field(default_factory=set)

    def of(self, node: Node) -> frozenset[str]:
        if node not in self.known:
            if node in self.asked:
                return frozenset()
            self.asked.add(node)
            found = self.direct(node)
            for one in self._above(node):
                found |= self.of(one)
            self.asked.discard(node)
            self.known[node] = frozenset(found or self._last(node))
        return self.known[node]

    def direct(self, node: Node) -> set[str]:
        """Name what changed of all that makes a node: its rule, its raw tables, datasets that others made."""
        dataset, variable = node
        changes, parent = self.changes, parent_of(dataset)
        tables = self._reads(node).tables
        found = changes.raw(tables)
        for (kind, owner, name), place in changes.rules.items():
            mine = kind == "rule" and owner == dataset and name in {variable, EVERYTHING}
            qualifies = kind == "rule" and owner == parent and (parent, name) not in self.moved and parent
            if mine or qualifies:
                found |= changes.of_rule(place)
            if kind == "records" and owner in {dataset, parent} and variable in {RECORDS, "QVAL"}:
                found |= changes.of_rule(f"sdtm/{owner.lower()}.yaml")
            if kind == "study" and name in {f"tables.{table}" for table in tables}:
                found.add(f"study.yaml {name}")
        if CUTOFF in changes.sections and not tables and variable == RECORDS and dataset.startswith("AD"):
            found.add(f"study.yaml {CUTOFF}")
        return found | self._received(node)

    def _received(self, node: Node) -> set[str]:
        owners = {owner for owner, _ in self._reads(node).nodes}
        return {one for one in self.changes.touched if one.rpartition("/")[2].partition(".")[0].upper() in owners} - (
            {*self.changes.old.files.values(), *self.changes.new.files.values()}
        )

    def _reads(self, node: Node) -> Reads:
        found = self.changes.reads.get(node)
        if found is None and parent_of(node[0]):
            found = self.changes.reads.get((parent_of(node[0]), RECORDS))
        return found or Reads(frozenset(), frozenset())

    def _above(self, node: Node) -> Iterator[Node]:
        """Give what moved among that which a node rests on."""
        parent = parent_of(node[0])
        reads = {*self._reads(node).nodes, *({(parent, RECORDS)} if parent else ())}
        for owner, name in sorted(reads):
            every = name == EVERYTHING
            yield from (one for one in self.moved if one[0] == owner and one != node and (every or one[1] == name))

    def _last(self, node: Node) -> set[str]:
        """Name what may have moved a node of which nothing nearer changed: subjects, parts of the study, versions."""
        if node != SUBJECTS and SUBJECTS in self.moved and node[1] == RECORDS:
            return set(self.of(SUBJECTS))
        records = node[0], RECORDS
        if node != records and records in self.moved:  # such as a baseline whose record is gone
            return set(self.of(records))
        return {f"study.yaml {one}" for one in self.changes.sections} or self.changes.others


def causes_of(
    changes: Changes, datasets: Iterable[DatasetMoved], figures: Iterable[Figure], parts: Iterable[Part] = ()
) -> tuple[tuple[Cause, ...], tuple[str, ...]]:
    """Say which changes moved what, each input that changed with it; and what moved without a known cause."""
    every = tuple(datasets)
    moved = {node: said for one in every for node, said in _nodes(one)}
    roots = _Roots(changes, moved)
    found: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {True: [], False: []})
    unknown = []
    for node, said in moved.items():
        names, direct = roots.of(node), roots.direct(node)
        for name in names:
            found[name][name in direct].append(said)
        unknown += [said] if not names else []
    displays = _Displays(roots)
    for name, said in (*displays.parts(parts), *displays.figures(figures)):
        unknown += [] if name else [said]
        if name:
            found[name][name.startswith(RESULTS)].append(said)
    rows = _rows(changes, every, set(found))
    causes = [_cause(changes, name, rows.get(name, {}), told) for name, told in sorted(found.items())]
    named = {_file(changes, one) for one in found}
    quiet = [Cause(name, _change(changes, name)) for name in sorted(changes.touched - named)]
    return (*causes, *quiet), tuple(unknown)


def _file(changes: Changes, name: str) -> str:
    """Name the input of a cause: itself, else what stands before its line or its part."""
    return name if name in changes.touched else name.partition(":")[0].partition(" ")[0]


def _cause(
    changes: Changes, name: str, rows: Mapping[str, tuple[int, ...]], told: Mapping[bool, Iterable[str]]
) -> Cause:
    return Cause(name, _change(changes, name), rows, tuple(told[True]), tuple(told[False]))


def _change(changes: Changes, name: str) -> str:
    file = _file(changes, name)
    if file in changes.inputs.new:
        return "new"
    return "gone" if file in changes.inputs.gone else "changed"


def _nodes(one: DatasetMoved) -> Iterator[tuple[Node, str]]:
    """Give each thing that moved in a dataset, in words."""
    if one.whole:
        size = one.comparison.sizes["base" if one.whole == "gone" else "compare"]
        yield (one.name, RECORDS), f"{one.name} {one.whole} with {several(size, 'record')}"
        return
    for number, what in ((one.counts.gone, "gone"), (one.counts.added, "added")):
        if number:
            both = (f"{one.counts.gone:,} gone", f"{one.counts.added:,} added")
            said = f"{one.name} {', '.join(text for text in both if not text.startswith('0 '))}"
            yield (one.name, RECORDS), said if what else ""
    for values in one.comparison.values:
        if values.variable not in one.numbering:
            yield (one.name, values.variable), f"{one.name}.{values.variable} {several(values.unequal, 'value')}"
    for side, names in one.comparison.only.items():
        for name in names:
            yield (one.name, name), f"{one.name}.{name} {'gone' if side == 'base' else 'new'}"


@dataclass
class _Displays:
    """Finds what moved figures: the rules of their row and display, and what their dataset's records and values did."""

    roots: _Roots

    def parts(self, parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
        """Give each part of a display that one side lacks, in words, under what changed; blank where nothing did."""
        for one in parts:
            yield from (
                (name, part_words(one)) for name in self._file(one.display) or self.roots.changes.others or {""}
            )

    def figures(self, figures: Iterable[Figure]) -> Iterator[tuple[str, str]]:
        """Count the figures under each of what moved them, blank where nothing is known."""
        counts: dict[str, int] = defaultdict(int)
        for one in figures:
            for name in self._moved_by(one) or {""}:
                counts[name] += 1
        yield from ((name, several(count, "figure")) for name, count in counts.items())

    def _moved_by(self, one: Figure) -> set[str]:
        changes = self.roots.changes
        places = (self._rules.get((one.display, row)) for row in {one.row, EVERYTHING})
        found = {name for place in places if place for name in changes.of_rule(place)} | self._above[one.dataset]
        return found or self._above[SUBJECT_LEVEL] or self._file(one.display) or changes.others

    def _file(self, display: str) -> set[str]:
        """Name the file of a display where that changed."""
        places = (each for side in (self.roots.changes.old, self.roots.changes.new) for each in side.digests.items())
        said = (place for (kind, owner, _), told in places if (kind, owner) == ("result", display) for place, _ in told)
        return {place.partition(":")[0] for place in said} & self.roots.changes.touched

    @cached_property
    def _rules(self) -> Mapping[tuple[str, str], str]:
        rules = self.roots.changes.rules.items()
        return {(display, row): place for (kind, display, row), place in rules if kind == "result"}

    @cached_property
    def _above(self) -> Mapping[str, set[str]]:
        found = defaultdict[str, set[str]](set)
        for node in self.roots.moved:
            found[node[0]] |= self.roots.of(node)
        return found


def _rows(
    changes: Changes, datasets: Iterable[DatasetMoved], names: set[str]
) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    """Give by raw file, in OLD and NEW, the rows behind records that are gone, added, or have a value that moved."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: {"old": set(), "new": set()})
    for one in datasets:
        values = [each for each in one.comparison.values if each.variable not in one.numbering]
        only = one.comparison.records.only
        sides = (
            ("old", changes.old, _joined(only["base"], *(each.base for each in values))),
            ("new", changes.new, _joined(only["compare"], *(each.compare for each in values))),
        )
        for side, origins, records in sides:
            for table, row in origins.rows(one.name, records) if len(records) else ():
                if origins.files[table] in names:
                    found[origins.files[table]][side].add(row)
    return {name: {side: tuple(sorted(rows)) for side, rows in both.items() if rows} for name, both in found.items()}


def _joined(*parts: Positions) -> Positions:
    return np.unique(np.concatenate(parts))
