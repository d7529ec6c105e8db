"""Write every raw file of the synthetic study: `python -m examples.crb401.generator [FOLDER]` (default: raw/)."""

from __future__ import annotations

import sys
from pathlib import Path

from examples.crb401.generator import conduct, enrolment, history, therapy
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.write import write

PARTS = (enrolment.files, history.files, therapy.files, conduct.files)
RAW = Path(__file__).parents[1] / "raw"


def main() -> None:
    """Write all raw files to a folder."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else RAW
    for part in PARTS:
        for file in part(subjects()):
            write(file, folder)


if __name__ == "__main__":
    main()
