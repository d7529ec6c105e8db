"""Subjects of analysis datasets: one record in ADSL, the same subjects in DM, the same values wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis.shared import ADSL, by_subject, differ, guide_variable, others, same_kind, subject_level
from converter.check.shipment import Shipment, offending
from converter.compute.conditions.condition import evaluate
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.condition import Condition

POPULATION = "Population Flag"
IDENTIFIERS = ("STUDYID", "USUBJID")


def check_adsl(shipment: Shipment) -> Iterator[Issue]:
    """Report subjects with several records in ADSL or that DM lacks, and subjects of DM whom ADSL should have.

    Which subjects of DM it takes, the study says where it makes the records of ADSL.
    """
    adsl, dm = shipment.found.get(ADSL), shipment.tabulations.get("DM")
    if adsl is None or "USUBJID" not in adsl.frame:
        return
    several = adsl.frame.duplicated("USUBJID", keep=False)
    message = "the subject has several records; ADSL has one a subject"
    yield from offending(adsl, several, rule="adsl-several", severity="error", message=message, variable="USUBJID")
    if dm is None or "USUBJID" not in dm:
        return
    unknown = ~adsl.frame["USUBJID"].isin(dm["USUBJID"])
    message = "the subject is not in DM"
    yield from offending(adsl, unknown, rule="subject-not-in-dm", severity="error", message=message, variable="USUBJID")
    there = set(adsl.frame["USUBJID"])
    for subject in _taken(shipment, dm):
        if subject not in there:
            message = "the subject of DM has no record"
            yield Issue("adsl-subject-missing", "error", ADSL, message, "USUBJID", subject, subjects=(subject,))


def _taken(shipment: Shipment, dm: Frame) -> list[str]:
    """List the subjects of DM that the study takes to ADSL; none where it does not say, or not in words of DM alone."""
    made = (step for step in shipment.plan.analysis.steps if step.dataset == ADSL and step.makes_rows)
    first = next(made, None)
    if first is None or first.rule.arguments.get("dataset") != "DM":
        return []
    where = first.rule.arguments.get("where")
    if not isinstance(where, Condition):
        return [str(subject) for subject in dm["USUBJID"]]
    known = set(where.variables) <= set(map(str, dm.columns))
    return [str(subject) for subject in dm.loc[evaluate(where, dm), "USUBJID"]] if known else []


def check_analysis_subjects(shipment: Shipment) -> Iterator[Issue]:
    """Report subjects that ADSL does not have, and study identifiers that differ from the study's."""
    adsl = subject_level(shipment)
    for dataset, _ in shipment.known():
        if "STUDYID" in dataset.frame:
            expected = shipment.plan.study.study.id
            wrong = dataset.frame["STUDYID"] != expected
            message = f"expected {expected}"
            yield from offending(dataset, wrong, rule="study-id", severity="error", message=message, variable="STUDYID")
    for dataset, _ in others(shipment) if adsl is not None else ():
        unknown = ~dataset.frame["USUBJID"].isin(adsl.index if adsl is not None else [])
        message = "the subject is not in ADSL"
        yield from offending(
            dataset, unknown, rule="subject-not-in-adsl", severity="error", message=message, variable="USUBJID"
        )


def check_copied(shipment: Shipment) -> Iterator[Issue]:
    """Report population flags, and other variables named as in ADSL, whose value is not that of ADSL."""
    adsl = subject_level(shipment)
    if adsl is None:
        return
    for dataset, spec in others(shipment):
        frame = dataset.frame
        known = frame["USUBJID"].isin(adsl.index)
        for name in (str(one) for one in frame.columns if one in adsl and one not in IDENTIFIERS):
            if not same_kind(frame[name], adsl[name]):
                continue
            expected = by_subject(frame, adsl[name])
            variable = guide_variable(shipment, spec, name)
            population = bool(variable and variable.label.endswith(POPULATION))
            yield from _other(dataset, name, known & differ(frame[name], expected), population=population)


def _other(dataset: FoundDataset, name: str, wrong: pd.Series, *, population: bool) -> Iterator[Issue]:
    yield from offending(
        dataset,
        wrong,
        rule="analysis-population" if population else "analysis-not-as-adsl",
        severity="error",
        message=f"not the value of the subject's ADSL.{name}",
        variable=name,
        hint="copy it from ADSL, or give what is not a copy another name",
    )
