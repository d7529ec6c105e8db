"""An installation that was looked at: what was found, and whether the converter works there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from converter.report.aligned import table
from converter.report.json import as_json

SCHEMA = "converter.doctor/1"
Status = Literal["passed", "differs", "absent", "failed"]
"""`differs`: it works, but is not what the tests were run with. `absent`: of an extra that is not installed."""


@dataclass(frozen=True)
class Found:
    """One thing that was looked at, how it is, and what was found."""

    what: str
    status: Status
    told: str


def healthy(found: tuple[Found, ...]) -> bool:
    """Tell whether nothing failed."""
    return all(one.status != "failed" for one in found)


def installation_text(found: tuple[Found, ...]) -> str:
    """Word what was found, a line each, and the answer."""
    rows = [(one.what, one.status, one.told) for one in found]
    failed = sum(one.status == "failed" for one in found)
    differs = sum(one.status == "differs" for one in found)
    answer = f"{failed} failed" if failed else "the installation works"
    beside = f"; {differs} not as the tests were run with" if differs else ""
    return f"{table(('what', 'status', 'found'), rows)}\n\n{answer}{beside}\n"


def installation_json(found: tuple[Found, ...]) -> str:
    """Write what was found as JSON."""
    return as_json({"schema": SCHEMA, "healthy": healthy(found), "found": [asdict(one) for one in found]})
