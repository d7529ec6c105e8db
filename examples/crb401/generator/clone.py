"""The myeloma clone of each subject: heavy and light chain, the same on every form and in every laboratory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from examples.crb401.generator.trial import SEED, Subject


@dataclass(frozen=True)
class Clone:
    """One subject's myeloma: heavy chain ('' if none) and light chain of its M-protein."""

    heavy: str
    light: Literal["kappa", "lambda"]


@cache
def clone(subject: Subject) -> Clone:
    """Draw the clone of a subject."""
    chance = Random(f"{SEED} clone {subject.number}")
    return Clone(chance.choice(("IgG", "IgG", "IgG", "IgA", "")), chance.choice(("kappa", "kappa", "lambda")))
