"""A study of a few subjects with one findings table, in ranges of its subjects: what tests of ways to run convert."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from converter.pipeline import Ways, convert
from converter.spec.text.paths import files_below

STUDY = """\
study: {{id: S1, name: S1, description: A study, protocol: S1, created: 2026-01-01}}
standards: {{sdtmig: "3.4", adamig: "1.3", terminology: [sdtm-ct-2025-03-28, adam-ct-2025-03-28]}}
tables:
  dm: {{file: dm.csv, subject: "{{SUBJ}}"}}
  qs: {{{table}, key: [SUBJ, CODE]}}
"""
TABLE = 'file: qs.csv, subject: "{SUBJ}"'
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
QS = """\
domain: QS
records:
  - table: qs
    map:
      QSTESTCD: {assign: {column: CODE}}
      QSORRES: {assign: {column: RESULT}}
      QSNOTE: {assign: {column: NOTE}}
derive: {QSSEQ: {sequence: {}}}
supplemental: {QSNOTE: {label: Note}}
"""
ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SUBJID]}
"""
COLUMNS = ("SUBJ", "CODE", "RESULT", "NOTE")
ROWS = [
    ("002", "A", "1", "x"),
    ("001", "A", "2.50", ""),
    ("003", "B", "<3", "y"),
    ("002", "B", "", "\u00e9"),
    ("001", "A", "2.50", ""),  # repeats a key
    ("009", "A", "4", "of nobody"),
    ("004", "C", "5", "z"),
]
"""Raw rows, some of them faulty, in no order."""


def study_of(
    folder: Path, table: str = 'file: qs.csv, subject: "{SUBJ}"', rows: Sequence[tuple[str, ...]] = ()
) -> Path:
    """Write a study of four subjects; `table` says how qs is read, `rows` stand in qs.csv where there are any."""
    files = {"study.yaml": STUDY.format(table=table), "sdtm/dm.yaml": DM, "sdtm/qs.yaml": QS, "adam/adsl.yaml": ADSL}
    files["raw/dm.csv"] = "SUBJ\n001\n002\n003\n004\n"
    if rows:
        files["raw/qs.csv"] = "".join(f"{','.join(row)}\n" for row in (COLUMNS, *rows))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def package(study: Path, out: Path, ways: Ways) -> dict[str, bytes]:
    """Convert a study, none of whose ranges may be given up for the whole; gives the files of the package."""
    told: list[str] = []
    convert(study, out, ways=ways, tell=told.append)
    assert not [one for one in told if "one range" in one]
    return {name: (out / name).read_bytes() for name in files_below(out)}
