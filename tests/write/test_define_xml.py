"""Define-XML 2.1: valid, complete, every reference answered, the same bytes for the same study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree

from converter.compute.define_schema import schema_errors
from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import describe
from converter.compute.describing.facts import MOST_CODES
from converter.dataset import Dataset
from converter.errors import SpecError
from converter.plan import make_plan
from converter.plan.descriptions.datasets import plain_spec
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, ValueLevel, VariableSpec
from converter.spec.load import load_study
from converter.steps import Plan
from converter.write.define.codelists import unlisted
from converter.write.define_xml import write_define

CREATED = datetime(2024, 7, 1, 12, 30, 5, tzinfo=UTC)
DOCUMENTS = {"acrf": "acrf.pdf", "guide": "csdrg.pdf"}
NAMES: Any = {"o": "http://www.cdisc.org/ns/odm/v1.3", "d": "http://www.cdisc.org/ns/def/v2.1"}
DEF = "{http://www.cdisc.org/ns/def/v2.1}"
HREF = "{http://www.w3.org/1999/xlink}href"

Read = Callable[[str], list[Any]]


def write(datasets: Sequence[Dataset], plan: Plan, folder: Path, documents: dict[str, str] | None = None) -> Path:
    files = {dataset.name: f"{dataset.name.lower()}.xpt" for dataset in datasets}
    facts = {dataset.name: facts_of(dataset) for dataset in datasets}
    specs = [dataset.spec for dataset in datasets]
    path, *_ = write_define(specs, facts, folder, plan=plan, created=CREATED, files=files, documents=documents)
    return path


@pytest.fixture
def define(datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path) -> Path:
    return write(datasets, plan, tmp_path, DOCUMENTS)


@pytest.fixture
def find(define: Path) -> Read:
    """Find elements or attributes by XPath, with the prefixes o: and d:."""
    root = etree.parse(str(define)).getroot()

    def found(path: str) -> list[Any]:
        hits: Any = root.xpath(path, namespaces=NAMES)
        return list(hits)

    return found


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name).replace(DEF, "def:"): str(value) for name, value in element.attrib.items()}


def words(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def changed(datasets: Sequence[Dataset], name: str, **update: object) -> tuple[Dataset, ...]:
    """Change the spec of one dataset."""
    return tuple(replace(one, spec=one.spec.model_copy(update=update)) if one.name == name else one for one in datasets)


@pytest.mark.parametrize("documents", [{}, DOCUMENTS], ids=["no documents", "documents"])
def test_the_file_is_valid_against_the_schema_of_cdisc(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path, documents: dict[str, str]
) -> None:
    path = write(datasets, plan, tmp_path, documents)
    assert path == tmp_path / "define.xml"
    assert schema_errors(path) == ()


def test_datasets_stand_in_the_order_of_their_classes(find: Read) -> None:
    classes = find("//o:ItemGroupDef/d:Class/@Name")
    order = [
        name for name in ("TRIAL DESIGN", "SPECIAL PURPOSE", "EVENTS", "FINDINGS", "RELATIONSHIP") if name in classes
    ]
    assert list(dict.fromkeys(classes)) == order
    assert len(order) > 1


def test_the_parts_stand_in_the_order_of_the_schema(find: Read) -> None:
    order = [element.tag.rpartition("}")[2] for element in find("//o:MetaDataVersion/*")]
    assert list(dict.fromkeys(order)) == [
        "Standards",
        "AnnotatedCRF",
        "SupplementalDoc",
        "ValueListDef",
        "WhereClauseDef",
        "ItemGroupDef",
        "ItemDef",
        "CodeList",
        "MethodDef",
        "CommentDef",
        "leaf",
    ]


def test_every_reference_is_answered_and_every_definition_used_once(find: Read) -> None:
    defined = Counter(find("//@OID"))
    references = {str(v) for v in find("//@*[substring(local-name(), string-length(local-name()) - 2) = 'OID']")}
    leafs = Counter(find("//d:leaf/@ID"))
    assert {oid: count for oid, count in defined.items() if count > 1} == {}
    assert references - {"S01.define.SDTM"} <= set(defined)
    assert set(leafs) == {*find("//@leafID"), *find("//@d:ArchiveLocationID")}
    unused = set(defined) - {str(v) for v in find("//@*[local-name() != 'OID']")}
    assert {oid for oid in unused if not oid.startswith(("IG.", "ST.", "MDV.", "STD.CT.2"))} == set()


def test_the_stylesheet_named_in_the_prolog_lies_beside_the_file_and_renders_it(define: Path) -> None:
    document = etree.parse(str(define))
    instruction: Any = document.xpath("/processing-instruction('xml-stylesheet')")
    assert instruction[0].get("href") == "define2-1.xsl"
    html = str(etree.XSLT(etree.parse(str(define.parent / "define2-1.xsl")))(document))
    for shown in ("Laboratory Test Results", "Treatment Emergent Flag", "LBORRES in standard units.", "C66769"):
        assert shown in html
    assert 'src="http' not in html


def test_the_root_says_what_the_file_is(find: Read) -> None:
    (root,) = find("/o:ODM")
    assert attributes(root) == {
        "FileType": "Snapshot",
        "FileOID": "S01.define.SDTM",
        "ODMVersion": "1.3.2",
        "CreationDateTime": "2024-07-01T12:30:05",
        "Originator": "converter",
        "SourceSystem": "converter",
        "SourceSystemVersion": root.get("SourceSystemVersion"),
        "def:Context": "Submission",
    }
    assert [words(element) for element in find("//o:GlobalVariables/*")] == ["S-01", "A < B & C", "P01"]


def test_the_guide_and_every_terminology_package_are_standards(find: Read) -> None:
    said = [[s.get(name) for name in ("Name", "Type", "PublishingSet", "Version")] for s in find("//d:Standard")]
    assert said == [
        ["SDTMIG", "IG", None, "3.4"],
        ["CDISC/NCI", "CT", "SDTM", "2025-03-28"],
        ["CDISC/NCI", "CT", "DEFINE-XML", "2024-12-20"],
    ]


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ("AE", {"Domain": "AE", "Repeating": "Yes", "IsReferenceData": "No", "def:StandardOID": "STD.IG"}),
        ("SUPPAE", {"Domain": "AE", "Repeating": "Yes", "IsReferenceData": "No", "def:StandardOID": "STD.IG"}),
        ("DM", {"Domain": "DM", "Repeating": "No", "IsReferenceData": "No", "def:StandardOID": "STD.IG"}),
        ("TA", {"Domain": "TA", "Repeating": "No", "IsReferenceData": "Yes", "def:StandardOID": "STD.IG"}),
        (
            "XX",
            {
                "Domain": "XX",
                "Repeating": "Yes",
                "IsReferenceData": "No",
                "def:IsNonStandard": "Yes",
                "def:HasNoData": "Yes",
                "def:CommentOID": "COM.XX",
            },
        ),
    ],
)
def test_a_dataset_has_all_its_attributes(find: Read, dataset: str, expected: dict[str, str]) -> None:
    (group,) = find(f"//o:ItemGroupDef[@Name = '{dataset}']")
    assert attributes(group) == {
        "OID": f"IG.{dataset}",
        "Name": dataset,
        "SASDatasetName": dataset,
        "Purpose": "Tabulation",
        "def:Structure": "One record per thing",
        "def:ArchiveLocationID": f"LF.{dataset}",
        **expected,
    }
    assert find(f"//d:leaf[@ID = 'LF.{dataset}']")[0].get(HREF) == f"{dataset.lower()}.xpt"


def test_class_label_and_alias_follow_the_variables_of_a_dataset(find: Read) -> None:
    assert find("//o:ItemGroupDef[@Name = 'AE']/d:Class/@Name") == ["EVENTS"]
    assert find("//o:ItemGroupDef[@Name = 'AE']/o:Alias") == []
    alias = find("//o:ItemGroupDef[@Name = 'SUPPAE']/o:Alias")[0]
    assert attributes(alias) == {"Context": "DomainDescription", "Name": "Adverse Events"}


def test_an_empty_dataset_says_why(find: Read) -> None:
    assert words(find("//d:CommentDef[@OID = 'COM.XX']")[0]) == "No records were collected."


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("IT.AE.USUBJID", {"OrderNumber": "1", "Mandatory": "Yes", "KeySequence": "1", "Role": "Identifier"}),
        ("IT.AE.AESEQ", {"OrderNumber": "2", "Mandatory": "Yes", "MethodOID": "MT.AE.AESEQ"}),
        ("IT.AE.AESTDTC", {"OrderNumber": "6", "Mandatory": "No", "KeySequence": "2"}),
        ("IT.DM.DTHDTC", {"OrderNumber": "5", "Mandatory": "No", "def:HasNoData": "Yes"}),
        ("IT.DS.DSFLAG", {"OrderNumber": "2", "Mandatory": "No", "def:IsNonStandard": "Yes"}),
    ],
)
def test_a_reference_to_a_variable_says_order_key_and_method(find: Read, item: str, expected: dict[str, str]) -> None:
    (reference,) = find(f"//o:ItemGroupDef/o:ItemRef[@ItemOID = '{item}']")
    assert attributes(reference) == {"ItemOID": item, **expected}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("IT.AE.AETERM", {"DataType": "text", "Length": "16"}),
        ("IT.AE.AESEQ", {"DataType": "integer", "Length": "1", "def:DisplayFormat": "5."}),
        ("IT.AE.AESTDTC", {"DataType": "partialDate"}),
        ("IT.LB.LBSTRESN", {"DataType": "float", "Length": "3", "SignificantDigits": "1"}),
        ("IT.DM.USUBJID", {"DataType": "text", "Length": "2", "def:CommentOID": "COM.DM.USUBJID"}),
        ("IT.DM.DTHDTC", {"DataType": "date", "def:CommentOID": "COM.NO_DATA"}),
    ],
)
def test_length_and_digits_stand_only_where_the_type_has_them(find: Read, item: str, expected: dict[str, str]) -> None:
    (definition,) = find(f"//o:ItemDef[@OID = '{item}']")
    name = item.rpartition(".")[2]
    assert attributes(definition) == {"OID": item, "Name": name, "SASFieldName": name, **expected}


def test_markup_in_labels_is_text(find: Read) -> None:
    assert words(find("//o:ItemDef[@OID = 'IT.AE.AETERM']/o:Description")[0]) == "Term, as in <CRF> & labels"


def test_a_collected_value_names_the_pages_of_the_annotated_crf(find: Read) -> None:
    (origin,) = find("//o:ItemDef[@OID = 'IT.AE.AETERM']/d:Origin")
    assert attributes(origin) == {"Type": "Collected", "Source": "Investigator"}
    assert attributes(origin[0]) == {"leafID": "LF.acrf"}
    assert attributes(origin[0][0]) == {"Type": "PhysicalRef", "PageRefs": "12 14"}


def test_without_an_annotated_crf_no_pages_are_named(datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path) -> None:
    text = write(datasets, plan, tmp_path).read_text(encoding="utf-8")
    assert "PDFPageRef" not in text
    assert "AnnotatedCRF" not in text


def test_a_predecessor_is_named(find: Read) -> None:
    (origin,) = find("//o:ItemDef[@OID = 'IT.DM.ARMCD']/d:Origin")
    assert (attributes(origin), words(origin)) == ({"Type": "Predecessor"}, "TA.ARMCD")


def test_a_variable_without_values_or_rule_is_not_available(find: Read) -> None:
    (origin,) = find("//o:ItemDef[@OID = 'IT.DM.DTHDTC']/d:Origin")
    assert attributes(origin) == {"Type": "Not Available", "Source": "Sponsor"}


def test_every_derived_item_has_a_method(find: Read) -> None:
    derived = find("//o:ItemDef[d:Origin/@Type = 'Derived']/@OID")
    assert {oid: find(f"//o:ItemRef[@ItemOID = '{oid}']/@MethodOID") != [] for oid in derived} == dict.fromkeys(
        derived, True
    )


def test_slices_made_as_their_variable_share_its_method(find: Read) -> None:
    assert set(find("//d:ValueListDef[@OID = 'VL.LB.LBSTRESN']/o:ItemRef/@MethodOID")) == {"MT.LB.LBSTRESN"}
    (method,) = find("//o:MethodDef[@OID = 'MT.LB.LBSTRESN']")
    assert (method.get("Type"), words(method)) == ("Computation", "LBORRES in standard units.")
    assert find("//d:ValueListDef[@OID = 'VL.SUPPAE.QVAL']/o:ItemRef/@MethodOID") == ["MT.SUPPAE.QVAL.QNAM.AETRTEM"]


def test_qualifiers_are_described_by_name(find: Read) -> None:
    assert find("//o:ItemDef[@OID = 'IT.SUPPAE.QVAL']/d:ValueListRef/@ValueListOID") == ["VL.SUPPAE.QVAL"]
    items = find("//d:ValueListDef[@OID = 'VL.SUPPAE.QVAL']/o:ItemRef/@ItemOID")
    described = [find(f"//o:ItemDef[@OID = '{oid}']")[0] for oid in items]
    assert [(words(item.find("{*}Description")), item.get("DataType"), item.get("Length")) for item in described] == [
        ("Treatment Emergent Flag", "text", "1"),
        ("Group", "integer", "2"),
    ]
    assert [item.find(f"{DEF}Origin").get("Type") for item in described] == ["Derived", "Collected"]


def test_comparisons_of_one_where_clause_hold_together(find: Read) -> None:
    (clause,) = find("//d:WhereClauseDef[@OID = 'WC.LB.LBTESTCD.ALT.LBSPEC.WHOLE_20_BLOOD']")
    assert [(attributes(check), words(check)) for check in clause] == [
        ({"SoftHard": "Soft", "def:ItemOID": "IT.LB.LBTESTCD", "Comparator": "EQ"}, "ALT"),
        ({"SoftHard": "Soft", "def:ItemOID": "IT.LB.LBSPEC", "Comparator": "EQ"}, "WHOLE BLOOD"),
    ]


def test_alternatives_are_several_where_clauses_of_one_item(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path
) -> None:
    where = Condition.model_validate(
        {"any": [{"variable": "LBTESTCD", "in": ["ALT", "GLUC"]}, {"variable": "LBSTRESN", "gt": 40}]}
    )
    changed_datasets = changed(datasets, "LB", value_level=(ValueLevel(variable="LBORRES", where=where),))
    path = write(tuple(describe({d.name: d for d in changed_datasets}).values()), plan, tmp_path)
    root = etree.parse(str(path)).getroot()
    item = root.find(".//{*}ItemRef[@ItemOID='IT.LB.LBORRES.LBTESTCD.IN.ALT.GLUC.OR.LBSTRESN.GT.40']")
    assert item is not None
    clauses = [reference.get("WhereClauseOID") for reference in item]
    assert clauses == ["WC.LB.LBTESTCD.IN.ALT.GLUC", "WC.LB.LBSTRESN.GT.40"]
    first = root.find(f".//{DEF}WhereClauseDef[@OID='{clauses[0]}']")
    assert first is not None
    assert [check.get("Comparator") for check in first] == ["IN"]
    assert [value.text for value in first.iter("{*}CheckValue")] == ["ALT", "GLUC"]
    assert schema_errors(path) == ()


def test_a_codelist_has_the_terms_in_use_with_their_codes(find: Read) -> None:
    (codelist,) = find("//o:CodeList[@OID = 'CL.AESEV']")
    assert attributes(codelist) == {
        "OID": "CL.AESEV",
        "Name": "Severity/Intensity Scale for Adverse Events",
        "DataType": "text",
        "def:StandardOID": "STD.CT.1",
    }
    assert [attributes(child) for child in codelist] == [
        {"CodedValue": "GRADE 9", "OrderNumber": "1", "def:ExtendedValue": "Yes"},
        {"CodedValue": "MILD", "OrderNumber": "2"},
        {"Context": "nci:ExtCodeID", "Name": "C66769"},
    ]
    assert [alias.get("Name") for alias in codelist.iterfind("{*}EnumeratedItem/{*}Alias")] == ["C41338"]


def test_a_code_without_a_published_name_is_decoded_as_the_data_do(find: Read) -> None:
    items = find("//o:CodeList[@OID = 'CL.LBTESTCD']/o:CodeListItem")
    assert [
        (item.get("CodedValue"), words(item.find("{*}Decode")), item.get(f"{DEF}ExtendedValue")) for item in items
    ] == [
        ("ALT", "Alanine Aminotransferase", None),
        ("GLUC", "Glucose", "Yes"),
        ("OURTEST", "Our test", "Yes"),
    ]


def test_a_codelist_of_the_study_is_not_standard(find: Read) -> None:
    (codelist,) = find("//o:CodeList[@OID = 'CL.SITE']")
    assert codelist.get(f"{DEF}IsNonStandard") == "Yes"
    assert codelist.get(f"{DEF}StandardOID") is None
    assert find("//o:CodeList[@OID = 'CL.SITE']//@d:ExtendedValue") == []


def test_codelists_of_datasets_that_the_study_does_not_describe_are_the_published_ones(tmp_path: Path) -> None:
    study = "study: {id: S1, name: S1, description: A study, created: 2024-01-01}\n"
    standards = "standards: {terminology: [sdtm-ct-2025-03-28]}\n"
    (tmp_path / "study.yaml").write_text(study + standards, encoding="utf-8")
    frame = pd.DataFrame({"LBTESTCD": pd.Series(["ALT"], dtype="str")})
    plan = make_plan(load_study(tmp_path))
    spec = plain_spec("LB", plan.standard)
    known = spec.model_copy(update={"variables": (spec.by_name["LBTESTCD"],), "keys": ("LBTESTCD",)})
    root = etree.parse(str(write([Dataset(known, frame)], plan, tmp_path))).getroot()
    (codelist,) = root.iter("{*}CodeList")
    assert (codelist.get("Name"), codelist.get(f"{DEF}StandardOID")) == ("Laboratory Test Code", "STD.CT.1")
    assert [words(item) for item in codelist.iter("{*}Decode")] == ["Alanine Aminotransferase"]


def test_another_set_of_terms_is_named_by_its_place(find: Read) -> None:
    named = find("//o:CodeList[starts-with(@OID, 'CL.NY')]")
    assert {codelist.get("OID"): codelist.get("Name") for codelist in named} == {
        "CL.NY": "No Yes Response",
        "CL.NY.DS.DSFLAG": "No Yes Response (DS.DSFLAG)",
    }
    assert find("//o:ItemDef[@OID = 'IT.DS.DSFLAG']/o:CodeListRef/@CodeListOID") == ["CL.NY.DS.DSFLAG"]


def test_a_code_list_has_the_type_of_the_items_that_use_it(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path
) -> None:
    where = Condition(variable="LBTESTCD", eq="ALT")
    level = ValueLevel(variable="LBORRES", where=where, codelists=("NY",), data_type="integer", length=1)
    root = etree.parse(str(write(changed(datasets, "LB", value_level=(level,)), plan, tmp_path))).getroot()
    types = {one.get("OID"): one.get("DataType") for one in root.iterfind(".//{*}CodeList")}
    for item in root.iterfind(".//{*}ItemDef"):
        for ref in item.iterfind("{*}CodeListRef"):
            kind = item.get("DataType") if item.get("DataType") in {"integer", "float"} else "text"
            assert types[ref.get("CodeListOID")] == kind, item.get("OID")
    assert "integer" in types.values()
    assert schema_errors(tmp_path / "define.xml") == ()


@pytest.mark.parametrize(
    ("name", "codes", "listed", "told"),
    [
        ("AESEV", MOST_CODES, MOST_CODES, []),
        ("AESEV", MOST_CODES + 1, 0, ["AE.AESEV has more than 5,000 codes, and no CodeList"]),
        ("COUNTRY", MOST_CODES + 1, 0, []),  # of a dictionary
        ("LBSTRESC", MOST_CODES + 1, 0, []),  # results: some are numbers, which are no codes
    ],
)
def test_more_codes_than_a_codelist_has_are_told_and_not_listed(
    plan: Plan, tmp_path: Path, name: str, codes: int, listed: int, told: list[str]
) -> None:
    values = pd.Series([f"C{number}" for number in range(codes - 1)] + ["12"], dtype="str")
    described = "ISO 3166" if name == "COUNTRY" else ""
    variable = VariableSpec(name=name, type="Char", codelists=("AESEV",), described=described)
    spec = DatasetSpec(
        name="AE", domain="AE", label="AE", dataset_class="EVENTS", structure="s", keys=(), variables=(variable,)
    )
    made = Dataset(spec, pd.DataFrame({name: values}))
    root = etree.parse(str(write([made], plan, tmp_path))).getroot()
    assert len(list(root.iter("{*}EnumeratedItem"))) == listed
    issues = tuple(unlisted([spec], {"AE": facts_of(made)}, plan))
    assert [issue.message for issue in issues] == told
    assert {(issue.rule, issue.severity, issue.place) for issue in issues} <= {
        ("define-codelist", "warning", "define.xml")
    }


def test_a_variable_of_several_codelists_has_one_with_the_terms_of_all(find: Read) -> None:
    (codelist,) = find("//o:CodeList[@OID = 'CL.NCOMPLT_PROTMLST']")
    assert {item.get("CodedValue"): item[-1].get("Name") for item in codelist} == {"COMPLETED": "C1", "CONSENT": "C2"}


def test_a_dictionary_is_an_external_codelist(find: Read) -> None:
    assert find("//o:ItemDef[@OID = 'IT.DM.COUNTRY']/o:CodeListRef/@CodeListOID") == ["CL.ISO_3166"]
    external = find("//o:CodeList[@OID = 'CL.ISO_3166']/o:ExternalCodeList")[0]
    assert attributes(external) == {"Dictionary": "ISO 3166", "Version": "2020", "href": "https://www.iso.org"}


def test_documents_are_leafs_beside_the_file(find: Read) -> None:
    assert find("//d:AnnotatedCRF/d:DocumentRef/@leafID") == ["LF.acrf"]
    assert find("//d:SupplementalDoc/d:DocumentRef/@leafID") == ["LF.guide"]
    assert [leaf.get(HREF) for leaf in find("//o:MetaDataVersion/d:leaf")] == ["acrf.pdf", "csdrg.pdf"]


def test_the_same_study_gives_the_same_bytes(datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path) -> None:
    first = write(datasets, plan, tmp_path).read_bytes()
    assert write(datasets, plan, tmp_path).read_bytes() == first


def test_alternatives_within_a_condition_are_clauses_of_their_own(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path
) -> None:
    where = Condition.model_validate({"LBTESTCD": "ALT", "any": [{"LBSPEC": "SERUM"}, {"LBSPEC": {"missing": True}}]})
    level = ValueLevel(variable="LBORRES", where=where)
    root = etree.parse(str(write(changed(datasets, "LB", value_level=(level,)), plan, tmp_path))).getroot()
    clauses = [
        [(check.get(f"{DEF}ItemOID"), check.get("Comparator"), check[0].text or "") for check in clause]
        for clause in root.iter(f"{DEF}WhereClauseDef")
        if clause.get("OID", "").startswith("WC.LB.")
    ]
    alt = ("IT.LB.LBTESTCD", "EQ", "ALT")
    assert clauses == [[alt, ("IT.LB.LBSPEC", "EQ", "SERUM")], [alt, ("IT.LB.LBSPEC", "EQ", "")]]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"not": {"variable": "LBTESTCD", "eq": "ALT"}}, "cannot say 'not (LBTESTCD = ALT)'"),
        ({"variable": "LBSPEC", "eq": {"variable": "LBTESTCD"}}, "cannot say 'LBSPEC = LBTESTCD'"),
        (
            {"all": [{"variable": "LBTESTCD", "eq": "ALT"}, {"not": {"variable": "LBSPEC", "eq": "SERUM"}}]},
            "use comparisons joined by all or any",
        ),
    ],
)
def test_a_condition_that_define_xml_cannot_say_is_refused_and_nothing_written(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path, where: dict[str, Any], message: str
) -> None:
    level = ValueLevel(variable="LBORRES", where=Condition.model_validate(where))
    with pytest.raises(SpecError) as error:
        write(changed(datasets, "LB", value_level=(level,)), plan, tmp_path)
    assert message in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("again", [{"eq": "ALT"}, {"in": ("ALT",)}, {"all": [{"variable": "LBTESTCD", "eq": "ALT"}]}])
def test_a_slice_described_twice_is_refused_in_whatever_words(
    datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path, again: dict[str, Any]
) -> None:
    one = Condition(variable="LBTESTCD", eq="ALT")
    other = Condition.model_validate(again if "all" in again else {"variable": "LBTESTCD", **again})
    levels = tuple(ValueLevel(variable="LBORRES", where=where) for where in (one, other))
    with pytest.raises(SpecError, match="is described twice"):
        write(changed(datasets, "LB", value_level=levels), plan, tmp_path)


def test_an_invalid_file_is_told_with_its_line(define: Path) -> None:
    define.write_text(define.read_text(encoding="utf-8").replace('Name="EVENTS"', 'Name="EVENT"'), encoding="utf-8")
    errors = schema_errors(define)
    assert errors
    assert all(error.startswith("line ") for error in errors)
    assert "EVENT" in errors[0]
