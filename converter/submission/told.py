"""The gate of a submission as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from converter.submission.gate import Gate, Judged
from converter.visible import visible

SHOWN = 5
"""What the text tells of one criterion; the JSON has all."""


def gate_text(gate: Gate, shown: int | None = SHOWN) -> str:
    """Tell the outcome of every criterion in its order, and why it is not met; `shown` bounds what is told of each."""
    wide = max((len(one.criterion.id) for one in gate.judged), default=0)
    lines = [f"gate of the {gate.agency}: {_summary(gate)}"]
    for one in gate.judged:
        lines += [f"  {one.criterion.id:<{wide}}  {one.outcome:<10}  {one.criterion.title}"]
        lines += [f"{' ' * (wide + 4)}looked at {one.looked}"] if one.looked and shown is None else []
        lines += _told(one, shown, wide)
    return visible("\n".join(lines) + "\n")


def _summary(gate: Gate) -> str:
    rejected, explain = gate.count("rejected"), gate.count("to explain")
    if rejected:
        return f"rejected by {rejected} {'criterion' if rejected == 1 else 'criteria'}, {explain} to explain"
    return f"passed, {explain} to explain" if explain else "passed"


def _told(judged: Judged, shown: int | None, wide: int) -> Iterator[str]:
    blank = " " * (wide + 4)
    first = judged.told[:shown]
    yield from (f"{blank}- {one}" for one in first)
    if len(judged.told) > len(first):
        yield f"{blank}- and {len(judged.told) - len(first):,} more (gate.json)"


def gate_body(gate: Gate) -> dict[str, Any]:
    """Give the gate as JSON has it."""
    criteria = [
        {
            "id": one.criterion.id,
            "title": one.criterion.title,
            "severity": one.criterion.severity,
            "outcome": one.outcome,
            "looked_at": one.looked,
            "told": list(one.told),
        }
        for one in gate.judged
    ]
    return {"agency": gate.agency, "rejected": gate.count("rejected"), "criteria": criteria}


def gate_json(gate: Gate) -> str:
    """Write the gate as JSON (schema converter.gate/1)."""
    return json.dumps({"schema": "converter.gate/1", **gate_body(gate)}, indent=2, ensure_ascii=False) + "\n"
