"""ODM-XML as the systems write it: REDCap, OpenClinica and LibreClinica, Rave, Castor and Viedoc."""

from __future__ import annotations

from pathlib import Path

from converter.read.odm.odm import odm_forms, read_odm
from converter.read.survey import survey
from converter.spec.study import Table
from tests.read.test_odm import PLAIN

SPACES = (
    'xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:redcap="https://projectredcap.org" '
    'xmlns:OpenClinica="http://www.openclinica.org/ns/odm_ext_v130/v3.1" '
    'xmlns:mdsol="http://www.mdsol.com/ns/odm/metadata" xmlns:v4="http://www.viedoc.net/ns/v4"'
)


def rows(folder: Path, text: str, columns: list[str], **asked: str | bool) -> list[list[str]]:
    path = folder / "a.xml"
    path.write_text(f"<ODM {SPACES}>{text}</ODM>")
    frame, _ = read_odm(path, table=Table.model_validate({"file": "a.xml", **asked}), profile=PLAIN)
    found: list[list[str]] = frame[columns].to_numpy().tolist()
    return found


REDCAP = """
<Study OID="Project.Cough"><GlobalVariables><StudyName>Cough</StudyName></GlobalVariables>
<MetaDataVersion OID="M" Name="Cough" redcap:RecordIdField="record_id">
 <FormDef OID="Form.visit" Name="Visit" Repeating="No" redcap:FormName="visit"/>
 <ItemGroupDef OID="visit.weight" Name="Visit" Repeating="No"/>
 <ItemGroupDef OID="visit.symptoms" Name="Symptoms" Repeating="No"/>
 <ItemGroupDef OID="visit.visit_complete" Name="Form Status" Repeating="No"/>
 <ItemDef OID="symptoms___1" Name="symptoms___1" DataType="boolean">
  <CodeListRef CodeListOID="symptoms___1.choices"/></ItemDef>
 <ItemDef OID="visit_complete" Name="visit_complete" DataType="text"><CodeListRef CodeListOID="complete"/></ItemDef>
 <CodeList OID="symptoms___1.choices" Name="symptoms___1" DataType="boolean">
  <CodeListItem CodedValue="1"><Decode><TranslatedText>Checked</TranslatedText></Decode></CodeListItem>
  <CodeListItem CodedValue="0"><Decode><TranslatedText>Unchecked</TranslatedText></Decode></CodeListItem></CodeList>
 <CodeList OID="complete" Name="complete" DataType="text">
  <CodeListItem CodedValue="2"><Decode><TranslatedText>Complete</TranslatedText></Decode></CodeListItem></CodeList>
</MetaDataVersion></Study>
<ClinicalData StudyOID="Project.Cough" MetaDataVersionOID="M">
<SubjectData SubjectKey="7" redcap:RecordIdField="record_id">
 <StudyEventData StudyEventOID="Event.day_1" StudyEventRepeatKey="1" redcap:UniqueEventName="day_1_arm_1">
  <FormData FormOID="Form.visit" FormRepeatKey="1">
   <ItemGroupData ItemGroupOID="visit.weight" ItemGroupRepeatKey="1">
    <ItemData ItemOID="weight" Value="70"/></ItemGroupData>
   <ItemGroupData ItemGroupOID="visit.symptoms" ItemGroupRepeatKey="1">
    <ItemData ItemOID="symptoms___1" Value="0"/></ItemGroupData>
   <ItemGroupData ItemGroupOID="visit.visit_complete" ItemGroupRepeatKey="1">
    <ItemData ItemOID="visit_complete" Value="2"/></ItemGroupData>
  </FormData>
  <FormData FormOID="Form.visit" FormRepeatKey="2">
   <ItemGroupData ItemGroupOID="visit.weight" ItemGroupRepeatKey="1">
    <ItemData ItemOID="weight" Value="71"/></ItemGroupData>
  </FormData>
 </StudyEventData>
</SubjectData></ClinicalData>"""


def test_redcap_an_instrument_is_a_table_and_each_instance_a_row(tmp_path: Path) -> None:
    columns = [
        "SUBJECTKEY",
        "EVENTUNIQUEEVENTNAME",
        "FORMREPEAT",
        "weight",
        "symptoms___1_DECODE",
        "visit_complete_DECODE",
    ]
    assert rows(tmp_path, REDCAP, columns, form="Form.visit", decode=True) == [
        ["7", "day_1_arm_1", "1", "70", "Unchecked", "Complete"],
        ["7", "day_1_arm_1", "2", "71", "", ""],
    ]
    assert odm_forms(tmp_path / "a.xml") == ("Form.visit",)


def test_a_survey_names_what_it_left_out(tmp_path: Path) -> None:
    rows(tmp_path, REDCAP, [])
    (tmp_path / "definitions.xml").write_text(f"<ODM {SPACES}>{REDCAP.partition('<ClinicalData')[0]}</ODM>")
    found = survey(tmp_path)
    assert [table.file for table in found.tables] == ["a.xml"]
    assert found.tables[0].profile == "odm"
    assert [line.partition(",")[0] for line in found.told] == [
        "left out: definitions.xml: has the definitions of 1 forms"
    ]


OPENCLINICA = """
<ClinicalData StudyOID="S_COUGH(BERN)" MetaDataVersionOID="v1.0.0">
 <SubjectData SubjectKey="SS_7" OpenClinica:StudySubjectID="B-007" OpenClinica:Status="available" OpenClinica:Sex="f">
  <StudyEventData StudyEventOID="SE_DAY1" OpenClinica:StartDate="2024-02-01 09:30:00.0" StudyEventRepeatKey="1">
   <FormData FormOID="F_VISIT_1" OpenClinica:Version="1" OpenClinica:Status="initial data entry">
    <ItemGroupData ItemGroupOID="IG_VISIT" ItemGroupRepeatKey="1" TransactionType="Insert">
     <ItemData ItemOID="I_TEMP" Value="36.6"><MeasurementUnitRef MeasurementUnitOID="MU_C"/></ItemData>
     <ItemData ItemOID="I_PULSE" IsNull="Yes" OpenClinica:ReasonForNull="NI"/>
    </ItemGroupData></FormData></StudyEventData>
  <OpenClinica:SubjectGroupData OpenClinica:StudyGroupClassID="SGC_1"/>
 </SubjectData></ClinicalData>"""


