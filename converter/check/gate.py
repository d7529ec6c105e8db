"""The first gate of a submission: files and trial summary that agencies ask for before they look at anything else."""

from __future__ import annotations

from collections.abc import Iterator

from converter.check.shipment import Shipment
from converter.compute.dates.iso8601 import is_complete_date
from converter.dataset import Frame
from converter.issues import Issue, Severity
from converter.spec.library import load_gate
from converter.spec.package.gate import Gate


def check_gate(shipment: Shipment) -> Iterator[Issue]:
    """Report datasets and trial summary parameters that the FDA asks for and the shipment lacks."""
    gate = load_gate("fda")
    for name in gate.datasets:
        if name not in shipment.found:
            yield Issue(
                rule="gate-dataset",
                severity=_severity(name, gate),
                place=name,
                message=f"the dataset is missing; {gate.source}",
                hint=f"describe it in sdtm/{name.lower()}.yaml",
            )
    summary = shipment.having("TS", "TSPARMCD", "TSVAL")
    if summary is not None:
        yield from _parameters(summary.frame, gate)


def _severity(name: str, gate: Gate) -> Severity:
    return "error" if name in gate.rejects else "warning"


def _parameters(frame: Frame, gate: Gate) -> Iterator[Issue]:
    present = set(frame["TSPARMCD"])
    for parameter, reason in gate.trial_summary.items():
        if parameter not in present:
            yield Issue(
                rule="gate-summary",
                severity=_severity(parameter, gate),
                place="TS",
                variable="TSPARMCD",
                value=parameter,
                message=f"the parameter is missing: {reason}",
                hint="add it under trial_summary: in study.yaml, with null_flavor: where it is not known",
            )
    start = frame.loc[frame["TSPARMCD"] == "SSTDTC", "TSVAL"]
    if len(start) and not is_complete_date(start).all():
        yield Issue(
            rule="gate-start", severity="error", place="TS", variable="TSVAL", value=" ".join(start),
            message="the study start date must be a complete ISO 8601 date",
        )  # fmt: skip
