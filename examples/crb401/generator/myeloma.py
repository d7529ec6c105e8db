"""The central myeloma laboratory: serum and urine M-protein, immunofixation, free light chains, immunoglobulins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from examples.crb401.generator.clone import Clone, Panel, clone, panels
from examples.crb401.generator.forms import RawFile, Row, clock
from examples.crb401.generator.trial import CUTOFF, SEED, STUDY, Subject

NO_BAND = "No monoclonal protein detected"
INTERFERENCE = "Daratumumab interference excluded by DIRA: the band is the myeloma clone"
"""What the laboratory writes beside an IgG kappa band of subjects who were given daratumumab."""
RANGES = {
    "KFLC": ("3.3", "19.4"), "LFLC": ("5.7", "26.3"), "KLRATIO": ("0.26", "1.65"),
    "IGG": ("700", "1600"), "IGA": ("70", "400"), "IGM": ("40", "230"),
}  # fmt: skip
NAMES = {
    "MSPIKE": "M-protein, serum (SPEP)", "SIFE": "Immunofixation, serum", "UMSPIKE": "M-protein, 24-hour urine (UPEP)",
    "UIFE": "Immunofixation, urine", "KFLC": "Free kappa light chain, serum", "LFLC": "Free lambda light chain, serum",
    "KLRATIO": "Free kappa/lambda ratio, serum", "IGG": "Immunoglobulin G", "IGA": "Immunoglobulin A",
    "IGM": "Immunoglobulin M",
}  # fmt: skip
UNITS = {
    "MSPIKE": "g/dL",
    "UMSPIKE": "mg/24 h",
    "KFLC": "mg/L",
    "LFLC": "mg/L",
    "IGG": "mg/dL",
    "IGA": "mg/dL",
    "IGM": "mg/dL",
}


def files(subjects: Sequence[Subject]) -> Iterator[RawFile]:
    """Make the raw files of this part."""
    chance = Random(f"{SEED} myeloma")
    accession = 410000
    rows = []
    for subject in subjects:
        for panel in panels(subject):
            accession += 3 + chance.randrange(9)
            rows += _sample(subject, panel, accession, chance)
    yield RawFile("lab/myeloma_central.csv", rows, delimiter="|")


def _sample(subject: Subject, panel: Panel, accession: int, chance: Random) -> list[Row]:
    """Give one row for each analyte of a visit's blood and urine."""
    results = _results(clone(subject), panel)
    reported = min(panel.visit.date + timedelta(days=2 + chance.randrange(3)), CUTOFF)
    minute = chance.randrange(480, 700)
    return [
        {
            "STUDYNO": STUDY,
            "CENTRE": subject.site,
            "PATNO": subject.patient,
            "TIMEPOINT": panel.visit.planned.name,
            "ACCESSION": f"MM{accession}-{'U' if code in {'UMSPIKE', 'UIFE'} else 'S'}",
            "MATERIAL": "24-hour urine" if code in {"UMSPIKE", "UIFE"} else "Serum",
            "DRAWN": panel.visit.date.strftime("%m/%d/%Y"),
            "CLOCK": clock(minute),
            "ANALYTE": code,
            "ANALYTE_NAME": NAMES[code],
            "VALUE": value,
            "UNIT": UNITS.get(code, ""),
            "NORM_FROM": RANGES.get(code, ("", ""))[0],
            "NORM_TO": RANGES.get(code, ("", ""))[1],
            "REMARK": _remark(subject, panel, code),
            "REPORTED": reported.strftime("%m/%d/%Y"),
        }
        for code, value in results.items()
    ]


def _results(it: Clone, panel: Panel) -> Row:
    return {
        "MSPIKE": f"{panel.serum:.2f}" if panel.serum else "Not detected",
        "SIFE": _band(it, panel.serum, shown=panel.serum_band),
        "UMSPIKE": f"{panel.urine:.0f}" if panel.urine else "Not detected",
        "UIFE": f"Free {it.light} light chain band present" if panel.urine_band else NO_BAND,
        "KFLC": f"{panel.kappa:.1f}",
        "LFLC": f"{panel.lambda_:.1f}",
        "KLRATIO": _ratio(panel.kappa / panel.lambda_),
        "IGG": str(panel.igg),
        "IGA": str(panel.iga),
        "IGM": str(panel.igm),
    }


def _band(it: Clone, spike: float, *, shown: bool) -> str:
    if not shown:
        return NO_BAND
    if not it.heavy:
        return f"Free {it.light} light chain band present"
    band = f"{it.heavy} {it.light} monoclonal band present"
    return band if spike else f"Faint {band}, not quantifiable"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def _remark(subject: Subject, panel: Panel, code: str) -> str:
    it = clone(subject)
    exposed = "DARA" in subject.exposed and it.heavy == "IgG" and it.light == "kappa"
    early = panel.visit.day is None or panel.visit.day < 70
    return INTERFERENCE if code == "SIFE" and exposed and early and panel.serum_band else ""
