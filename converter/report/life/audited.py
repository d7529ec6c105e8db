"""An audit log that was verified, in words and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from converter.compute.several import several
from converter.report.json import as_json

SCHEMA = "converter.audited/1"


@dataclass(frozen=True)
class Broken:
    """The first line of an audit log that is not as it was written, and why it is not."""

    line: int
    why: str


@dataclass(frozen=True)
class Audited:
    """An audit log: how many entries are whole, the hash of the last of them, and where the chain is broken."""

    entries: int
    last: str
    broken: Broken | None = None


def audited_text(audited: Audited) -> str:
    """Say whether the chain is whole, and with which hash it ends."""
    told = f"{several(audited.entries, 'entry').replace('entrys', 'entries')}; the last has the hash {audited.last}"
    if audited.broken is None:
        return f"whole: {told}\n"
    return f"broken: line {audited.broken.line} {audited.broken.why}\nbefore it {told}\n"


def audited_json(audited: Audited) -> str:
    """Write what is known of an audit log as JSON."""
    return as_json({"schema": SCHEMA, "whole": audited.broken is None, **asdict(audited)})
