"""What ranges of subjects would make otherwise than the whole study is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from converter.issues import Issue
from converter.pipeline.stages.ranges.unlike import UnlikeWholeError, refuse_issues, refuse_kinds
from converter.plan import make_plan
from converter.spec.load import load_study

DEMO = Path(__file__).parents[3] / "examples" / "demo"
SORTED = "AE.AETERM"


@pytest.mark.parametrize(
    ("ranges", "refused"),
    [
        ([["text"], ["text"]], False),
        ([["number"], ["number"], []], False),
        ([["number", "text"], ["text"]], False),
        ([["number"], ["text"]], True),
        ([["date"], ["date", "text"]], True),
    ],
)
def test_text_that_is_sorted_as_numbers_in_some_ranges_alone_is_refused(ranges: list[list[str]], refused: bool) -> None:
    plan = make_plan(load_study(DEMO))
    said: list[Mapping[str, list[str]]] = [{SORTED: kinds} for kinds in ranges]
    if not refused:
        refuse_kinds(plan, said)
        return
    with pytest.raises(UnlikeWholeError, match=r"AE\.AETERM is sorted by, and is text of several kinds"):
        refuse_kinds(plan, said)


def test_text_to_sort_by_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(UnlikeWholeError, match="sorted by and not shipped"):
        refuse_kinds(make_plan(load_study(DEMO)), [{}, {SORTED: ["unknown"]}])


@pytest.mark.parametrize(
    ("issues", "words"),
    [
        ([Issue("join-order", "warning", "ae.csv", "m", "LINE")], "rows are ordered by LINE"),
        ([Issue("text-not-ascii", "warning", "SE", "m", "ETCD", rows=(3,))], "told by the rows of the whole study"),
        (
            [Issue("text-too-long", "note", "lb.csv", "m", name) for name in ("LBORRESU", "LBORRESX")],
            "LBORRESU and LBORRESX hold long text",
        ),
    ],
)
def test_what_is_told_by_all_rows_is_refused(issues: list[Issue], words: str) -> None:
    with pytest.raises(UnlikeWholeError, match=words):
        refuse_issues(issues, {"SE": None})
