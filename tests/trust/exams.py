"""The exams of `make trust`: each tries one kind of bad day many times, with a seed."""

from __future__ import annotations

from tests.trust.bitflips import bitflips
from tests.trust.dirt import dirt
from tests.trust.disk import disk
from tests.trust.hostile import hostile
from tests.trust.kills import kills
from tests.trust.runs import runs
from tests.trust.tally import Exam
from tests.trust.yaml_mistakes import yaml_mistakes

EXAMS: dict[str, Exam] = {
    "kills": kills,
    "runs": runs,
    "disk": disk,
    "bitflips": bitflips,
    "yaml": yaml_mistakes,
    "hostile": hostile,
    "dirt": dirt,
}
