"""Which responses count: from the start on, until one that ends them, and up to new therapy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from converter.adam.response.following import beyond
from converter.adam.response.recorded import Responses, recorded
from converter.adam.source import Sources, dated, undated
from converter.adam.unusable import told
from converter.dataset import Frame
from converter.errors import nearest
from converter.spec.endpoints.confirmation import ConfirmationCriteria, Counting
from converter.steps import Finding


@dataclass(frozen=True)
class Counted:
    """Subjects, those of their responses that count (as `recorded` gives them), and what cannot be used."""

    roster: Frame
    points: Frame
    findings: tuple[Finding, ...]


def with_plan(
    criteria: ConfirmationCriteria,
    counting: Counting | None,
    best_until: tuple[str, ...] | None = None,
    numbers: Mapping[str, float | None] | None = None,
) -> tuple[ConfirmationCriteria, tuple[Finding, ...]]:
    """Give the criteria as a plan counts by them: what it says takes the place of what they say, the rest stays.

    Responses that the criteria do not know are told (`response-unknown`); what names one is left out.
    """
    said = counting.model_dump(include=counting.model_fields_set) if counting else {}
    asked = (*(said.get("until") or ()), *(best_until or ()), *(numbers or {}))
    unknown = unknown_responses(asked, criteria)
    given = {name: float("nan") if one is None else one for name, one in (numbers or {}).items()}
    responses = {
        name: one.model_copy(update={"aval": given[name]}) if name in given else one
        for name, one in criteria.responses.items()
    }
    changes = {
        "counting": criteria.counting.model_copy(update=said),
        "best_until": criteria.best_until if best_until is None else best_until,
        "responses": responses,
    }
    return criteria.model_copy(update=changes), unknown


def unknown_responses(wanted: Sequence[str], criteria: ConfirmationCriteria) -> tuple[Finding, ...]:
    """Report responses that a step names and the criteria do not know."""
    names = [name for name in dict.fromkeys(wanted) if name not in criteria.responses]
    hint = nearest(names[0], criteria.responses) or f"known: {', '.join(criteria.responses)}" if names else ""
    return told("response-unknown", "error", pd.Series(names, dtype="str"), "the criteria know no such response", hint)


def counted(points: Frame, treated: pd.Series, criteria: ConfirmationCriteria) -> pd.Series:
    """Tell which responses count by `counting`: up to the first that ends them, it included, and up to new therapy."""
    until = criteria.counting.until
    ends = (criteria.progressed,) if until is None else until
    return _up_to(points, ends) & ~beyond(points["date"], treated, criteria)


def standing(
    criteria: ConfirmationCriteria,
    responses: Responses,
    new_therapy: Sources,
    rows: Frame,
    datasets: Mapping[str, Frame],
    subjects: tuple[Frame, tuple[Finding, ...]],
) -> Counted:
    """Give the responses that the best is taken of: up to the first of `best_until`, and up to new therapy."""
    roster, lost = subjects
    points, unusable = recorded(responses, rows, datasets, roster, criteria.worst_first, criteria.counting.from_)
    treated = first_date(new_therapy, rows, datasets, points)
    ends = (criteria.progressed,) if criteria.best_until is None else criteria.best_until
    counts = _up_to(points, ends) & ~beyond(points["date"], treated, criteria)
    partial = undated_events(new_therapy, rows, datasets, roster)
    return Counted(roster, points[counts], (*lost, *unusable, *partial))


def _up_to(points: Frame, ends: Sequence[str]) -> pd.Series:
    """Tell which responses are not later than the first one of `ends`."""
    ended = points["date"].where(points["response"].isin(list(ends)))
    return ~(points["date"] > ended.groupby(points["USUBJID"]).transform("min"))


def first_date(sources: Sources, rows: Frame, datasets: Mapping[str, Frame], points: Frame) -> pd.Series:
    """Give the first date of the sources from the start on for the subject of each point, NaN where there is none."""
    started = points[["USUBJID", "STARTDT"]].drop_duplicates("USUBJID")
    found = dated(sources, rows, datasets).merge(started, how="inner", on="USUBJID")
    first = found[found["date"] >= found["STARTDT"]].drop_duplicates("USUBJID").set_index("USUBJID")["date"]
    return points["USUBJID"].map(first).astype("float64")


def undated_events(sources: Sources, rows: Frame, datasets: Mapping[str, Frame], roster: Frame) -> tuple[Finding, ...]:
    """Report dates of new therapy or death that are not complete."""
    texts = undated(sources, rows, datasets)
    values = texts[texts.index.isin(roster["USUBJID"])].drop_duplicates()
    message = "the date of new therapy or death is missing or not complete, so it counts for nothing"
    return told("response-date", "warning", values, message, "correct it at its source, or complete it by impute:")
