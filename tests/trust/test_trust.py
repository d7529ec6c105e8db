"""The short form of `make trust`."""

from __future__ import annotations

import pytest

from tests.trust.exams import EXAMS
from tests.trust.tally import tallies_text

SEED = 2019


@pytest.mark.parametrize("name", EXAMS)
def test_a_bad_day_loses_nothing_and_leaves_no_traceback(name: str) -> None:
    seen = list(EXAMS[name](SEED, short=True))
    assert seen, "an exam that tries nothing shows nothing"
    assert all(tally.passed for tally in seen), "\n" + tallies_text(seen)
