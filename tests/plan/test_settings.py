"""Method texts: what a rule's own sentence does not name is said in sentences of its own."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.dates.dates import derive_vars_dt
from converter.adam.events.censoring import derive_param_censored_tte
from converter.adam.response.best import derive_param_best_response
from converter.adam.source import Source
from converter.plan.binding.bind import method_text
from converter.plan.binding.settings import setting_sentence
from converter.spec.endpoints.confirmation import Counting


@pytest.mark.parametrize(
    ("rule", "name", "value", "sentence"),
    [
        ("derive_vars_duration", "decimals", 2, "Rounded to 2 decimals."),
        ("derive_vars_duration", "decimals", 1, "Rounded to 1 decimal."),
        ("derive_var_trtemfl", "window", 1, "Up to 1 day after the last treatment count."),
        ("derive_var_trtemfl", "window", 21, "Up to 21 days after the last treatment count."),
        ("course", "limit", 1234567.0, "The limit is 1234567."),
        ("course", "below_as", 0.00001, "A value below the limit counts as 0.00001."),
    ],
)
def test_a_setting_is_said_with_all_its_digits_and_in_number(rule: str, name: str, value: float, sentence: str) -> None:
    assert setting_sentence(rule, name, value) == sentence


def test_a_censored_time_says_its_assessments_their_plan_and_what_censors_it() -> None:
    seen, other = Source(dataset="ADRS", date="ADT"), Source(dataset="CM", date="CMSTDTC")
    given = {
        "unit": "days", "start": "ADSL.TRTSDT", "progression": "PD", "death": "DM.DTHDTC", "until": (),
        "criteria": "FDA", "assessments": (seen,), "planned": (28.0, 56.0), "planned_from": "ADSL.RANDDT",
        "window": 7, "new_therapy": (other,),
    }  # fmt: skip
    assert method_text(derive_param_censored_tte, given) == (
        "Time in days from ADSL.TRTSDT to PD, or DM.DTHDTC, censored by FDA. Adequate assessments: ADRS.ADT."
        " Assessments are planned on days 28, 56. Planned days count from ADSL.RANDDT. New therapy: CM.CMSTDTC."
        " A planned assessment may be 7 days off."
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"counting": Counting(from_="after", new_therapy="before")},
         "Responses count after the day of the start; before the day of new therapy."),
        ({"counting": Counting(until=())}, "Responses count whatever was the response before."),
        ({"counting": Counting(until=("PD", "NE"))}, "Responses count up to the first of PD, NE."),
        ({"best_until": ()}, "The best is of all responses that count; none of them ends it."),
        ({"best_until": ("PD",)}, "The best is of responses up to the first of: PD."),
        ({"numbers": {"CR": 1.0, "ND": None}}, "Analysis values: CR = 1; ND = none."),
    ],
)  # fmt: skip
def test_what_a_plan_says_beside_its_criteria_stands_in_the_method(given: dict[str, Any], said: str) -> None:
    usual = {"criteria": "RECIST", "responses": "OVR", "new_therapy": "", "set_values": {}}
    assert method_text(derive_param_best_response, usual | given) == (
        f"Best of OVR by RECIST, up to the first progression and the start of new therapy. {said}"
    )


def test_an_imputed_date_says_its_limits() -> None:
    given = {"dtc": "AESTDTC", "impute": "first", "not_before": ("ADSL.TRTSDT",)}
    assert method_text(derive_vars_dt, given) == (
        "Numeric date of AESTDTC; imputation of an unknown month or day: first."
        " An imputed date is not before ADSL.TRTSDT if it can be later."
    )
