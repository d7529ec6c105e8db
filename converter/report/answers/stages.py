"""Which stages of a conversion would run, and why, as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.report.json import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA = "converter.stages/1"
NAMED = 3
"""How many reasons a line names."""


def stages_text(stages: Mapping[str, Sequence[str]]) -> str:
    """Write a line for each stage: kept, or would run and why; `stages` has what is not as it was, by stage."""
    width = max(map(len, stages), default=0)
    return "".join(f"{name:<{width}}  {_told(why)}\n" for name, why in stages.items())


def _told(why: Sequence[str]) -> str:
    if not why:
        return "kept"
    more = f" and {len(why) - NAMED} more" if len(why) > NAMED else ""
    return f"would run: {', '.join(why[:NAMED])}{more}"


def stages_json(stages: Mapping[str, Sequence[str]]) -> str:
    """Write the same as JSON."""
    told = [{"stage": name, "runs": bool(why), "why": list(why)} for name, why in stages.items()]
    return as_json({"schema": SCHEMA, "stages": told})
