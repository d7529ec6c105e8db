"""Dataset-XML: datasets whose variables a define.xml beside them names."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.read.datasets.folder import read_datasets, read_described

DEFINE = """<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><Study OID="S"><MetaDataVersion OID="M" Name="M">
<ItemGroupDef OID="IG.AE" Name="AE"><Description><TranslatedText>Adverse Events</TranslatedText></Description>
 <ItemRef ItemOID="IT.AE.USUBJID"/><ItemRef ItemOID="IT.AE.AESEQ"/><ItemRef ItemOID="IT.AE.AETERM"/></ItemGroupDef>
<ItemDef OID="IT.AE.AETERM" Name="AETERM" DataType="text"/><ItemDef OID="IT.AE.USUBJID" Name="USUBJID" DataType="text"/>
<ItemDef OID="IT.AE.AESEQ" Name="AESEQ" DataType="integer"><Description><TranslatedText>Number</TranslatedText>
</Description></ItemDef></MetaDataVersion></Study></ODM>"""


def data(rows: str) -> str:
    spaces = 'xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:data="http://www.cdisc.org/ns/Dataset-XML/v1.0"'
    return f'<ODM {spaces}><ClinicalData StudyOID="S" MetaDataVersionOID="M">{rows}</ClinicalData></ODM>'


def row(number: int, **values: str) -> str:
    items = "".join(f'<ItemData ItemOID="IT.AE.{name}" Value="{value}"/>' for name, value in values.items())
    return f'<ItemGroupData ItemGroupOID="IG.AE" data:ItemGroupDataSeq="{number}">{items}</ItemGroupData>'


def read(folder: Path, *rows: str) -> FoundDataset:
    (folder / "define.xml").write_text(DEFINE)
    (folder / "ae.xml").write_text(data("".join(rows)))
    return read_described(folder, {})["AE"]


def test_variables_are_named_typed_and_ordered_by_define_xml(tmp_path: Path) -> None:
    found = read(tmp_path, row(1, AESEQ="1", USUBJID="01", AETERM="PAIN"), row(2, USUBJID="02", AESEQ="2"))
    assert [(one.name, one.type, one.label) for one in found.variables] == [
        ("USUBJID", "Char", ""),
        ("AESEQ", "Num", "Number"),
        ("AETERM", "Char", ""),
    ]
    assert found.frame.to_numpy().tolist() == [["01", 1.0, "PAIN"], ["02", 2.0, ""]]
    assert (found.label, found.issues) == ("Adverse Events", ())


def test_what_is_no_number_stands_twice_or_is_not_defined_is_told(tmp_path: Path) -> None:
    twice = row(2, AETERM="PAIN").replace("</", '<ItemData ItemOID="IT.AE.AETERM" Value="RASH"/></', 1)
    found = read(tmp_path, row(1, AESEQ="one", AEX="1"), twice)
    assert found.frame["AETERM"].tolist() == ["", "PAIN"]
    assert [(issue.rule, issue.rows) for issue in found.issues] == [
        ("item-repeated", (2,)),
        ("item-undefined", ()),
        ("number-unreadable", (1,)),
    ]


def test_a_file_without_records_is_the_dataset_of_its_name(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (list(found.frame), len(found.frame), found.label) == (["USUBJID", "AESEQ", "AETERM"], 0, "Adverse Events")


def test_without_define_xml_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ae.xml").write_text(data(row(1, AESEQ="1")))
    with pytest.raises(InputError, match=r"ae\.xml: Dataset-XML names its variables in a define\.xml beside it"):
        read_datasets(tmp_path, {})


def test_other_xml_in_a_folder_is_no_dataset(tmp_path: Path) -> None:
    read(tmp_path, row(1, AESEQ="1"))
    (tmp_path / "other.xml").write_text("<other/>")
    assert list(read_datasets(tmp_path, {})) == ["AE"]
