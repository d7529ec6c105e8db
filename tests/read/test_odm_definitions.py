"""ODM-XML: units, codes, sections and sites as the definitions of the file say."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.read.odm.odm import odm_forms
from converter.read.readers import reader_fault
from converter.spec.study import Table
from tests.read.test_odm import PAIN, clinical, event, group, read, subject


def study(definitions: str, basic: str = "", version: str = "1", oid: str = "S") -> str:
    return (
        f'<Study OID="{oid}"><BasicDefinitions>{basic}</BasicDefinitions>'
        f'<MetaDataVersion OID="{version}" Name="v">{definitions}</MetaDataVersion></Study>'
    )


POUND = (
    '<MeasurementUnit OID="MU_LB" Name="pound"><Symbol><TranslatedText>lb</TranslatedText></Symbol></MeasurementUnit>'
)
SEX = (
    '<ItemDef OID="SEX" Name="SEX" DataType="integer"><CodeListRef CodeListOID="CL"/></ItemDef>'
    '<CodeList OID="CL" Name="SEX" DataType="integer">'
    '<CodeListItem CodedValue="1"><Decode><TranslatedText xml:lang="de">Mann</TranslatedText>'
    '<TranslatedText xml:lang="en">Male</TranslatedText></Decode></CodeListItem>'
    '<EnumeratedItem CodedValue="U"/></CodeList>'
)


def item(name: str, value: str, said: str = "") -> str:
    return f'<ItemData ItemOID="{name}" Value="{value}" {said}/>'


def test_a_unit_is_shown_by_its_symbol_also_where_only_the_definition_of_the_item_names_it(tmp_path: Path) -> None:
    defined = '<ItemDef OID="HT" Name="HT" DataType="float"><MeasurementUnitRef MeasurementUnitOID="MU_LB"/></ItemDef>'
    items = item("WT", "150", 'MeasurementUnitOID="MU_LB"') + item("HT", "1") + item("AGE", "40")
    frame, _ = read(tmp_path, study(defined, POUND) + clinical(subject(group(items))))
    assert frame[["WT", "WT_UNIT", "HT", "HT_UNIT", "AGE"]].to_numpy().tolist() == [["150", "lb", "1", "lb", "40"]]
    assert "AGE_UNIT" not in frame


def test_what_a_system_adds_to_an_item_stands_beside_it(tmp_path: Path) -> None:
    items = '<ItemData ItemOID="T" IsNull="Yes" OpenClinica:ReasonForNull="NI"/>'
    items += '<ItemData ItemOID="P" IsNull="Yes" NullFlavor="ASKU"/>'
    frame, issues = read(tmp_path, clinical(subject(group(items))))
    assert frame[["T", "T_REASONFORNULL", "P", "P_NULLFLAVOR"]].to_numpy().tolist() == [["", "NI", "", "ASKU"]]
    assert issues == ()


def test_codes_have_their_meaning_beside_them_where_the_table_says_so(tmp_path: Path) -> None:
    text = study(SEX) + clinical(subject(group(item("SEX", "1")) + group(item("SEX", "U")) + group(item("SEX", "9"))))
    plain, _ = read(tmp_path, text)
    frame, (issue,) = read(tmp_path, text, decode=True)
    assert "SEX_DECODE" not in plain
    assert frame[["SEX", "SEX_DECODE"]].to_numpy().tolist() == [["1", "Male"], ["U", "U"], ["9", ""]]
    assert (issue.rule, issue.variable, issue.value, issue.rows) == ("code-undefined", "SEX", "9", (3,))


def test_each_data_has_the_definitions_of_its_version_and_what_that_includes(tmp_path: Path) -> None:
    second = '<Include StudyOID="S" MetaDataVersionOID="1"/>' + SEX.replace("Male", "Masculine").replace(
        "SEX", "GENDER"
    )
    versions = (
        study(SEX).replace("</Study>", "") + f'<MetaDataVersion OID="2" Name="v">{second}</MetaDataVersion></Study>'
    )
    data = clinical(subject(group(item("SEX", "1"))))
    data += clinical(subject(group(item("SEX", "1") + item("GENDER", "1")))).replace('OID="1"', 'OID="2"')
    frame, _ = read(tmp_path, versions + data, decode=True)
    assert frame[["METADATAVERSIONOID", "SEX_DECODE", "GENDER_DECODE"]].to_numpy().tolist() == [
        ["1", "Male", ""],
        ["2", "Male", "Masculine"],
    ]


def test_versions_that_include_each_other_end(tmp_path: Path) -> None:
    text = study('<Include StudyOID="S" MetaDataVersionOID="1"/>' + SEX) + clinical(subject(group(item("SEX", "1"))))
    assert read(tmp_path, text, decode=True)[0]["SEX_DECODE"].tolist() == ["Male"]


def test_data_named_by_study_and_site_have_the_definitions_of_the_study(tmp_path: Path) -> None:
    frame, _ = read(tmp_path, study(SEX) + clinical(subject(group(item("SEX", "1"))), "S(01)"), decode=True)
    assert frame[["SITE", "SEX_DECODE"]].to_numpy().tolist() == [["01", "Male"]]


def test_a_site_has_its_name_and_an_investigator_stands_beside_it(tmp_path: Path) -> None:
    admin = '<AdminData><Location OID="L1" Name="Bern" LocationType="Site"/></AdminData>'
    who = '<SiteRef LocationOID="L1" OpenClinica:Number="7"/><InvestigatorRef UserOID="U1"/>'
    frame, _ = read(tmp_path, admin + clinical(subject(who + group(PAIN))))
    assert frame[["SITE", "SITENAME", "SITENUMBER", "INVESTIGATOR"]].to_numpy().tolist() == [["L1", "Bern", "7", "U1"]]


SECTIONS = '<ItemGroupDef OID="A" Name="A" Repeating="No"/><ItemGroupDef OID="B" Name="B" Repeating="No"/>'


def sections(*parts: tuple[str, str], repeat: str = "1") -> str:
    groups = "".join(f'<ItemGroupData ItemGroupOID="{oid}">{items}</ItemGroupData>' for oid, items in parts)
    return f'<FormData FormOID="F" FormRepeatKey="{repeat}">{groups}</FormData>'


def test_the_sections_of_a_form_are_one_record(tmp_path: Path) -> None:
    forms = sections(("A", item("TERM", "PAIN")), ("B", item("DONE", "2")))
    forms += sections(("A", item("TERM", "RASH")), ("B", item("DONE", "1")), repeat="2")
    frame, issues = read(tmp_path, study(SECTIONS) + clinical(subject(forms)), form="F")
    assert frame[["FORMREPEAT", "GROUPOID", "TERM", "DONE"]].to_numpy().tolist() == [
        ["1", "", "PAIN", "2"],
        ["2", "", "RASH", "1"],
    ]
    assert issues == ()


def test_one_section_is_read_alone_by_its_own_name(tmp_path: Path) -> None:
    forms = sections(("A", item("TERM", "PAIN")), ("B", item("DONE", "2")))
    frame, _ = read(tmp_path, study(SECTIONS) + clinical(subject(forms)), form="B")
    assert frame[["GROUPOID", "DONE"]].to_numpy().tolist() == [["B", "2"]]
    assert "TERM" not in frame


@pytest.mark.parametrize(
    ("parts", "values"),
    [
        ((("A", item("T", "1")), ("A", item("T", "2")), ("B", item("U", "3"))), [["1", ""], ["2", "3"]]),
        ((("A", item("T", "1")), ("B", item("T", "2") + item("U", "3"))), [["1", ""], ["2", "3"]]),
    ],
)
def test_sections_that_stand_twice_or_contradict_each_other_stay_apart(
    tmp_path: Path, parts: tuple[tuple[str, str], ...], values: list[list[str]]
) -> None:
    frame, _ = read(tmp_path, study(SECTIONS) + clinical(subject(sections(*parts) + sections(("A", ""), ("B", "")))))
    assert frame[["T", "U"]].head(2).to_numpy().tolist() == values


def test_a_file_of_definitions_alone_says_so(tmp_path: Path) -> None:
    read(tmp_path, study('<FormDef OID="F" Name="F" Repeating="No"/>'))
    with pytest.raises(InputError, match="has the definitions of 1 forms, and no data"):
        odm_forms(tmp_path / "a.xml")


def test_audit_records_are_rows_where_the_table_says_so(tmp_path: Path) -> None:
    admin = '<AdminData><User OID="U1"><FullName>Ann Ode</FullName></User></AdminData>'
    record = (
        "<AuditRecord><UserRef UserOID='U1'/><LocationRef LocationOID='L1'/>"
        "<DateTimeStamp>2024-03-01T10:00:00</DateTimeStamp><ReasonForChange>typo</ReasonForChange></AuditRecord>"
    )
    items = f'<ItemData ItemOID="T" Value="1">{record}</ItemData><ItemData ItemOID="U" Value="2"/>'
    text = admin + clinical(subject(event(group(items, 'TransactionType="Update"'))))
    frame, _ = read(tmp_path, text, form="F", audit=True)
    shown = [
        "SUBJECTKEY",
        "EVENTOID",
        "ITEMOID",
        "VALUE",
        "TRANSACTIONTYPE",
        "DATETIMESTAMP",
        "USERNAME",
        "REASONFORCHANGE",
    ]
    assert frame[shown].to_numpy().tolist() == [
        ["01", "V1", "T", "1", "Update", "2024-03-01T10:00:00", "Ann Ode", "typo"]
    ]
    assert [issue.hint for issue in read(tmp_path, text)[1]] == ["audit: true reads the audit records as a table"]


@pytest.mark.parametrize("setting", ["decode", "audit"])
def test_another_reader_refuses_the_settings_of_odm(setting: str) -> None:
    assert reader_fault(Table.model_validate({"file": "a.csv", setting: True}))[0] == setting
    assert reader_fault(Table.model_validate({"file": "a.xml", setting: True})) == ("", "")


def test_data_of_definitions_that_the_file_lacks_are_told_where_it_has_several_others(tmp_path: Path) -> None:
    one, other = study(SEX, version="0"), study("", version="2", oid="R")
    data = clinical(subject(group(item("SEX", "1"))))
    frame, (issue,) = read(tmp_path, one + other + data, decode=True)
    assert (frame["SEX"].tolist(), "SEX_DECODE" in frame) == (["1"], False)
    assert (issue.rule, issue.severity) == ("odm-version", "warning")
    frame, issues = read(tmp_path, one + data, decode=True)
    assert (frame["SEX_DECODE"].tolist(), issues) == (["Male"], ())
