"""Kaplan-Meier curves, with their medians in the legend."""

from __future__ import annotations

from converter.results.drawing.series import Series
from converter.results.drawing.stepped import Stepped, stepped
from converter.spec.display import Drawing


def _head(drawing: Drawing) -> str:
    median = f"Median, {drawing.unit}" if drawing.unit else "Median"
    return f"{median} ({drawing.limits})"


def _cell(one: Series) -> str:
    return f"{one.printed('median')} ({one.printed('lower')} to {one.printed('upper')})"


KAPLAN_MEIER = stepped(Stepped("survival", half=True, head=_head, cell=_cell))
