"""A study of one domain: the least that a conversion needs."""

from __future__ import annotations

from pathlib import Path

STUDY = """study: {id: S01, name: S-01, description: Of one domain, protocol: P01, created: 2024-07-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
usubjid: "{study}-{subject}"
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
elements:
  T: {name: Treatment, epoch: TREATMENT, start_rule: First dose}
arms:
  A: {name: Arm A, elements: [T]}
"""
DM = """domain: DM
records:
  - table: dm
    map:
      SUBJID: {assign: {column: SUBJ}}
      RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}
      SEX: {recode: {column: SEX, codelist: SEX}}
"""
RAW = "SUBJ,START,SEX\n1,2020-01-01,F\n2,2020-01-02,M\n"


def tiny_study(folder: Path, *, subjects: int = 2) -> Path:
    """Write the study to a folder, and give the folder; `subjects` more than two make another package."""
    more = "".join(f"{number},2020-01-05,F\n" for number in range(3, subjects + 1))
    for name, text in {"study.yaml": STUDY, "sdtm/dm.yaml": DM, "raw/dm.csv": RAW + more}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
