"""Analysis datasets against the records they come from: SDTM by --SEQ, ADSL and DM by subject, SRCDOM by SRCSEQ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from converter.check.analysis.shared import ADSL, differ, is_number, is_text, same_kind
from converter.check.shipment import Shipment, offending
from converter.check.tally import counted, stands_in
from converter.compute.qualifiers import QUALIFIER, with_qualifiers
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.dataset import DatasetSpec

SUBJECT = "USUBJID"


def check_sources_given(shipment: Shipment) -> Iterator[Issue]:
    """Report that no SDTM datasets were given, so that nothing could be compared with them."""
    if not shipment.tabulations:
        yield Issue(
            rule="analysis-without-sdtm",
            severity="note",
            place="ADaM",
            message="no SDTM datasets were given, so nothing was compared with them",
            hint="name their folder with --sdtm, or let it be a folder sdtm next to that of the analysis datasets",
        )


def check_predecessors(shipment: Shipment) -> Iterator[Issue]:
    """Report values that are not those of the source record that the study copies them from, and --SEQ of no record.

    The record is found by --SEQ where both datasets have it, else by subject where that has one record. A record whose
    number the source has twice is not compared: which one it comes from cannot be told. Variables named as in ADSL are
    compared with it by a check of their own.
    """
    frames = known_frames(shipment)
    for dataset, spec in shipment.known():
        several = set(shipment.usual(sources_with_several, dataset)["owner"])
        for owner, names in _copied(shipment, dataset, spec, frames).items():
            if owner not in several or f"{owner}SEQ" in _keys(dataset, owner, frames[owner]):
                yield from _compared(dataset, owner, frames, names, _beside(owner, shipment, frames))


def sources_with_several(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the records of each source of a dataset that share the key by which they are found."""
    frames, spec, parts = known_frames(shipment), shipment.specs.get(dataset.name), [pd.DataFrame({"owner": []})]
    for owner in _copied(shipment, dataset, spec, frames) if spec else ():
        keys = _keys(dataset, owner, frames[owner])
        if keys:
            repeated = frames[owner].duplicated(keys)
            parts.append(pd.DataFrame({"owner": owner}, index=repeated.index[repeated]))
    return counted(pd.concat(parts))


def _copied(
    shipment: Shipment, dataset: FoundDataset, spec: DatasetSpec, frames: Mapping[str, Frame]
) -> dict[str, list[tuple[str, str]]]:
    """Give the variables that the study copies to a dataset, by the dataset that they are copied from."""
    copied: dict[str, list[tuple[str, str]]] = {}
    for variable in spec.variables:
        owner, _, name = (variable.origin.predecessor if variable.origin else "").partition(".")
        there = owner in frames and owner != dataset.name and variable.name in dataset.frame
        compared = there and not (owner == ADSL and name == variable.name)
        if compared and not _sometimes(shipment, dataset.name, variable.name):
            copied.setdefault(owner, []).append((variable.name, name))
    return copied


def _keys(dataset: FoundDataset, owner: str, source: Frame) -> list[str]:
    """Name by what a record is found in its source; nothing where it cannot be."""
    if not is_text(source, SUBJECT) or not is_text(dataset.frame, SUBJECT):
        return []
    sequence = f"{owner}SEQ"
    return [SUBJECT, sequence] if is_number(source, sequence) and is_number(dataset.frame, sequence) else [SUBJECT]


def _sometimes(shipment: Shipment, dataset: str, name: str) -> bool:
    """Tell whether the study copies a variable only on a condition, so that other records lack it rightly."""
    steps = (step for step in shipment.plan.analysis.steps if step.dataset == dataset and name in step.makes)
    return any(step.rule.arguments.get("where") is not None and not step.makes_rows for step in steps)


def known_frames(shipment: Shipment) -> dict[str, Frame]:
    """Give every dataset that can be a source: SDTM, and the analysis datasets themselves."""
    return {**shipment.tabulations, **{name: found.frame for name, found in shipment.found.items()}}


def _compared(
    dataset: FoundDataset,
    owner: str,
    frames: Mapping[str, Frame],
    names: list[tuple[str, str]],
    beside: Frame | None,
) -> Iterator[Issue]:
    source, sequence = frames[owner], f"{owner}SEQ"
    keys = _keys(dataset, owner, source)
    if not keys:
        return
    twice = source.duplicated(keys, keep=False)
    ambiguous = stands_in(dataset.frame[keys], source.loc[twice, keys].dropna().drop_duplicates())
    source = source[~twice]
    at = positions(dataset.frame, source, keys)
    asked = dataset.frame[keys].notna().all(axis="columns") & ~ambiguous
    if sequence in keys:
        message = f"no record of the subject in {owner} has this number"
        yield from offending(
            dataset, asked & (at < 0), rule="analysis-source-missing", severity="error", message=message,
            variable=sequence,
        )  # fmt: skip
    for name, before in names:
        values = _values(source, before, beside)
        if values is None or not same_kind(values, dataset.frame[name]):
            continue
        expected = values.reset_index(drop=True).reindex(at).set_axis(dataset.frame.index)
        yield from offending(
            dataset,
            (at >= 0) & asked & differ(dataset.frame[name], expected),
            rule="analysis-predecessor",
            severity="error",
            message=f"not the value of {owner}.{before} of the record that it is copied from",
            variable=name,
        )


