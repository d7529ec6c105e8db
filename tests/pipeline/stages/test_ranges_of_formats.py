"""Whatever the format of the raw file, its rows go to ranges of subjects, and the package is that of the whole."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from converter.pipeline import Ways
from tests.pipeline.stages.small import COLUMNS, ROWS, package, study_of
from tests.read.sas_files import write_sas7bdat

Write = Callable[[Path], object]
BY_COLUMN = {name: [row[number] for row in ROWS] for number, name in enumerate(COLUMNS)}


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (COLUMNS, *ROWS):
        sheet.append(row)
    book.save(path)


def odm(path: Path) -> None:
    groups = (
        f'<SubjectData SubjectKey="{subject}"><FormData FormOID="F"><ItemGroupData ItemGroupOID="G">'
        + "".join(f'<ItemData ItemOID="{n}" Value="{escape(one)}"/>' for n, one in zip(COLUMNS[1:], row, strict=True))
        + "</ItemGroupData></FormData></SubjectData>"
        for subject, *row in ROWS
    )
    inside = f'<ClinicalData StudyOID="S" MetaDataVersionOID="1">{"".join(groups)}</ClinicalData>'
    path.write_text(f'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">{inside}</ODM>')


def transport(path: Path) -> None:
    pyreadstat.write_xport(pd.DataFrame(BY_COLUMN), path, table_name="QS", file_format_version=5)


FORMATS: dict[str, tuple[str, Write]] = {
    "qs.xlsx": ('subject: "{SUBJ}"', workbook),
    "qs.xpt": ('subject: "{SUBJ}"', transport),
    "qs.sas7bdat": ('subject: "{SUBJ}"', lambda path: write_sas7bdat(path, BY_COLUMN)),
    "qs.xml": ('subject: "{SUBJECTKEY}"', odm),
}


@pytest.mark.parametrize("file", FORMATS)
def test_a_raw_file_in_ranges_gives_the_package_of_the_whole(file: str, tmp_path: Path) -> None:
    said, write = FORMATS[file]
    study = study_of(tmp_path / "study", f"file: {file}, {said}")
    if file == "qs.xml":
        yaml = study / "study.yaml"
        yaml.write_text(yaml.read_text().replace("key: [SUBJ, CODE]", "key: [SUBJECTKEY, CODE]"))
    write(study / "raw" / file)
    whole = package(study, tmp_path / "whole", Ways())
    assert {"sdtm/qs.xpt", "sdtm/suppqs.xpt", "adam/adsl.xpt", "set-aside/qs.csv"} <= set(whole)
    assert package(study, tmp_path / "ranges", Ways(ranges=3)) == whole
