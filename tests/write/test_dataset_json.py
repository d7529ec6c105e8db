"""Dataset-JSON 1.1: after the specification, every value exact, the same bytes for the same data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import describe
from converter.dataset import Dataset
from converter.errors import InputError
from converter.read.datasets.dataset_json import read_dataset_json
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.steps import Plan
from converter.write import dataset_json
from converter.write.dataset_json import write_dataset_json
from converter.write.define_xml import write_define

CREATED = datetime(2024, 7, 1, 12, 30, 5, tzinfo=UTC)
SCHEMA = Draft202012Validator(json.loads(Path(__file__).with_name("dataset-json-1.1.schema.json").read_text("utf-8")))


def dataset(frame: pd.DataFrame, **said: dict[str, Any]) -> Dataset:
    variables = tuple(
        VariableSpec(
            name=str(name),
            label=f"Label of {name}",
            type="Num" if pd.api.types.is_numeric_dtype(frame[name]) else "Char",
        ).model_copy(update=said.get(str(name), {}))
        for name in frame
    )
    spec = DatasetSpec(
        name="VS",
        domain="VS",
        label="Vital Signs",
        dataset_class="EVENTS",
        structure="one",
        keys=("USUBJID", "VSSEQ"),
        variables=variables,
    )
    return describe({"VS": Dataset(spec, frame)})["VS"]


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


def numbers(*values: float) -> pd.Series:
    return pd.Series(values, dtype="float64")


def written(data: Dataset, folder: Path) -> dict[str, Any]:
    (path,) = write_dataset_json(data, folder, study="S01", created=CREATED, metadata="../sdtm/define.xml")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert list(SCHEMA.iter_errors(content)) == []
    return content


def test_metadata_stand_in_the_order_of_the_specification(tmp_path: Path) -> None:
    content = written(dataset(pd.DataFrame({"USUBJID": text("S1")})), tmp_path)
    source = content.pop("sourceSystem")
    assert list(source) == ["name", "version"]
    assert source["name"] == "converter"
    assert list(content.items())[:-2] == [
        ("datasetJSONCreationDateTime", "2024-07-01T12:30:05"),
        ("datasetJSONVersion", "1.1.0"),
        ("fileOID", "S01.VS"),
        ("originator", "converter"),
        ("studyOID", "ST.S01"),
        ("metaDataVersionOID", "MDV.S01.SDTM"),
        ("metaDataRef", "../sdtm/define.xml"),
        ("itemGroupOID", "IG.VS"),
        ("records", 1),
        ("name", "VS"),
        ("label", "Vital Signs"),
    ]
    assert list(content)[-2:] == ["columns", "rows"]


def test_a_column_says_type_length_format_and_key(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "USUBJID": text("S1", "S10"),
            "VSSEQ": numbers(1, 2),
            "VSSTRESN": numbers(36.65, 37),
            "VSDTC": text("2024-01", "2024-01-02"),
            "VSDUR": text("PT5M", ""),
        }
    )
    said: dict[str, dict[str, Any]] = {
        "VSSTRESN": {"format": "8.2"},
        "VSDTC": {"described": "ISO 8601 datetime or interval"},
        "VSDUR": {"described": "ISO 8601 duration"},
    }
    columns = written(dataset(frame, **said), tmp_path)["columns"]
    assert columns == [
        {"itemOID": "IT.VS.USUBJID", "name": "USUBJID", "label": "Label of USUBJID", "dataType": "string"}
        | {"length": 3, "keySequence": 1},
        {"itemOID": "IT.VS.VSSEQ", "name": "VSSEQ", "label": "Label of VSSEQ", "dataType": "integer"}
        | {"length": 1, "keySequence": 2},
        {"itemOID": "IT.VS.VSSTRESN", "name": "VSSTRESN", "label": "Label of VSSTRESN", "dataType": "float"}
        | {"length": 4, "displayFormat": "8.2"},
        {"itemOID": "IT.VS.VSDTC", "name": "VSDTC", "label": "Label of VSDTC", "dataType": "date", "length": 10},
        {"itemOID": "IT.VS.VSDUR", "name": "VSDUR", "label": "Label of VSDUR", "dataType": "string", "length": 4},
    ]


def test_missing_numbers_are_null_and_missing_text_is_empty(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"USUBJID": text("S1", ""), "VSSEQ": numbers(1, float("nan")), "VSSTRESN": numbers(float("nan"), 0.1)}
    )
    assert written(dataset(frame), tmp_path)["rows"] == [["S1", 1, None], ["", None, 0.1]]


def test_whole_numbers_have_no_decimal_point(tmp_path: Path) -> None:
    write_dataset_json(dataset(pd.DataFrame({"VSSEQ": numbers(3, -4)})), tmp_path, study="S01", created=CREATED)
    assert '"rows": [\n[3],\n[-4]]}\n' in (tmp_path / "vs.json").read_text(encoding="utf-8")


def test_zero_has_no_sign(tmp_path: Path) -> None:
    written(dataset(pd.DataFrame({"USUBJID": ["1", "2"], "A": [-0.0, 1.5]})), tmp_path)
    assert "-0" not in (tmp_path / "vs.json").read_text(encoding="utf-8").partition('"rows"')[2]


def test_a_number_that_is_not_whole_is_kept_though_the_study_calls_it_integer(tmp_path: Path) -> None:
    data = dataset(pd.DataFrame({"VSSEQ": numbers(1.5, 2)}), VSSEQ={"data_type": "integer"})
    assert written(data, tmp_path)["rows"] == [[1.5], [2]]


def test_characters_outside_ascii_quotes_and_line_breaks_are_kept(tmp_path: Path) -> None:
    values = text('Schüler "x"', "a\nb\\c", "日本", "\u2028")
    assert written(dataset(pd.DataFrame({"VSTEST": values})), tmp_path)["rows"] == [[value] for value in values]


def test_a_dataset_without_records_has_no_rows(tmp_path: Path) -> None:
    content = written(dataset(pd.DataFrame({"VSTEST": text(), "VSSEQ": numbers()})), tmp_path)
    assert (content["records"], content["rows"]) == (0, [])


def test_chunks_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = dataset(pd.DataFrame({"VSSEQ": numbers(*range(7))}))
    whole = written(data, tmp_path)["rows"]
    monkeypatch.setattr(dataset_json, "CHUNK", 3)
    assert written(data, tmp_path)["rows"] == whole == [[number] for number in range(7)]


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    data = dataset(pd.DataFrame({"VSTEST": text("a", "b"), "VSSEQ": numbers(0.1, 2)}))
    first, second = (write_dataset_json(data, tmp_path, study="S01", created=CREATED)[0].read_bytes() for _ in "ab")
    assert first == second


@pytest.mark.parametrize("number", [float("inf"), float("-inf")])
def test_an_infinite_number_is_refused_and_nothing_written(tmp_path: Path, number: float) -> None:
    data = dataset(pd.DataFrame({"VSSTRESN": numbers(0.5, number)}), VSSTRESN={"data_type": "float", "length": 8})
    with pytest.raises(InputError, match=r"VS.VSSTRESN record 2: an infinite number"):
        write_dataset_json(data, tmp_path, study="S01", created=CREATED)
    assert list(tmp_path.iterdir()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    values=st.lists(
        st.tuples(st.text(st.characters(codec="utf-8"), max_size=8), st.floats(allow_infinity=False)), min_size=1
    )
)
def test_every_value_is_read_back_as_it_was(tmp_path: Path, values: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame({"VSTEST": text(*(v for v, _ in values)), "VSSTRESN": numbers(*(n for _, n in values))})
    (path,) = write_dataset_json(dataset(frame), tmp_path, study="S01", created=CREATED)
    found = read_dataset_json(path)
    assert found.frame["VSTEST"].to_list() == frame["VSTEST"].to_list()
    np.testing.assert_array_equal(found.frame["VSSTRESN"], frame["VSSTRESN"])


def test_identifiers_are_those_of_define_xml(datasets: tuple[Dataset, ...], plan: Plan, tmp_path: Path) -> None:
    files = {one.name: f"{one.name.lower()}.json" for one in datasets}
    specs, facts = [one.spec for one in datasets], {one.name: facts_of(one) for one in datasets}
    define, *_ = write_define(specs, facts, tmp_path, plan=plan, created=CREATED, files=files)
    described = define.read_text(encoding="utf-8")
    for one in datasets:
        content = written(one, tmp_path)
        assert f'Study OID="{content["studyOID"]}"' in described
        assert f'MetaDataVersion OID="{content["metaDataVersionOID"]}"' in described
        assert f'ItemGroupDef OID="{content["itemGroupOID"]}"' in described
        assert all(f'ItemDef OID="{column["itemOID"]}"' in described for column in content["columns"])


def test_numbers_that_sas_shows_as_dates_are_written_as_iso_8601(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "ADT": numbers(23436, float("nan")),
            "ADTM": numbers(2024922600, float("nan")),
            "ATM": numbers(52200, 0),
            "AVAL": numbers(1, 2),
        }
    )
    said = {"ADT": {"format": "DATE9."}, "ADTM": {"format": "DATETIME20."}, "ATM": {"format": "TIME8."}}
    content = written(dataset(frame, **said), tmp_path)
    facts = [(c["name"], c["dataType"], c.get("targetDataType"), c.get("displayFormat")) for c in content["columns"]]
    assert facts == [
        ("ADT", "date", "integer", "DATE9."),
        ("ADTM", "datetime", "integer", "DATETIME20."),
        ("ATM", "time", "integer", "TIME8."),
        ("AVAL", "integer", None, None),
    ]
    assert content["rows"] == [["2024-03-01", "2024-03-01T14:30:00", "14:30:00", 1], [None, None, "00:00:00", 2]]
    found = read_dataset_json(tmp_path / "vs.json")
    assert found.frame.to_dict("list")["ADTM"][0] == 2024922600
    assert [(v.type, v.format) for v in found.variables][:2] == [("Num", "DATE9"), ("Num", "DATETIME20")]
    assert found.issues == ()


@pytest.mark.parametrize(("value", "form"), [(0.5, "DATE9."), (1e9, "DATE9."), (90000.0, "TIME8."), (0.25, "TIME8.")])
def test_a_variable_with_a_number_that_is_no_date_stays_numeric(tmp_path: Path, value: float, form: str) -> None:
    content = written(dataset(pd.DataFrame({"ADT": numbers(1, value)}), ADT={"format": form}), tmp_path)
    assert content["columns"][0]["dataType"] in {"float", "integer"}
    assert content["rows"] == [[1], [value]]
