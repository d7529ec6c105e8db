"""The functions of admiral and the verbs that serve here."""

from __future__ import annotations

from converter.adam.rules import ANALYSIS_RULES
from converter.report.pages.admiral_page import NOTHING, admiral_page
from converter.spec.library import load_counterparts

KNOWN = load_counterparts().functions


def test_every_verb_that_is_named_is_one_of_ours_and_no_function_stands_twice() -> None:
    assert [(one.function, name) for one in KNOWN for name in one.here if name not in ANALYSIS_RULES] == []
    assert len({one.function for one in KNOWN}) == len(KNOWN)


def test_a_verb_with_the_name_of_a_function_serves_in_its_place() -> None:
    named = {one.function: one.here for one in KNOWN}
    assert [name for name in ANALYSIS_RULES if name in named and name not in named[name]] == ["derive_param_response"]


def test_the_page_says_of_each_function_what_serves_and_what_has_none() -> None:
    page = admiral_page(load_counterparts())
    assert "| `derive_var_shift` | `derive_var_shift` |  |" in page
    assert page.count(NOTHING) == sum(not one.here for one in KNOWN) + 1
