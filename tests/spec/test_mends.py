"""What is to be done about each kind of issue: well written, with lines that are YAML."""

from __future__ import annotations

import pytest
import yaml

from converter.spec.checks.mends import UNKNOWN
from converter.spec.library import load_mends

MENDS = load_mends()


def test_a_rule_without_a_mend_of_its_own_has_the_general_one() -> None:
    assert MENDS.of("no-such-rule") == UNKNOWN
    assert MENDS.of("date-impossible").mend == "correct it at the source"


@pytest.mark.parametrize("rule", [rule for rule, mend in MENDS.rules.items() if mend.line or mend.under])
def test_a_line_to_paste_is_yaml_and_stands_under_a_key(rule: str) -> None:
    mend = MENDS.rules[rule]
    assert mend.under.endswith(":")
    assert yaml.safe_load(mend.line.format(value='"a: b"', variable="V"))


def test_losses_of_rows_are_those_of_rows_set_aside() -> None:
    assert {rule for rule, mend in MENDS.rules.items() if mend.loses == "rows"} >= {
        *("subject-missing", "subject-unknown", "subject-zeros", "key-duplicate")
    }
