"""No name in a specification leads out of its folder, and no file beside the specifications goes unread."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError, SpecError
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.spec.text.names import inner_file, plain_name

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"


def study(folder: Path, text: str = STUDY, **files: str) -> Path:
    (folder / "sdtm").mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(text)
    (folder / "sdtm" / "dm.yaml").write_text(DM)
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_yml", ".yml")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content)
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(SpecError) as caught:
        make_plan(load_study(folder))
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["ae", "lab_1", "Lab 1", "labor-ä", "ae.2024", "症例"])
def test_a_plain_name_is_that_of_a_file_everywhere(name: str) -> None:
    assert plain_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["../x", "a/b", "a\\b", "/etc", "C:x", "..", ".", ".x", "x.", " x", "con", "NUL.csv", "a" * 65, "a:b", "a*b"],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be that of a file"):
        plain_name(name)


@pytest.mark.parametrize("path", ["../x.csv", "/x.csv", "a/../../x.csv", "a\\x.csv", "C:/x.csv", "c:x.csv"])
def test_a_path_never_leads_out_of_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="leads out of"):
        inner_file(path)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  dm: {", "  ../../x: {", "study.yaml:4: tables.../../x: the name '../../x' cannot be that of a file"),
        ("dm.csv", "../dm.csv", "study.yaml:4: tables.dm.file: '../dm.csv' leads out of its folder"),
        (
            "tables:",
            "raw: ../raw\ntables:",
            "study.yaml:3: raw: '../raw' leads out of the study's folder (leave it",
        ),
        ("tables:", "raw: /raw\ntables:", "study.yaml:3: raw: '/raw' leads out of the study's folder"),
        ("tables:", "documents: {acrf: ../a.pdf}\ntables:", "study.yaml:3: documents.acrf: '../a.pdf' leads out"),
        ("tables:", "documents: {acrf: a.pdf}\ntables:", "study.yaml:3: documents.acrf: no file 'a.pdf' in"),
        ("tables:", "documents: {acrf: dm.xpt}\ntables:", "would take the place of a file of the package"),
        ("tables:", "documents: {acrf: dm.csv}\ntables:", "would take the place of a file of the package"),
        ("tables:", "published: {figures: ../f.yaml}\ntables:", "published.figures: '../f.yaml' leads out"),
        ("  dm: {", '  DM: {file: dm.csv, subject: "{S}"}\n  dm: {', "table 'dm' is called as 'DM' but for case"),
        ("[sdtm-ct-2025-03-28]", "[../sdtm-ct-2025-03-28]", "unknown terminology package"),
        ("tables:", "codelists: {X: {extends: ../NY}}\ntables:", "codelists.X.extends: unknown codelist '../NY'"),
    ],
)
def test_no_name_makes_a_path_outside(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert any(message in told for told in problems(study(tmp_path, STUDY.replace(before, after))))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("sdtm__ae_yml", "sdtm/ae.yml: this file is not read (a specification is called ae.yaml"),
        ("sdtm__DM_yaml", "sdtm/dm.yaml: DM.yaml and dm.yaml describe the same"),
        ("sdtm__old__ae_yaml", "sdtm/old: this folder is not read"),
        ("results__t1.json", "results/t1.json: this file is not read"),
        ("criteria__mine_yaml", "criteria/mine.yaml: no step names these criteria"),
        ("study_yml", "study.yml: is not read (the file of a study is called study.yaml)"),
        ("sdmt__ae_yaml", "sdmt: no file of this folder is read (did you mean 'sdtm'?)"),
    ],
)
def test_what_looks_like_a_specification_and_is_not_read_is_told(tmp_path: Path, file: str, message: str) -> None:
    assert any(message in told for told in problems(study(tmp_path, **{file: DM})))


def test_notes_for_people_stand_beside_specifications(tmp_path: Path) -> None:
    folder = study(tmp_path, **{"sdtm__README.md": "Notes", "sdtm__.hidden": "", "protocol__x_yaml": "a: 1\n"})
    assert make_plan(load_study(folder)).specs


def test_a_study_under_another_name_is_told_how_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "study.yml").write_text(STUDY)
    with pytest.raises(InputError, match=r"no study\.yaml in this folder; rename study\.yml"):
        load_study(tmp_path)


def test_raw_may_lead_out_of_the_study_where_the_command_names_the_folder(tmp_path: Path) -> None:
    folder = study(tmp_path, STUDY.replace("tables:", "raw: ../raw\ntables:"))
    with pytest.raises(SpecError, match="leads out of the study's folder"):
        load_study(folder)
    assert load_study(folder, elsewhere=True).study.raw == "../raw"
