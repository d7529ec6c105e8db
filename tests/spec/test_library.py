"""What ships: standards and terminology, the latter compared with the published metadata where they are at hand."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.spec.library import codelist_names, known_names, load_codelist, load_package, load_profile
from converter.spec.standards.guides import load_standard

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "standards"
CT = "sdtm-ct-2025-03-28"
needs_standards = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="the published metadata (shared/standards) lie outside the repository",
)


def test_the_model_adds_timing_variables_in_its_order() -> None:
    variables = load_standard("sdtmig", "3.4").datasets["EX"].variables
    names = list(variables)
    assert not variables["VISITNUM"].in_guide
    assert names[names.index("EXADJ") :][:6] == ["EXADJ", "VISITNUM", "VISIT", "VISITDY", "TAETORD", "EPOCH"]


@needs_standards
def test_terms_agree_with_the_published_terminology() -> None:
    with gzip.open(SHARED / "sdtm-ct-2025-03-28.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    published = {(r["Codelist Code"], r["Code"], r["CDISC Submission Value"]) for r in rows if r["Codelist Code"]}
    extensible = {r["Code"]: r["Codelist Extensible (Yes/No)"] == "Yes" for r in rows if not r["Codelist Code"]}
    for name in codelist_names(CT):
        codelist = load_codelist(CT, name)
        assert codelist is not None
        ours = {(codelist.code, term.code, term.value) for term in codelist.terms}
        assert ours == {row for row in published if row[0] == codelist.code}, name
        assert codelist.extensible == extensible[codelist.code], name


def test_a_test_code_decodes_to_its_test_name() -> None:
    codelist = load_codelist(CT, "LBTESTCD")
    assert codelist is not None
    assert codelist.by_value["ALT"].decode == "Alanine Aminotransferase"


def test_unknown_names_are_told_with_the_nearest() -> None:
    with pytest.raises(SpecError, match="did you mean 'sdtm-ct-2025-03-28'"):
        load_package("sdtm-ct-2025-03-29")
    with pytest.raises(SpecError, match=r"unknown standard 'sdtmig-9\.9'"):
        load_standard("sdtmig", "9.9")
    with pytest.raises(SpecError, match="did you mean 'rave'"):
        load_profile("rav")


@pytest.mark.parametrize("name", known_names("profiles"))
def test_every_profile_loads_and_names_its_source(name: str) -> None:
    assert load_profile(name).source


def test_a_codelist_in_json_with_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "mine-ct-2025-01-01"
    folder.mkdir()
    (folder / "package.yaml").write_text("publishing_set: MINE\nversion: '2025-01-01'\nsource: The sponsor\n")
    (folder / "XX.json").write_text('{\n  "name": "XX",\n  "terms": [\n    {"value": "A", "colour": "red"}\n  ]\n}\n')
    with pytest.raises(SpecError, match=r"mine-ct-2025-01-01/XX\.json:4: terms\[0\]\.colour: unknown"):
        load_codelist("mine-ct-2025-01-01", "XX", (tmp_path,))


def test_a_codelist_that_people_write_as_yaml_is_read_too(tmp_path: Path) -> None:
    folder = tmp_path / "mine-ct-2025-01-01"
    folder.mkdir()
    (folder / "package.yaml").write_text("publishing_set: MINE\nversion: '2025-01-01'\nsource: The sponsor\n")
    (folder / "XX.yaml").write_text("name: XX\nterms: [{value: A}, {value: B}]\n")
    codelist = load_codelist("mine-ct-2025-01-01", "XX", (tmp_path,))
    assert codelist is not None
    assert [*codelist.by_value] == ["A", "B"]
    assert codelist_names("mine-ct-2025-01-01", (tmp_path,)) == ("XX",)
