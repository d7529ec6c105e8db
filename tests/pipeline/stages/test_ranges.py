"""A package is the same, byte for byte, in however many ranges of subjects it is made, and by however many workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from multiprocessing import active_children
from pathlib import Path
from random import Random
from shutil import copytree
from threading import Thread
from time import sleep

import pandas as pd
import pytest

from converter.pipeline import Ways, convert
from converter.spec.text.paths import files_below
from tests.converted import Converted
from tests.pipeline.stages.small import QS, ROWS, package, study_of

DEMO = Path(__file__).parents[3] / "examples" / "demo"
RECIST = Path(__file__).parents[2] / "studies" / "recist"
EACH = 1_000
"""More ranges than a study has subjects: each subject is one."""
DIRT = ("", " ", "30-FEB-2024", "\u00e9\u2013\u00b0 x", "long text " * 30, "1,5", "QQQ")
DAMAGES = (str.lower, str.upper, lambda text: text.replace("0", ""), lambda text: f"{text} ", lambda text: f"<{text}")
SOILED = {"ae": ",", "cm": ",", "dm": ",", "ds": ",", "ex": ",", "lb_central": ";", "vs": ","}
"""Exports that are soiled, with their delimiter."""
Package = dict[str, bytes]


def made(study: Path, out: Path, ways: Ways) -> Package:
    """Convert a study in ranges, none of which may be given up for the whole."""
    told: list[str] = []
    convert(study, out, ways=ways, tell=told.append)
    assert not [one for one in told if "one range" in one]
    return files_of(out)


def files_of(out: Path) -> Package:
    return {name: (out / name).read_bytes() for name in files_below(out)}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def whole(converted: Converted) -> Package:
    """Give the package of a study in one piece."""
    return files_of(converted("demo")[1])


@pytest.mark.parametrize("ways", [Ways(ranges=2), Ways(workers=2, ranges=8)])
def test_ranges_and_workers_make_no_difference(ways: Ways, whole: Package, tmp_path: Path) -> None:
    assert differing(made(DEMO, tmp_path / "out", ways), whole) == []


def test_so_it_is_where_analysis_compares_records_of_a_subject(converted: Converted, tmp_path: Path) -> None:
    in_one = files_of(converted("recist")[1])
    assert differing(made(RECIST, tmp_path / "three", Ways(workers=2, ranges=3)), in_one) == []


def soiled(study: Path, to: Path, seed: int) -> Path:
    """Give a study whose CSV exports have their rows in another order, some of them twice, and cells that are wrong."""
    draw = Random(seed)  # noqa: S311 - no secret
    copytree(study, to)
    for name, delimiter in SOILED.items():
        path = to / "raw" / f"{name}.csv"
        rows = pd.read_csv(path, sep=delimiter, dtype="str", keep_default_na=False).sample(frac=1, random_state=seed)
        rows = pd.concat([rows, rows.head(2)])
        for column in rows:
            cells = rows[column].tolist()
            for at in draw.sample(range(len(cells)), len(cells) // 30 + 1) if draw.random() < 0.5 else ():
                cells[at] = draw.choice([*DIRT, *(damage(cells[at]) for damage in DAMAGES)])
            rows[column] = cells
        rows.to_csv(path, sep=delimiter, index=False)
    return to


def test_so_it_is_of_a_study_full_of_faults_with_one_subject_a_range(tmp_path: Path) -> None:
    study = soiled(DEMO, tmp_path / "study", 3)
    in_one = made(study, tmp_path / "one", Ways())
    assert in_one["issues.csv"].count(b"\n") > 60
    assert differing(made(study, tmp_path / "each", Ways(ranges=EACH)), in_one) == []


STUDY = """\
study: {id: S1, name: S1, description: A study, protocol: S1, created: 2026-01-01}
standards: {sdtmig: "3.4", terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  qs: {file: qs.csv, subject: "{SUBJ}"}
"""
PART = """\
domain: QSCG
records:
  - table: qs
    map:
      QSTESTCD: {assign: {column: CODE}}
      QSORRES: {assign: {column: RESULT}}
      QSNOTE: {assign: {column: NOTE}}
derive: {QSSEQ: {sequence: {}}}
supplemental: {QSNOTE: {label: Note}}
"""
PERSONS = """\
domain: APMH
records:
  - table: qs
    map:
      APID: {assign: {column: CODE}}
      MHTERM: {assign: {column: RESULT}}
      MHNOTE: {assign: {column: NOTE}}
derive: {MHSEQ: {sequence: {}}}
supplemental: {MHNOTE: {label: Note}}
"""


@pytest.mark.parametrize(
    ("domain", "expected"),
    [(PART, {"sdtm/qscg.xpt", "sdtm/suppqscg.xpt"}), (PERSONS, {"sdtm/apmh.xpt", "sdtm/sqapmh.xpt"})],
)
def test_so_it_is_for_parts_of_domains_and_associated_persons(domain: str, expected: set[str], tmp_path: Path) -> None:
    raw, sdtm = tmp_path / "study" / "raw", tmp_path / "study" / "sdtm"
    raw.mkdir(parents=True)
    sdtm.mkdir()
    (tmp_path / "study" / "study.yaml").write_text(STUDY)
    (sdtm / "dm.yaml").write_text("domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n")
    (sdtm / f"{domain[8:12].lower()}.yaml").write_text(domain)  # what follows domain:
    (raw / "dm.csv").write_text("SUBJ\n001\n002\n")
    (raw / "qs.csv").write_text("SUBJ,CODE,RESULT,NOTE\n001,A,1,x\n002,B,2,y\n")
    packages = []
    for ranges in (1, 2):
        out = tmp_path / str(ranges)
        convert(tmp_path / "study", out, ways=Ways(ranges=ranges))
        packages.append(files_of(out))
    assert expected <= set(packages[0])
    assert packages[0] == packages[1]


def test_so_it_is_for_what_qualifies_a_dataset_of_no_subjects(tmp_path: Path) -> None:
    study = study_of(tmp_path / "study", "file: qs.csv", ROWS)
    with (study / "study.yaml").open("a") as more:
        more.write("policies: {missing_subject: keep}\n")
    (study / "sdtm" / "qs.yaml").unlink()
    (study / "sdtm" / "apmh.yaml").write_text(PERSONS)
    whole = package(study, tmp_path / "one", Ways())
    assert {"sdtm/apmh.xpt", "sdtm/sqapmh.xpt"} <= set(whole)
    assert differing(package(study, tmp_path / "three", Ways(ranges=3)), whole) == []


ADQS = """\
dataset: ADQS
label: Answers
class: BASIC DATA STRUCTURE
structure: One record per answer
keys: [STUDYID, USUBJID, PARAMCD]
steps:
  - records: {dataset: QS, variables: [STUDYID, USUBJID, QSTESTCD]}
  - derive_vars_constant: {variables: {PARAMCD: Q}}
"""


def test_a_study_whose_analysis_reads_records_of_subjects_side_by_side_is_made_in_one_range(tmp_path: Path) -> None:
    study, told = study_of(tmp_path / "study", rows=ROWS), list[str]()
    answers = QS.replace("      QSNOTE: {assign: {column: NOTE}}\n", "").partition("derive:")[0]
    (study / "sdtm" / "qs.yaml").write_text(f"{answers}keys: [STUDYID, QSTESTCD, USUBJID]\n")
    (study / "adam" / "adqs.yaml").write_text(ADQS)
    convert(study, tmp_path / "out", ways=Ways(ranges=3), tell=told.append)
    assert [one.partition("(")[2] for one in told if "one range" in one] == [
        "adam/adqs.yaml:7: ADQS reads QS, whose keys do not begin with USUBJID)"
    ]


def kill_one_worker(beside: Path, killed: list[int]) -> None:
    """Wait until a range has been made beside a package, and kill a process that makes another."""
    while not [*beside.glob(".out.run-*/parts/first/0*")]:
        sleep(0.05)
    worker = active_children()[0].pid
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    killed.append(worker)


def test_a_worker_that_is_killed_makes_no_difference(whole: Package, tmp_path: Path) -> None:
    killed: list[int] = []
    killer = Thread(target=kill_one_worker, args=(tmp_path, killed), daemon=True)
    killer.start()
    assert differing(made(DEMO, tmp_path / "out", Ways(workers=2, ranges=4)), whole) == []
    assert killed
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