def positions(frame: Frame, source: Frame, keys: list[str]) -> pd.Series:
    """Find the position of each record's source by keys that identify it; -1 where it is not there."""
    if len(keys) == 1:
        return pd.Series(pd.Index(source[SUBJECT]).get_indexer(frame[SUBJECT]), index=frame.index)
    found = frame[keys].merge(
        source[keys].assign(at=range(len(source))).dropna(subset=keys), how="left", on=keys
    )["at"]  # fmt: skip
    return pd.Series(found.fillna(-1).astype("int64").to_numpy(), index=frame.index)


def _beside(owner: str, shipment: Shipment, frames: Mapping[str, Frame]) -> Frame | None:
    """Give the dataset that holds the non-standard variables of another."""
    return frames.get(shipment.plan.standard.non_standard.name_of(owner))


def _values(source: Frame, name: str, beside: Frame | None) -> pd.Series | None:
    """Give the values of a source variable, or of a supplemental qualifier on the records that it qualifies."""
    if name in source:
        return source[name]
    if beside is None or not (name in beside or set(beside) >= set(QUALIFIER)):
        return None
    wanted = beside[beside["QNAM"] == name] if "QNAM" in beside else beside
    found = with_qualifiers(source, wanted).values
    return found[name] if name in found else pd.Series("", index=source.index, dtype="str")


def check_traced(shipment: Shipment) -> Iterator[Issue]:
    """Report SRCDOM, SRCVAR and SRCSEQ that name no dataset, no variable or no record of the subject."""
    frames = known_frames(shipment)
    if not shipment.tabulations:
        return
    for dataset, _ in shipment.known():
        frame = dataset.frame
        if not is_text(frame, "SRCDOM", SUBJECT):
            continue
        unknown = (frame["SRCDOM"] != "") & ~frame["SRCDOM"].isin(list(frames))
        message = "there is no such dataset"
        yield from offending(
            dataset, unknown, rule="analysis-source-unknown", severity="error", message=message, variable="SRCDOM"
        )
        for owner in frame.loc[~unknown & (frame["SRCDOM"] != ""), "SRCDOM"].unique():
            yield from _traced(dataset, str(owner), frames, shipment.usual(names_of_qualifiers, dataset))


def names_of_qualifiers(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the non-standard variables that sources may name, by the dataset that they qualify."""
    parts = [pd.DataFrame({"QNAM": [], "owner": []})]
    for name, frame in known_frames(shipment).items() if is_text(dataset.frame, "SRCDOM", "SRCVAR") else ():
        owner = shipment.plan.standard.non_standard.parent_of(name)
        if owner:
            named = frame[["QNAM"]] if "QNAM" in frame else pd.DataFrame({"QNAM": list(map(str, frame))})
            parts.append(named.assign(owner=owner))
    return counted(pd.concat(parts))


def _traced(dataset: FoundDataset, owner: str, frames: Mapping[str, Frame], named: Frame) -> Iterator[Issue]:
    frame, source = dataset.frame, frames[owner]
    mine = frame["SRCDOM"] == owner
    if is_text(frame, "SRCVAR"):
        names = [*map(str, source.columns), *named.loc[named["owner"] == owner, "QNAM"]]
        wrong = mine & (frame["SRCVAR"] != "") & ~frame["SRCVAR"].isin(names)
        message = f"{owner} has no such variable"
        yield from offending(
            dataset, wrong, rule="analysis-source-unknown", severity="error", message=message, variable="SRCVAR"
        )
    usual = ("ASEQ", f"{owner}SEQ", f"{owner.removeprefix('AD')}SEQ")
    sequence = next((name for name in usual if is_number(source, name)), "")
    if sequence and is_text(source, SUBJECT) and is_number(frame, "SRCSEQ"):
        numbered = frame[[SUBJECT]].assign(**{sequence: frame["SRCSEQ"]})
        at = positions(numbered, source.drop_duplicates([SUBJECT, sequence]), [SUBJECT, sequence])
        wrong = mine & frame["SRCSEQ"].notna() & (at < 0)
        message = f"no record of the subject in {owner} has this number"
        yield from offending(
            dataset, wrong, rule="analysis-source-missing", severity="error", message=message, variable="SRCSEQ"
        )
