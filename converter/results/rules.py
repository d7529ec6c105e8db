"""Every kind of result: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from converter.results.count import count
from converter.results.summary import summary
from converter.steps import Answer

RESULT_RULES: Mapping[str, Callable[..., Answer]] = {
    "count": count,
    "summary": summary,
}
