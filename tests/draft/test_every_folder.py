"""The draft of every folder that can be read loads, and converts, without a mistake in the specification."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from converter import pipeline
from converter.dataset import AnyDataset
from converter.errors import InputError
from converter.plan import make_plan
from converter.spec.load import load_study

SHARED = Path(__file__).resolve().parents[4] / "shared"
SEEDS = range(8)
NAMES = """SUBJID|Subject|subjid|USUBJID|PATNUM|record_id|SITE|SiteNumber|Visit|FolderName|AETERM|IT.AETERM
AESTDAT|AESTDAT_RAW|AEENDAT|AEONGO|AESEV|AESER|AEYN|CMTRT|CMDOSE|SYSBP|SYSBP_U|VSORRES_DIABP|VSORRESU_DIABP
HGB (g/dL)|WBC|LBTESTCD|TEST|RESULT|UNIT|SEX|RACE|race___1|race___2|BRTHDAT|AGE|ARM|ARMCD|ICDAT
DEATHDT|RefRange|LOW|Start Date
StartDate|DATE|TIME|Ünïcode Spalte|检查|a: b|#x|- x|{A}|yes|'|"||  |DSTERM|OTHERSP
NOT_DONE|AESPEC|IETESTCD|ITEM|COVAL"""
VALUES = """||1|2|001|101-001|101-002|Yes|No|M|F|Male|MILD|Screening|Day 1|Week 2|2024-01-05|05-JAN-2024|UN-UNK-2020
01/02/2024|2012-11-23T11:20|09:30|<0.1|1,5|mmHg|g/dL|HGB|ALT|Systolic Blood Pressure|Ä|NA|=1+1
a, b: {c}|'|"
I01|E02|NOT DONE|White|TODO|null|true|-|---|Completed|Randomized|4.0-11.0|A|B|Placebo"""
COLUMNS = [*NAMES.replace("\n", "|").split("|"), "x" * 1200, "new\nline"]
CELLS = [*VALUES.replace("\n", "|").split("|"), "x" * 300, "\x1b[31m", "\u202e"]
FILES = "ae dm vs_raw lb_central ds cm demog Ä ex ie random scan lesion x-y eg co sv".split()  # noqa: SIM905


def table(rng: random.Random) -> pd.DataFrame:
    width, height = rng.randint(1, 14), rng.choice([0, 1, 2, 9])
    columns = [rng.choice(COLUMNS) for _ in range(width)]
    kinds = [rng.sample(CELLS, rng.randint(1, 4)) for _ in range(width)]
    return pd.DataFrame([[rng.choice(kind) for kind in kinds] for _ in range(height)], columns=columns, dtype="str")


def as_csv(frame: pd.DataFrame, path: Path, rng: random.Random) -> None:
    frame.to_csv(path.with_suffix(".csv"), index=False, sep=rng.choice([",", ";", "\t", "|"]))


def as_excel(frame: pd.DataFrame, path: Path, rng: random.Random) -> None:
    book = openpyxl.Workbook()
    for number in range(rng.randint(1, 3)):
        sheet = book.create_sheet(f"Sheet {number}")
        clean = [[cell.replace("\x1b", "") for cell in row] for row in [list(frame), *frame.to_numpy().tolist()]]
        for row in clean:
            sheet.append(row)
    book.save(path.with_suffix(".xlsx"))


def as_parquet(frame: pd.DataFrame, path: Path, rng: random.Random) -> None:
    del rng
    frame.loc[:, ~frame.columns.duplicated()].to_parquet(path.with_suffix(".parquet"))


def as_junk(frame: pd.DataFrame, path: Path, rng: random.Random) -> None:
    del frame
    ending = rng.choice([".csv", ".xlsx", ".xpt", ".sas7bdat", ".xml", ".json", ".parquet"])
    path.with_suffix(ending).write_bytes(rng.choice([b"", b"\x00\x01", b"<a>", b"{}", b"SUBJ\n", b'"open,\n1,2\n']))


WRITERS: tuple[Callable[[pd.DataFrame, Path, random.Random], None], ...] = (
    *(as_csv, as_csv, as_csv, as_excel, as_parquet, as_junk),
)


def drafted(raw: Path, folder: Path) -> Path:
    pipeline.init(raw, folder / "study", "S1", today=date(2024, 1, 1))
    return folder / "study"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_draft_of_any_folder_loads_and_converts(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in rng.sample(FILES, rng.randint(1, 7)):
        rng.choice(WRITERS)(table(rng), raw / name, rng)
    try:
        study = drafted(raw, tmp_path)
    except InputError as error:
        assert "no raw tables" in str(error)  # noqa: PT017 - nothing in the folder could be read
        return
    make_plan(load_study(study))
    pipeline.convert(study, tmp_path / "out", raw=raw)


def test_several_sheets_and_members_become_tables_of_the_draft(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    book = openpyxl.Workbook()
    for name, header in (("AE", ["SUBJID", "AETERM"]), ("CM", ["SUBJID", "CMTRT"])):
        sheet = book.create_sheet(name)
        sheet.append(header)
        sheet.append(["1", "PAIN"])
    book.save(raw / "all.xlsx")
    study = load_study(drafted(raw, tmp_path))
    assert sorted(study.domains) == ["AE", "CM", "TS"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the cases and real exports lie outside the repository")
@pytest.mark.parametrize(
    "raw", sorted(SHARED.glob("cases/*/raw")) + sorted(SHARED.glob("real/*/raw")), ids=lambda path: path.parent.name
)
def test_a_draft_of_a_case_or_of_a_real_export_loads_and_converts(raw: Path, tmp_path: Path) -> None:
    study = drafted(raw, tmp_path)
    datasets: dict[str, AnyDataset] = dict(pipeline.convert(study, tmp_path / "out", raw=raw).datasets)
    assert datasets
