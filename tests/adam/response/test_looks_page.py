"""The pages on looks and criteria: every example is computed, and every file that they show is sound."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from converter.adam.response.best import derive_param_best_response
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.following import following
from converter.adam.response.timepoint import derive_param_response
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.look import Look
from converter.spec.endpoints.response import ResponseCriteria
from tests.adam.response.plain import engine
from tests.adam.response.plain.reading import SPECS
from tests.adam.response.tables import RESPONSES, confirmation, measured
from tests.adam.response.test_admiralonco import timeline
from tests.adam.timelines import DAY_0, adsl, bound

DOCS = Path(__file__).resolve().parents[3] / "docs"
LOOKS = (DOCS / "looks.md").read_text(encoding="utf-8")
PAGE = (DOCS / "add-a-criterion.md").read_text(encoding="utf-8")
(PATIENT,) = re.findall(r"```text\n(.*?)\n```", LOOKS)
EXAMPLES = [yaml.safe_load(one) for one in re.findall(r"```yaml\n(.*?)```", LOOKS, re.DOTALL)]
FILES = [one for one in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if one.startswith("name:")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one["look"])[:60])
def test_a_look_sees_what_its_page_says(example: dict[str, Any]) -> None:
    criteria = confirmation("recist-1.1-confirmation")
    look = Look.model_validate(example["look"])
    asked = criteria.model_copy(update={"looks": {"LOOK": look}, "sees": "all"})
    said = timeline(PATIENT).responses
    points = pd.DataFrame(
        {"date": [DAY_0 + (one.day or 0) for one in said], "response": [one.response for one in said]}
    )
    points = points.assign(USUBJID="1", STARTDT=DAY_0, kind="").astype({"response": "str", "kind": "str"})
    nobody = pd.Series(float("nan"), index=points.index)
    found = following(points, nobody, nobody, pd.Series(data=True, index=points.index), asked)
    row = found[found["DAY"] == example.get("from", 56)].iloc[0]
    assert {name: row[name] for name in example["sees"]} == example["sees"]


def test_the_files_of_the_page_make_responses(tmp_path: Path) -> None:
    for text in FILES:
        (tmp_path / f"{yaml.safe_load(text)['name']}.yaml").write_text(text, encoding="utf-8")
    one = load_criteria(CriteriaCall(name="own-tumour"), ResponseCriteria, (tmp_path,))
    later = load_criteria(CriteriaCall(name="own-tumour-confirmation"), ConfirmationCriteria, (tmp_path,))
    records = measured("day SUM\n-7 100\n56 65\n84 65\n112 80\n140 86")
    components = {
        name: {"dataset": "M", "where": {"variable": "TEST", "eq": name}, "value": "VALUE", "date": "DTC"}
        for name in one.components
    }
    frames = {"ADSL": adsl(), "M": records}
    made = bound(derive_param_response, frames, criteria=one, components=components, set_values={}).frame
    assert list(made["AVALC"]) == ["PR", "PR", "UPD", "CPD"]
    assert (
        list(made["RSPINP"])[-1]
        == "rise since the progression 6 mm; sum of diameters 86 mm (+32.31 % since its lowest)"
    )
    given = {"criteria": later, "set_values": {}}
    stands = bound(
        derive_param_confirmed_response, {**frames, "OVR": made}, responses={"dataset": "OVR"}, **given
    ).frame
    assert list(stands["AVALC"]) == ["PR", "SD", "UPD", "CPD"]
    best = bound(derive_param_best_response, {**frames, "COVR": stands}, responses={"dataset": "COVR"}, **given).frame
    assert list(best["AVALC"]) == ["PR"]


def test_the_step_of_the_page_is_one() -> None:
    (text,) = [one for one in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if one.startswith("derive")]
    step = yaml.safe_load(text)["derive_param_best_response"]
    call = CriteriaCall.model_validate(step.pop("criteria"))
    frames = engine.frames_of([timeline("0:PR 30:SD 60:PR")])
    given = {**step, "responses": RESPONSES["responses"], "criteria": load_criteria(call, ConfirmationCriteria)}
    found = bound(derive_param_best_response, frames, **given).frame
    assert found[["AVALC", "AVAL", "PARAMCD"]].to_numpy().tolist() == [["PR", 2, "CBOR"]]


def test_every_file_of_criteria_stands_on_the_page() -> None:
    named = set(re.findall(r"`([\w.-]+)`", PAGE))
    ours = [path.stem for path in SPECS.glob("*.yaml") if "responses:" in path.read_text(encoding="utf-8")]
    assert sorted(set(ours) - named) == []
