"""Write every raw file of the synthetic study: `python -m examples.crb401.generator [FOLDER]` (default: raw/)."""

from __future__ import annotations

import sys
from pathlib import Path

from examples.crb401.generator import (
    adverse_events,
    biomarkers,
    conduct,
    crs,
    enrolment,
    history,
    imaging,
    kinetics,
    laboratories,
    marrow,
    medication,
    mrd,
    myeloma,
    product,
    response,
    therapy,
    vitals,
)
from examples.crb401.generator.dirt import planted
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.write import write

PARTS = (
    enrolment.files,
    history.files,
    therapy.files,
    conduct.files,
    crs.files,
    adverse_events.files,
    medication.files,
    vitals.files,
    laboratories.files,
    myeloma.files,
    marrow.files,
    imaging.files,
    response.files,
    kinetics.files,
    product.files,
    mrd.files,
    biomarkers.files,
)
ABOUT = """\
# Synthetic data

Every value in these files is made up by `examples/crb401/generator`; no row is of a patient. The files have the shape
of a trial's exports, and defects planted on purpose: `dirt.yaml` lists each.
"""
RAW = Path(__file__).parents[1] / "raw"


def main() -> None:
    """Write all raw files, defects planted, and the list of defects to a folder."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else RAW
    files, dirt = planted([file for part in PARTS for file in part(subjects())])
    for file in files:
        write(file, folder)
    (folder / "dirt.yaml").write_text(dirt, encoding="utf-8")
    (folder / "README.md").write_text(ABOUT, encoding="utf-8")


if __name__ == "__main__":
    main()
