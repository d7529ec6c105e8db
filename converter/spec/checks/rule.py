"""What a rule of issues tells of, as data: of those that are no checks of the catalogue, which say it themselves."""

from __future__ import annotations

from converter.spec.model import Model


class Rules(Model):
    """What each rule tells of, in one sentence without a full stop."""

    rules: dict[str, str]
