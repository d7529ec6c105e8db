"""What an agency asks for before it looks at a submission, as data with its date."""

from __future__ import annotations

from converter.spec.model import Model


class Gate(Model):
    """Datasets that must be there, and trial summary parameters with the reason for each.

    `rejects` are those of them without which a submission is not accepted at all.
    """

    agency: str
    dated: str
    source: str
    datasets: tuple[str, ...]
    trial_summary: dict[str, str]
    rejects: tuple[str, ...] = ()
