"""The functions of admiral and admiralonco beside the verbs of this product."""

from __future__ import annotations

from converter.spec.model import Model


class Counterpart(Model):
    """One function: the verbs that serve in its place (none: nothing does), and what they do otherwise."""

    function: str
    here: tuple[str, ...] = ()
    differs: str = ""


class Counterparts(Model):
    """Every function, in order."""

    functions: tuple[Counterpart, ...]
