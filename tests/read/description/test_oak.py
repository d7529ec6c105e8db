"""A specification of sdtm.oak is read as a description; how variables are mapped is kept as notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.pipeline.specs.interchange import import_spec
from converter.read.description.readers import read_submission
from converter.spec.dataset import Origin
from converter.spec.described.columns import load_columns
from converter.spec.load import load_study

TEXT = """study_number,raw_dataset,raw_variable,target_sdtm_domain,target_sdtm_variable,target_sdtm_variable_role,\
target_sdtm_variable_codelist_code,target_sdtm_variable_ordinal,origin,mapping_algorithm,condition_operator
S1,cm_raw,NAME,CM,CMTRT,Topic,,2,CRF,ASSIGN_NO_CT,
S1,cm_raw,UNIT,CM,CMDOSU,Variable Qualifier,C71620,3,CRF,ASSIGN_CT,
S1,cm_raw,UNITO,CM,CMDOSU,,,3,CRF,IF_THEN_ELSE,Checked
S1,,,CM,DOMAIN,Identifier,,1,Somewhere,HARDCODE,
S1,cm_raw,PAGE,,,,,,,NOTSUBMITTED,
"""


def test_variables_stand_in_their_order_with_origin_codelist_and_mapping(tmp_path: Path) -> None:
    path = tmp_path / "cm.csv"
    path.write_text(TEXT)
    found, notes = read_submission(path, load_columns())
    cm = found.datasets["CM"].variables
    assert list(cm) == ["DOMAIN", "CMTRT", "CMDOSU"]
    assert cm["CMTRT"].origin == Origin(type="Collected", source="Investigator")
    assert cm["CMDOSU"].notes == {
        "raw_dataset": "cm_raw",
        "raw_variable": "UNIT | UNITO",
        "mapping_algorithm": "ASSIGN_CT | IF_THEN_ELSE",
        "condition_operator": "Checked",
    }
    assert [(one.place, one.value, one.lost) for one in notes] == [
        ("line 6", "PAGE", True),
        ("line 5", "Somewhere", False),
    ]


def test_it_goes_into_a_study_with_the_published_codelist(tmp_path: Path) -> None:
    path = tmp_path / "cm.csv"
    path.write_text(TEXT)
    import_spec([path], tmp_path / "study")
    assert load_study(tmp_path / "study").domains["CM"].variables["CMDOSU"].codelists == ("UNIT",)


@pytest.mark.parametrize("data", [b"", b"A,B\n1,2\n", b'target_sdtm_domain,"x\n', b"\xff\xfe"])
def test_what_is_no_specification_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(data)
    with pytest.raises(InputError, match=r"x\.csv: no specification of sdtm\.oak"):
        read_submission(tmp_path / "x.csv", load_columns())
