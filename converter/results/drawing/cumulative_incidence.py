"""Curves of cumulative incidence, with the competing events in the legend."""

from __future__ import annotations

from converter.results.drawing.stepped import Stepped, stepped

CUMULATIVE_INCIDENCE = stepped(
    Stepped("incidence", half=False, head=lambda _: "Competing events", cell=lambda one: one.printed("competing"))
)
