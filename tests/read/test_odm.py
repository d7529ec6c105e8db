"""ODM-XML: what is in the file is read, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.odm.odm import odm_forms, read_odm
from converter.spec.profile import Profile
from converter.spec.study import Table

PLAIN = Profile(name="plain", description="", source="")
OPEN = 'xmlns:OpenClinica="http://www.openclinica.org/ns/odm_ext_v130/v3.1"'


def clinical(text: str, study: str = "S") -> str:
    return f'<ClinicalData StudyOID="{study}" MetaDataVersionOID="1">{text}</ClinicalData>'


def subject(text: str, said: str = 'SubjectKey="01"') -> str:
    return f"<SubjectData {said}>{text}</SubjectData>"


def group(items: str, said: str = "") -> str:
    return f'<FormData FormOID="F"><ItemGroupData ItemGroupOID="G" {said}>{items}</ItemGroupData></FormData>'


def event(text: str, said: str = "") -> str:
    return f'<StudyEventData StudyEventOID="V1" {said}>{text}</StudyEventData>'


def read(folder: Path, text: str, said: str = "", **asked: str | bool) -> tuple[Frame, tuple[Issue, ...]]:
    path = folder / "a.xml"
    path.write_text(f'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" {OPEN} {said}>{text}</ODM>')
    return read_odm(path, table=Table.model_validate({"file": "a.xml", **asked}), profile=PLAIN)


PAIN = '<ItemData ItemOID="TERM" Value="PAIN"/>'
RASH = '<ItemData ItemOID="TERM" Value="RASH"/>'


def test_a_form_directly_in_a_subject_is_read_like_one_in_an_event(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, clinical(subject(group(PAIN) + event(group(RASH)))))
    assert frame[["EVENTOID", "FORMOID", "TERM"]].to_numpy().tolist() == [["", "F", "PAIN"], ["V1", "F", "RASH"]]
    assert issues == ()


@pytest.mark.parametrize("within", ["<!-- checked -->", "<?edc page?>"])
def test_a_comment_within_a_value_cuts_nothing_off(tmp_path: Path, within: str) -> None:
    item = f'<ItemDataString ItemOID="TERM">PAIN{within} IN THE ARM</ItemDataString>'
    frame, issues = read(tmp_path, clinical(subject(group(item))))
    assert (frame["TERM"].tolist(), issues) == (["PAIN IN THE ARM"], ())


def test_a_group_directly_in_an_event_is_read(tmp_path: Path) -> None:
    text = event(f'<ItemGroupData ItemGroupOID="G">{PAIN}</ItemGroupData>')
    frame, _ = read(tmp_path, clinical(subject(text)))
    assert frame[["FORMOID", "GROUPOID", "TERM"]].to_numpy().tolist() == [["", "G", "PAIN"]]
    assert odm_forms(tmp_path / "a.xml") == ("G",)


def test_what_a_system_adds_to_keys_are_columns(tmp_path: Path) -> None:
    visit = event(group(PAIN), 'OpenClinica:StartDate="2024-02-01"')
    text = clinical(subject(visit, 'SubjectKey="SS_1" OpenClinica:StudySubjectID="01-001"'), "S_MAIN(SITE01)")
    frame, issues = read(tmp_path, text)
    assert frame[["SUBJECTKEY", "STUDYSUBJECTID", "EVENTSTARTDATE", "STUDYOID", "SITE"]].to_numpy().tolist() == [
        ["SS_1", "01-001", "2024-02-01", "S_MAIN(SITE01)", "SITE01"]
    ]
    assert issues == ()


def test_a_unit_stands_beside_its_value(tmp_path: Path) -> None:
    units = '<Study OID="S"><BasicDefinitions><MeasurementUnit OID="MU_LB" Name="lb"/></BasicDefinitions></Study>'
    items = (
        '<ItemData ItemOID="WT" Value="150"><MeasurementUnitRef MeasurementUnitOID="MU_LB"/></ItemData>'
        '<ItemDataFloat ItemOID="HT" MeasurementUnitOID="MU_IN">60.5</ItemDataFloat>'
    )
    frame, _ = read(tmp_path, units + clinical(subject(group(items))))
    assert frame[["WT", "WT_UNIT", "HT", "HT_UNIT"]].to_numpy().tolist() == [["150", "lb", "60.5", "MU_IN"]]


REMOVED = {
    "subject": subject(group(RASH), 'SubjectKey="02" TransactionType="Remove"'),
    "event": subject(event(group(RASH), 'TransactionType="Remove"')),
    "group": subject(group(RASH, 'TransactionType="Remove"')),
}


@pytest.mark.parametrize("turned", [False, True])
def test_a_unit_hides_no_item_that_is_called_as_its_column(tmp_path: Path, turned: bool) -> None:
    items = ['<ItemData ItemOID="WT_UNIT" Value="lb"/>', '<ItemData ItemOID="WT" Value="70" MeasurementUnitOID="kg"/>']
    frame, (issue,) = read(tmp_path, clinical(subject(group("".join(items[::-1] if turned else items)))))
    assert frame[["WT", "WT_UNIT", "WT_UNIT 2"]].to_numpy().tolist() == [["70", "lb", "kg"]]
    assert (issue.rule, issue.written) == ("header-repeated", "what stands twice is 'WT_UNIT 2'")


def test_a_column_has_one_name_in_all_rows(tmp_path: Path) -> None:
    rows = [
        group('<ItemData ItemOID="WT" Value="70" MeasurementUnitOID="kg"/>'),
        group('<ItemData ItemOID="WT_UNIT" Value="lb"/>'),
    ]
    frame, _ = read(tmp_path, clinical(subject("".join(map(event, rows)))))
    assert frame[["WT", "WT_UNIT", "WT_UNIT 2"]].to_numpy().tolist() == [["70", "", "kg"], ["", "lb", ""]]


@pytest.mark.parametrize("level", REMOVED)
def test_what_was_removed_is_told_and_no_row(tmp_path: Path, level: str) -> None:
    frame, (issue,) = read(tmp_path, clinical(subject(group(PAIN)) + REMOVED[level]))
    assert frame["TERM"].tolist() == ["PAIN"]
    assert (issue.rule, issue.message[:21]) == ("odm-removed", "1 item groups were re")


def two_units(*units: str) -> str:
    return "".join(f'<ItemData ItemOID="T" Value="36.6" MeasurementUnitOID="{unit}"/>' for unit in units)


ODD = {
    "null-contradiction": ('<ItemData ItemOID="T" IsNull="Yes" Value="36.6"/>', {"T": ""}),
    "item-repeated": ('<ItemData ItemOID="T" Value="1"/><ItemData ItemOID="T" Value="36.6"/>', {"T": "1"}),
    "item-repeated ": (two_units("C", "F"), {"T": "36.6", "T_UNIT": "C"}),
    "item-removed": ('<ItemData ItemOID="T" Value="36.6" TransactionType="Remove"/>', {"T": ""}),
    "item-valueless": ('<ItemData ItemOID="T"/>', {"T": ""}),
    "item-unnamed": ('<ItemData Value="36.6"/>', {}),
}


@pytest.mark.parametrize("rule", ODD)
def test_an_item_that_contradicts_itself_is_told_with_its_row(tmp_path: Path, rule: str) -> None:
    items, values = ODD[rule]
    frame, (issue,) = read(tmp_path, clinical(subject(group(PAIN) + group(items))))
    assert {name: frame.loc[2, name] for name in values} == values
    assert (issue.rule, issue.rows) == (rule.strip(), (2,))
    assert issue.value == ("36.6" if "36.6" in items else "")


def test_an_item_named_as_a_key_hides_no_key(tmp_path: Path) -> None:
    frame, _ = read(tmp_path, clinical(subject(group('<ItemData ItemOID="SUBJECTKEY" Value="x"/>'))))
    assert frame[["SUBJECTKEY", "SUBJECTKEY 2"]].to_numpy().tolist() == [["01", "x"]]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (clinical(subject(f'<FormData FormOID="F">{PAIN}</FormData>')), "odm-outside"),
        (clinical(subject(group(PAIN) + "<Mystery/>")), "odm-unknown"),
        (clinical(subject(group(PAIN) + "<Annotation><Comment>late</Comment></Annotation>")), "odm-unread"),
        (
            clinical(subject(group(PAIN) + "<OpenClinica:DiscrepancyNotes><Note/></OpenClinica:DiscrepancyNotes>")),
            "odm-unread",
        ),
        (clinical(subject(group(PAIN), "")), "odm-key-missing"),
    ],
)
def test_what_is_not_read_of_a_file_is_told(tmp_path: Path, text: str, rule: str) -> None:
    assert [issue.rule for issue in read(tmp_path, text)[1]] == [rule]


@pytest.mark.parametrize("said", ["ClinicalData", "ReferenceData"])
def test_a_group_that_stands_in_no_subject_is_read(tmp_path: Path, said: str) -> None:
    groups = f'<ItemGroupData ItemGroupOID="IG.AE" d:ItemGroupDataSeq="1">{PAIN}</ItemGroupData>'
    data = f'<{said} StudyOID="S" xmlns:d="urn:d">{groups}</{said}>'
    frame, issues = read(tmp_path, data)
    assert frame[["SUBJECTKEY", "GROUPOID", "GROUPITEMGROUPDATASEQ", "TERM"]].to_numpy().tolist() == [
        ["", "IG.AE", "1", "PAIN"]
    ]
    assert issues == ()


def test_a_null_item_is_blank_without_a_word(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, clinical(subject(group('<ItemData ItemOID="T" IsNull="Yes"/>'))))
    assert (frame["T"].tolist(), issues) == ([""], ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not well-formed XML"),
        (b"<ODM", "not well-formed XML"),
        (b"<Define/>", "expected an ODM document, got <Define>"),
        (b"<ODM>" * 5_000, "not well-formed XML"),
    ],
)
def test_a_file_that_is_no_odm_says_so_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.xml").write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_odm(tmp_path / "a.xml", table=Table(file="a.xml"), profile=PLAIN)
    assert "\n" not in str(caught.value)


def test_a_file_that_vanished_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_odm(tmp_path / "gone.xml", table=Table(file="a.xml"), profile=PLAIN)
