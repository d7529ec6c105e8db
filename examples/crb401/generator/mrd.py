"""Minimal residual disease in marrow by sequencing (clonoSEQ): who is evaluable, and each sample's result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Literal

from examples.crb401.generator.forms import RawFile, Row
from examples.crb401.generator.trial import CUTOFF, SEED, STUDY, Subject
from examples.crb401.generator.visits import Visit, visits

LEVELS = {"1E-4": 1e-4, "1E-5": 1e-5, "1E-6": 1e-6}
CERTAIN = 3
"""A level is excluded when CERTAIN / level cells were evaluated (rule of three; drawn, the vendor's is not printed)."""
SAMPLED = ("M1", "M3", "M6", "M12", "M18")
Finding = Literal["HIGH", "LOW", "NONE SCANT", "NONE", "NONE DEEP", "FAILED QC", "NOT RECEIVED"]
"""Clone found over 1e-4; between 1e-6 and 1e-5; not found among few, some, many cells; no result."""

NO_CLONE = (6, 9, 11, 14, 16, 26, 32)
QC_FAILED = (17, 33)
NO_FIRST_SAMPLE = (1, 2, 28)
NO_LATER_SAMPLE = (3, 19, 29)
"""The 15 who are not evaluable (which ones is not printed; drawn): 7, 2 and 6."""
LATE: tuple[int, ...] = (20, 24, 25)
"""Responders first negative at month 3; the other 13 are at month 1 (drawn)."""
DEEP, LOW, SCANT = (5, 7, 21), (18, 22, 31), (13,)
"""Responders negative at 1e-6, positive at 1e-6, and the one indeterminate at 1e-5 (drawn)."""
RETURNED: Mapping[int, str] = {12: "M6", 18: "M12", 20: "M6", 22: "M6", 24: "M18", 31: "M12"}
"""Responders who progressed, and the visit from which the clone is back."""
LOST: Mapping[tuple[int, str], Finding] = {
    (12, "M3"): "FAILED QC",
    (22, "M3"): "NOT RECEIVED",
    (8, "M6"): "NOT RECEIVED",
}
"""Single samples without a result among the evaluable; so 12 of 16 have two negative samples in a row."""


@dataclass(frozen=True)
class Sample:
    """One sample: its visit, and the result or why there is none."""

    visit: Visit
    finding: Finding


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw file of this part."""
    yield RawFile("vendor/mrd_clonoseq.csv", [row for s in subjects for row in _rows(s)])


def _rows(s: Subject) -> Iterator[Row]:
    chance = Random(f"{SEED} mrd {s.number}")
    tracked = chance.randrange(1, 4)
    yield _line(s, visits(s)[0], "CLONE IDENTIFICATION", 1) | _identified(s, tracked, chance)
    for order, sample in enumerate(_samples(s), start=2):
        yield _line(s, sample.visit, "CLONE TRACKING", order) | _tracked(sample.finding, tracked, chance)


def _line(s: Subject, visit: Visit, assay: str, order: int) -> Row:
    return {
        "StudyID": STUDY,
        "SiteNo": s.site,
        "PatientNo": s.patient,
        "SpecimenID": f"AB{s.site[-1]}{s.patient}-{order:02d}",
        "SpecimenType": "BMA",
        "Timepoint": visit.folder,
        "CollectionDate": f"{visit.date:%Y-%m-%d}",
        "ReportDate": f"{min(visit.date + timedelta(days=14), CUTOFF):%Y-%m-%d}",
        "Assay": assay,
    }


def _identified(s: Subject, tracked: int, chance: Random) -> Row:
    """Report the screening sample: is there a clone that can be tracked."""
    if s.number in NO_FIRST_SAMPLE:
        return _result("NOT RECEIVED", reason="SAMPLE NOT RECEIVED")
    if s.number in QC_FAILED:
        return _result("FAILED QC", reason="INSUFFICIENT DNA")
    cells = f"{chance.randrange(250, 900) * 1000 + chance.randrange(1000)}"
    if s.number in NO_CLONE:
        return _result("REPORTED", cells=cells, clone="No", reason="NO DOMINANT SEQUENCE")
    return _result("REPORTED", cells=cells, clone="Yes", tracked=str(tracked))


def _samples(s: Subject) -> Iterator[Sample]:
    """Give the samples after infusion: nothing is tracked without a clone."""
    if s.infusion is None or s.number in (*NO_CLONE, *QC_FAILED, *NO_FIRST_SAMPLE):
        return
    back = False
    for visit in visits(s):
        folder = visit.folder
        back = back or RETURNED.get(s.number) == folder
        if folder in SAMPLED:
            yield Sample(visit, _finding(s, folder, back=back))


def _finding(s: Subject, folder: str, *, back: bool) -> Finding:
    if s.number in NO_LATER_SAMPLE:
        return "NOT RECEIVED"
    if (s.number, folder) in LOST:
        return LOST[s.number, folder]
    if back or not s.responder or (s.number in LATE and folder == "M1"):
        return "HIGH"
    if s.number in LOW:
        return "LOW"
    if s.number in SCANT:
        return "NONE SCANT"
    return "NONE DEEP" if s.number in DEEP and folder != "M1" else "NONE"


def _tracked(finding: Finding, tracked: int, chance: Random) -> Row:
    """Draw cells and clonal cells of one sample; levels follow from the two."""
    if finding == "NOT RECEIVED":
        return _result(finding, reason="SAMPLE NOT RECEIVED")
    if finding == "FAILED QC":
        return _result(finding, reason="INSUFFICIENT DNA")
    least, most = {"NONE SCANT": (110, 240), "NONE DEEP": (3050, 4600), "LOW": (820, 1500)}.get(finding, (360, 1900))
    cells = chance.randrange(least, most) * 1000 + chance.randrange(1000)
    clonal = {"HIGH": round(cells * 10 ** chance.uniform(-3.6, -1.6)), "LOW": chance.randrange(2, 7)}.get(finding, 0)
    levels = {f"MRD_{name}": _level(clonal / cells, cells, level) for name, level in LEVELS.items()}
    per_million = f"{clonal / cells * 1e6:.2f}" if clonal else "0"
    return _result("REPORTED", cells=str(cells), tracked=str(tracked), residual=per_million, levels=levels)


def _level(share: float, cells: int, level: float) -> str:
    """Judge one level: positive from the level on, negative below it if enough cells were seen."""
    if share >= level:
        return "POSITIVE"
    return "NEGATIVE" if cells >= CERTAIN / level else "INDETERMINATE"


def _result(
    status: str,
    *,
    cells: str = "",
    clone: str = "",
    tracked: str = "",
    residual: str = "",
    levels: Mapping[str, str] | None = None,
    reason: str = "",
) -> Row:
    return {
        "Status": status,
        "StatusReason": reason,
        "CellsEvaluated": cells,
        "CloneIdentified": clone,
        "SequencesTracked": tracked,
        "ResidualPerMillion": residual,
        **{f"MRD_{name}": (levels or {}).get(f"MRD_{name}", "") for name in LEVELS},
    }
