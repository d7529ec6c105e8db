"""The exams of `make trust`: each tries one kind of bad day many times, with a seed."""

from __future__ import annotations

from tests.trust.bitflips import bitflips
from tests.trust.hostile import hostile
from tests.trust.tally import Exam

EXAMS: dict[str, Exam] = {
    "bitflips": bitflips,
    "hostile": hostile,
}
