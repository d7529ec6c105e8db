"""The documentation: links lead somewhere, examples are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from converter.spec.domain import Domain

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_domain_of_the_getting_started_page_is_valid() -> None:
    text = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert Domain.model_validate(yaml.safe_load(example)).domain == "AE"
