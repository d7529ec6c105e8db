"""A terminology package is written whole, and never over one that a study may rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.spec.standards.terminology import Codelist, Package, Term
from converter.write.terminology import write_package
from tests.trust.small_package import state

NY = Codelist(name="NY", code="C66742", label="No Yes Response", terms=(Term(value="N"), Term(value="Y")))


def package(*codelists: Codelist) -> Package:
    named = {codelist.name: codelist for codelist in codelists}
    return Package(publishing_set="SDTM", version="2025-09-26", source="NCI EVS", codelists=named)


def test_a_second_import_of_the_same_changes_nothing(tmp_path: Path) -> None:
    paths = write_package(package(NY), tmp_path / "ct")
    assert [path.name for path in paths] == ["NY.json", "package.yaml"]
    before = state(tmp_path)
    write_package(package(NY), tmp_path / "ct")
    assert state(tmp_path) == before


def test_a_codelist_that_somebody_changed_stays(tmp_path: Path) -> None:
    write_package(package(NY), tmp_path / "ct")
    (tmp_path / "ct" / "NY.json").write_text("name: NY\n")
    before = state(tmp_path)
    with pytest.raises(InputError, match=r"holds NY\.json already"):
        write_package(package(NY), tmp_path / "ct")
    assert state(tmp_path) == before


def test_a_codelist_whose_name_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only written inside ct"):
        write_package(package(NY, NY.model_copy(update={"name": "../../NY"})), tmp_path / "ct")
    assert [*tmp_path.iterdir()] == []
