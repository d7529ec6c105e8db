"""Entries of a mapping in another order, as text."""

from __future__ import annotations

import pytest

from converter.write.order import reordered

TEXT = """# mine
variables:
  A: 1  # one
  # of B
  B:
    - x

  C: {d: 2}
after: 3
"""


def test_comments_go_with_the_entry_that_they_stand_before_or_beside() -> None:
    assert reordered(TEXT, ("variables",), ["C", "B", "A"]) == (
        "# mine\nvariables:\n\n  C: {d: 2}\n  # of B\n  B:\n    - x\n  A: 1  # one\nafter: 3\n"
    )


def test_entries_that_are_not_named_come_last_and_a_line_stays_a_line() -> None:
    assert reordered("a: {x: 1, y: [2, 3], z: 4}\n", ("a",), ["z", "y"]) == "a: {z: 4, y: [2, 3], x: 1}\n"


@pytest.mark.parametrize(("text", "trail"), [("a: [1]\n", ("a",)), ("a: 1\n", ("b",)), ("", ("a",))])
def test_what_is_no_mapping_is_refused(text: str, trail: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="is not there"):
        reordered(text, trail, [])
