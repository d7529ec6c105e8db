"""The documentation: links lead somewhere, examples are valid."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
import yaml

from converter.adam.rules import ANALYSIS_RULES
from converter.plan.binding.bind import Call, Context, bind, parse_call
from converter.plan.named import named_sources
from converter.results.rendering.template import unknown_statistics
from converter.results.style import styled
from converter.spec.analysis import Analysis
from converter.spec.condition import Condition
from converter.spec.dataset import Origin
from converter.spec.display import Display, DisplayStyle
from converter.spec.domain import Domain, Supplemental
from converter.spec.load import load_study
from converter.spec.standards.guides import load_standard
from converter.spec.standards.standard import NonStandard
from converter.spec.study import Standards, Study
from converter.spec.text.problems import strictly
from converter.steps import BoundRule

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_yaml_of_the_getting_started_page_is_valid() -> None:
    text = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
    said, domain = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL))
    head = {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
        "standards": {"terminology": []},
    }
    assert set(said) <= Study.model_validate({**head, **said}).model_fields_set
    assert Domain.model_validate(domain).domain == "AE"


def test_the_yaml_of_the_page_on_standards_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
    named, dataset, difference, supplemental, shipped = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert NonStandard.model_validate(yaml.safe_load(shipped)["non_standard"]).name_of("AE") == "NSAE"
    said = {
        name: Supplemental.model_validate(one) for name, one in yaml.safe_load(supplemental)["supplemental"].items()
    }
    assert [one.idvar for one in said.values()] == ["AEGRPID", ""]
    assert Standards.model_validate(yaml.safe_load(named)["standards"]).folders == ("../standards",)
    (tmp_path / "xa.yaml").write_text(dataset)
    (tmp_path / "dm.yaml").write_text(difference)
    datasets = load_standard("sdtmig", "3.4", (tmp_path,)).datasets
    assert not datasets["XA"].is_standard
    assert {name for name, one in datasets["DM"].variables.items() if not one.is_standard} == {"RACEOTH"}
    assert ("DMDY" in datasets["DM"].variables, datasets["DM"].variables["ETHNIC"].core) == (False, "Exp")


def test_the_yaml_of_the_page_on_analysis_datasets_is_valid() -> None:
    text = (ROOT / "docs" / "analysis-datasets.md").read_text(encoding="utf-8")
    (said,) = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL))
    analysis = Analysis.model_validate(said)
    for step in analysis.steps:
        ((name, arguments),) = step.items()
        assert set(arguments) <= set(inspect.signature(ANALYSIS_RULES[name]).parameters)


def test_the_yaml_of_the_page_on_short_forms_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "short-forms.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\{.*?\})` \| `(\{.*?\})` \|$", text, flags=re.MULTILINE)
    for short, full in rows:
        assert strictly(Condition, yaml.safe_load(short)) == strictly(Condition, yaml.safe_load(full))
    assert len(rows) == text.count("\n| `{") > 0
    names, dataset = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    who = "study: {id: S, name: S, description: S, created: 2024-01-01}\n"
    (tmp_path / "adam").mkdir()
    (tmp_path / "study.yaml").write_text(f"{who}standards: {{terminology: [sdtm-ct-2025-03-28]}}\n{names}")
    (tmp_path / "adam" / "adtte.yaml").write_text(dataset)
    files = load_study(tmp_path)
    context = Context("", files.study, lambda _: None, (), names=named_sources(files))
    for number, step in enumerate(files.analyses["ADTTE"].steps):
        call = parse_call(step, files.documents["ADTTE"], ("steps", number), "")
        assert isinstance(call, Call)
        assert isinstance(bind(call, ANALYSIS_RULES, Origin(type="Derived"), context), BoundRule)


def test_the_yaml_of_the_page_on_results_is_valid() -> None:
    text = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    blocks = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL))
    said, usual, like, dressed, compared = blocks
    style = DisplayStyle.model_validate(usual["displays"])
    assert styled(Display.model_validate({**said, "rows": [{"id": "n", "result": {"count": {}}}]}), style).rows[0].show
    assert like["shell"] == said["display"]
    for written in (said, {**said, **like}, {**said, **dressed}, {**said, "rows": compared}):
        assert [*unknown_statistics(Display.model_validate(written))] == []
