"""Progression-free survival and duration of response: every situation by a timeline of its own."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from converter.adam.censoring import derive_param_censored_tte
from converter.dataset import Frame
from converter.spec.censoring import CensoringCriteria
from converter.spec.criteria import CriteriaCall, load_criteria
from converter.steps import Built
from tests.adam.timelines import PLANNED, WINDOW, adsl, bound, responses

ALL = ("fda-2018-a", "ema-2012", "treatment-policy")


class Line(NamedTuple):
    """What happens to a subject, on which days from the start."""

    seen: tuple[int, ...] = ()
    pd: int | None = None
    death: int | None = None
    therapy: int | None = None
    claim: int | None = None
    off: int | None = None
    cut: int | None = None
    baseline: bool = True


def criteria(name: str, **settings: str | float) -> CensoringCriteria:
    return load_criteria(CriteriaCall(name=name, settings=settings), CensoringCriteria)


ROLES = {
    "progression": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "eq": "PD"}},
    "death": {"dataset": "ADSL", "date": "DTHDT"},
    "assessments": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "notin": ["NE", "BASE"]}},
    "baseline": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "eq": "BASE"}},
    "new_therapy": {"dataset": "ADSL", "date": "NACTDT"},
    "claim": {"dataset": "ADSL", "date": "CLAIMDT"},
    "stopped": {"dataset": "ADSL", "date": "OFFDT"},
    "until": ["ADSL.DCUTDT"],
    "planned": PLANNED,
    "window": WINDOW,
    "set_values": {"PARAMCD": "PFS"},
}


def data(line: Line) -> dict[str, Frame]:
    points = [(day, "SD") for day in line.seen]
    points += [(line.pd, "PD")] if line.pd is not None else []
    points += [(-3, "BASE")] if line.baseline else []
    subject = adsl(DTHDT=line.death, NACTDT=line.therapy, CLAIMDT=line.claim, OFFDT=line.off, DCUTDT=line.cut)
    return {"ADSL": subject, "ADRS": responses(*points)}


def pfs(line: Line, name: str = "fda-2018-a", settings: dict[str, Any] | None = None, **arguments: Any) -> Built:
    given = {**ROLES, **arguments, "criteria": criteria(name, **(settings or {}))}
    return bound(derive_param_censored_tte, data(line), **given)


def answer(built: Built) -> tuple[str, int, int]:
    """Give the decision, CNSR and the day from the start (0) of the only row."""
    (row,) = built.frame.to_dict("records")
    return row["CNSRULE"], int(row["CNSR"]), int(row["ADT"] - row["STARTDT"])


# what happens, what FDA says, what EMA says (decision, CNSR, day), and what differs under treatment policy
TIMELINES: dict[str, tuple[Line, tuple[str, int, int], tuple[str, int, int]]] = {
    "no baseline: censored at the start": (Line((28,), pd=56, baseline=False), ("FDA-1", 1, 0), ("EMA-1", 0, 56)),
    "no baseline, no event": (Line((28,), baseline=False), ("FDA-1", 1, 0), ("EMA-3", 1, 28)),
    "no baseline, early death": (Line(death=10, baseline=False), ("FDA-1", 1, 0), ("EMA-2", 0, 10)),
    "progression at a visit": (Line((28,), pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "progression between visits": (Line((28,), pd=40), ("FDA-2", 0, 40), ("EMA-1", 0, 40)),
    "progression at the first visit": (Line(pd=28), ("FDA-2", 0, 28), ("EMA-1", 0, 28)),
    "progression on the day of start": (Line(pd=0), ("FDA-2", 0, 0), ("EMA-1", 0, 0)),
    "progression, then death": (Line((28,), pd=56, death=60), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "progression on the day of death": (Line((28,), pd=56, death=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "death before a progression that is dated later": (
        Line((28,), pd=70, death=60),
        ("FDA-8", 0, 60),
        ("EMA-2", 0, 60),
    ),
    "nothing happened": (Line((28, 56)), ("FDA-3", 2, 56), ("EMA-3", 1, 56)),
    "nothing was ever assessed": (Line(), ("FDA-3", 2, 0), ("EMA-3", 1, 0)),
    "stopped for undocumented progression": (Line((28,), claim=40), ("FDA-4", 3, 28), ("EMA-3", 1, 28)),
    "documented after it was claimed": (Line((28,), claim=40, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "stopped for toxicity": (Line((28,), off=40), ("FDA-5", 4, 28), ("EMA-3", 1, 28)),
    "stopped for toxicity, assessed on": (Line((28, 56), off=40), ("FDA-5", 4, 56), ("EMA-3", 1, 56)),
    "stopped for toxicity, then progression": (Line((28,), off=40, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "new therapy without progression": (Line((28, 56), therapy=60), ("FDA-6", 5, 56), ("EMA-3", 1, 56)),
    "new therapy, assessed after it": (Line((28, 56, 84), therapy=60), ("FDA-6", 5, 56), ("EMA-3", 1, 84)),
    "assessed on the day of new therapy": (Line((28, 56), therapy=56), ("FDA-6", 5, 56), ("EMA-3", 1, 56)),
    "progression after new therapy": (Line((28,), therapy=40, pd=56), ("FDA-6", 5, 28), ("EMA-1", 0, 56)),
    "progression the day after new therapy": (Line((28,), therapy=55, pd=56), ("FDA-6", 5, 28), ("EMA-1", 0, 56)),
    "progression on the day of new therapy": (Line((28,), therapy=56, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "new therapy after progression": (Line((28,), therapy=60, pd=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "death after new therapy": (Line((28,), therapy=40, death=50), ("FDA-6", 5, 28), ("EMA-2", 0, 50)),
    "new therapy before any assessment": (Line(therapy=10), ("FDA-6", 5, 0), ("EMA-3", 1, 0)),
    "death before the first assessment": (Line(death=20), ("FDA-7", 0, 20), ("EMA-2", 0, 20)),
    "death after one missed first visit": (Line(death=50), ("FDA-7", 0, 50), ("EMA-2", 0, 50)),
    "death after two missed first visits": (Line(death=70), ("FDA-9", 6, 0), ("EMA-2", 0, 70)),
    "death between visits": (Line((28,), death=40), ("FDA-8", 0, 40), ("EMA-2", 0, 40)),
    "death on the day of the last visit": (Line((28, 56), death=56), ("FDA-8", 0, 56), ("EMA-2", 0, 56)),
    "death on the day of a visit after a gap": (Line((28, 112), death=112), ("FDA-8", 0, 112), ("EMA-2", 0, 112)),
    "death after one missed visit": (Line((28,), death=80), ("FDA-8", 0, 80), ("EMA-2", 0, 80)),
    "in the window of the second missed visit": (Line((28,), death=91), ("FDA-8", 0, 91), ("EMA-2", 0, 91)),
    "just past the window of the second missed": (Line((28,), death=92), ("FDA-9", 6, 28), ("EMA-2", 0, 92)),
    "progression in the window of the second": (Line((28,), pd=91), ("FDA-2", 0, 91), ("EMA-1", 0, 91)),
    "progression after two missed visits": (Line((28,), pd=92), ("FDA-9", 6, 28), ("EMA-1", 0, 92)),
    "the first visit was early, within its window": (Line((21,), pd=91), ("FDA-2", 0, 91), ("EMA-1", 0, 91)),
    "too early for the first visit's window": (Line((20,), pd=70), ("FDA-9", 6, 20), ("EMA-1", 0, 70)),
    "new therapy in a gap: therapy comes first": (Line((28,), therapy=60, pd=112), ("FDA-6", 5, 28), ("EMA-1", 0, 112)),
    "new therapy after the event in a gap": (Line((28,), therapy=115, pd=112), ("FDA-9", 6, 28), ("EMA-1", 0, 112)),
    "a progression after the cut-off is not known": (Line((28, 56), pd=84, cut=60), ("FDA-3", 2, 56), ("EMA-3", 1, 56)),
    "a progression on the day of the cut-off is": (Line((28,), pd=56, cut=56), ("FDA-2", 0, 56), ("EMA-1", 0, 56)),
    "a death after the cut-off is not known": (Line((28,), death=60, cut=50), ("FDA-3", 2, 28), ("EMA-3", 1, 28)),
    "new therapy after the cut-off is not known": (Line((28,), therapy=60, cut=50), ("FDA-3", 2, 28), ("EMA-3", 1, 28)),
    "an assessment before the start counts for nothing": (Line((-10,)), ("FDA-3", 2, 0), ("EMA-3", 1, 0)),
}


@pytest.mark.parametrize("title", TIMELINES)
def test_each_situation_has_the_answer_of_fda(title: str) -> None:
    line, fda, _ = TIMELINES[title]
    assert answer(pfs(line)) == fda


@pytest.mark.parametrize("title", TIMELINES)
def test_ema_censors_neither_new_therapy_nor_missed_visits(title: str) -> None:
    line, _, ema = TIMELINES[title]
    assert answer(pfs(line, "ema-2012")) == ema


@pytest.mark.parametrize("title", TIMELINES)
def test_treatment_policy_differs_from_fda_only_where_new_therapy_censored(title: str) -> None:
    line, fda, _ = TIMELINES[title]
    policy = answer(pfs(line, "treatment-policy"))
    if fda[0] == "FDA-6":
        without = answer(pfs(line._replace(therapy=None)))
        assert policy == (without[0].replace("FDA", "TP"), *without[1:])
    else:
        assert policy == (fda[0].replace("FDA", "TP"), *fda[1:])