def test_openclinica_subject_site_start_of_event_unit_and_reason(tmp_path: Path) -> None:
    subject = ["STUDYSUBJECTID", "SITE", "SEX", "EVENTSTARTDATE", "FORMVERSION"]
    items = ["I_TEMP", "I_TEMP_UNIT", "I_PULSE", "I_PULSE_REASONFORNULL"]
    assert rows(tmp_path, OPENCLINICA, [*subject, *items]) == [
        ["B-007", "BERN", "f", "2024-02-01 09:30:00.0", "1", "36.6", "MU_C", "", "NI"]
    ]
    _, (issue,) = read_odm(tmp_path / "a.xml", table=Table(file="a.xml"), profile=PLAIN)
    assert issue.message == "beside the items stand 1 OpenClinica:SubjectGroupData; they are not read"


RAVE = """
<ClinicalData StudyOID="Cough(Prod)" MetaDataVersionOID="12" mdsol:AuditSubCategoryName="Entered">
 <SubjectData SubjectKey="0f8c" mdsol:SubjectKeyType="SubjectUUID" mdsol:SubjectName="B-007" TransactionType="Upsert">
  <SiteRef LocationOID="21" mdsol:StudyEnvSiteNumber="021"/>
  <StudyEventData StudyEventOID="DAY1" StudyEventRepeatKey="DAY1[1]"
    TransactionType="Context" mdsol:InstanceName="Day 1">
   <FormData FormOID="VS" FormRepeatKey="1" mdsol:DataPageName="Vital signs">
    <ItemGroupData ItemGroupOID="VS" mdsol:RecordId="44">
    <ItemData ItemOID="VS.TEMP" Value="{}" TransactionType="Upsert">
     <AuditRecord><UserRef UserOID="ann"/><LocationRef LocationOID="21"/>
      <DateTimeStamp>2024-02-01T09:30:00</DateTimeStamp><ReasonForChange>{}</ReasonForChange>
      <SourceID>1</SourceID></AuditRecord>
    </ItemData></ItemGroupData></FormData></StudyEventData></SubjectData></ClinicalData>"""


def test_rave_changes_are_read_as_they_stand_last_and_each_as_an_audit_record(tmp_path: Path) -> None:
    text = RAVE.format("36.5", "") + RAVE.format("36.6", "Typing error")
    path = tmp_path / "a.xml"
    path.write_text(f'<ODM {SPACES} FileType="Transactional">{text}</ODM>')
    frame, _ = read_odm(path, table=Table(file="a.xml"), profile=PLAIN)
    columns = ["SUBJECTNAME", "SITE", "SITESTUDYENVSITENUMBER", "EVENTINSTANCENAME", "FORMDATAPAGENAME", "VS.TEMP"]
    assert frame[columns].to_numpy().tolist() == [["B-007", "21", "021", "Day 1", "Vital signs", "36.6"]]
    audit, _ = read_odm(path, table=Table(file="a.xml", audit=True), profile=PLAIN)
    assert audit[["ITEMOID", "VALUE", "USEROID", "REASONFORCHANGE"]].to_numpy().tolist() == [
        ["VS.TEMP", "36.5", "ann", ""],
        ["VS.TEMP", "36.6", "ann", "Typing error"],
    ]


CASTOR = """
<AdminData StudyOID="S"><Location OID="L.1" Name="Bern" LocationType="Site"/></AdminData>
<ClinicalData StudyOID="S" MetaDataVersionOID="1"><SubjectData SubjectKey="110001"><SiteRef LocationOID="L.1"/>
 <StudyEventData StudyEventOID="E.1"><FormData FormOID="F.1"><ItemGroupData ItemGroupOID="G.1">
  <ItemDataFloat ItemOID="temp">36.6</ItemDataFloat><ItemDataDate ItemOID="day">2024-02-01</ItemDataDate>
 </ItemGroupData></FormData></StudyEventData></SubjectData></ClinicalData>"""


def test_castor_typed_items_and_the_name_of_the_site(tmp_path: Path) -> None:
    assert rows(tmp_path, CASTOR, ["SUBJECTKEY", "SITENAME", "temp", "day"]) == [
        ["110001", "Bern", "36.6", "2024-02-01"]
    ]


VIEDOC = """
<ClinicalData StudyOID="S" MetaDataVersionOID="1.0"><SubjectData SubjectKey="SE-01-001" v4:SubjectSeq="1">
 <SiteRef LocationOID="01"/><StudyEventData StudyEventOID="V1" StudyEventRepeatKey="1" v4:EventDate="2024-02-01">
 <FormData FormOID="VS" FormRepeatKey="1"><ItemGroupData ItemGroupOID="VSG" ItemGroupRepeatKey="1">
  <ItemData ItemOID="TEMP" Value="36.6"/></ItemGroupData></FormData></StudyEventData></SubjectData></ClinicalData>"""


def test_viedoc_the_date_of_the_event(tmp_path: Path) -> None:
    assert rows(tmp_path, VIEDOC, ["SUBJECTKEY", "SITE", "EVENTEVENTDATE", "TEMP"]) == [
        ["SE-01-001", "01", "2024-02-01", "36.6"]
    ]
