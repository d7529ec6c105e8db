"""A first specification loads as it is, whatever files and columns are called."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from converter import pipeline
from converter.plan import make_plan
from converter.spec.load import StudyFiles, load_study

LONG = "x" * 1_100
FILES = {
    "no rows": {"ae.csv": "SUBJECT,AETERM\n"},
    "no column of the domain": {"ae.csv": "SUBJECT,X\n1,y\n"},
    "no sequence number in the domain": {"ta.csv": "ARMCD,ETCD\nA,T\n"},
    "lines in a name": {"ae.csv": '"SUBJECT","new\nline",AETERM\n1,x,PAIN\n'},
    "a long name": {"ae.csv": f"SUBJECT,AETERM,{LONG}\n1,PAIN,x\n"},
    "a long name alone": {"ae.csv": f"SUBJECT,{LONG}\n1,x\n"},
    "names that steer": {"ae.csv": "SUBJECT,AETERM,\x1b[31m,\u202ex\n1,PAIN,x,y\n"},
    "names of YAML": {"ae.csv": "SUBJECT,AETERM,{A},a: b,#x,- x,yes,'\n1,PAIN,1,2,3,4,5,6\n"},
    "a quote in the subject": {"ae.csv": 'A\\".SUBJECT,AETERM\n1,PAIN\n'},
    "long names of files": {f"{'f' * 90}{number}.csv": "SUBJECT,X\n1,y\n" for number in range(3)},
}


def drafted(folder: Path, files: dict[str, str]) -> tuple[StudyFiles, list[str]]:
    raw, told = folder / "raw", list[str]()
    raw.mkdir()
    for name, text in files.items():
        (raw / name).write_text(text, encoding="utf-8")
    pipeline.init(raw, folder / "study", "S1", today=date(2024, 1, 1), tell=told.append)
    return load_study(folder / "study"), told


@pytest.mark.parametrize("kind", FILES)
def test_a_first_specification_loads_as_it_is(tmp_path: Path, kind: str) -> None:
    study, _ = drafted(tmp_path, FILES[kind])
    assert len(make_plan(study).sources) == len(FILES[kind])


def test_a_column_whose_name_has_lines_can_be_declared_unused(tmp_path: Path) -> None:
    study, _ = drafted(tmp_path, FILES["lines in a name"])
    assert list(study.study.tables["ae"].unused) == ["new\nline"]


@pytest.mark.parametrize("name", ["con.csv", "a:b.csv", "a\\b.csv", 'a"b.csv'])
def test_a_file_that_no_specification_can_name_is_told_and_the_others_go_on(tmp_path: Path, name: str) -> None:
    study, told = drafted(tmp_path, {name: "SUBJECT,X\n1,y\n", "ae.csv": "SUBJECT,AETERM\n1,PAIN\n"})
    assert list(study.study.tables) == ["ae"]
    assert len(told) == 1
    assert told[0].startswith(f"left out: {name}: ")


AE = """SUBJECT,AETERM,AEYN,AESTDAT,AEENDAT,AESTDAT2
1,PAIN,Yes,01-JAN-2024,02-JAN-2024,03-JAN-2024
2,COUGH,No,02-FEB-2024,13-FEB-2024,04-FEB-2024
"""


def test_a_draft_says_in_short_what_can_be_said_so(tmp_path: Path) -> None:
    dated = "SUBJECT,DMDAT,BRTHDAT,RFICDAT,RFSTDAT\n1,13-JAN-2024,01-JAN-1970,02-JAN-2024,03-JAN-2024\n"
    study, _ = drafted(tmp_path, {"dm.csv": dated, "ae.csv": AE})
    texts = {path.stem: path.read_text() for path in (tmp_path / "study" / "sdtm").glob("*.yaml")}
    assert [name for name, text in texts.items() if "{variable:" in text and "eq:" in text] == []
    said = study.domains["DM"].defaults["datetime"]["formats"]
    made = [
        call["datetime"]["formats"]
        for one in study.domains["DM"].records
        for call in one.map.values()
        if "datetime" in call
    ]
    assert len(made) >= 3
    assert all(one == said for one in made)
    assert texts["dm"].count("formats:") == 1
