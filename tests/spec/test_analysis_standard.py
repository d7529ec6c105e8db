"""The ADaM guide as data: its structures, templates filled in, names it has not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.spec.library import codelist_names, load_codelist, load_package, specs_folder
from converter.spec.standards.analysis_standard import AnalysisVariable, structure_of, variable_of
from converter.spec.standards.guides import load_analysis_standard

FOLDER = specs_folder() / "standards" / "adamig-1.3"
STANDARD = load_analysis_standard("adamig", "1.3", (), "occds-1.1")
PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared" / "standards"
SDTM_CT, ADAM_CT = "sdtm-ct-2025-03-28", "adam-ct-2025-03-28"


def known(structure: str, name: str) -> AnalysisVariable | None:
    return variable_of(STANDARD.structures[structure], name)


@pytest.mark.parametrize(
    ("structure", "name", "label", "kind", "template"),
    [
        ("ADSL", "AGE", "Age", "Num", "AGE"),
        ("ADSL", "TRT01P", "Planned Treatment for Period 01", "Char", "TRTxxP"),
        ("ADSL", "TRT12PN", "Planned Treatment for Period 12 (N)", "Num", "TRTxxPN"),
        ("ADSL", "AGEGR1", "Pooled Age Group 1", "Char", "AGEGRy"),
        ("ADSL", "AGEGR10N", "Pooled Age Group 10 (N)", "Num", "AGEGRyN"),
        ("ADSL", "TR01PG2", "Planned Pooled Treatment 2 for Period 01", "Char", "TRxxPGy"),
        ("ADSL", "AP02SDT", "Period 02 Start Date", "Num", "APxxSDT"),
        ("ADSL", "PH2SDT", "Phase 2 Start Date", "Num", "PHwSDT"),
        ("ADSL", "P01S3EDM", "Period 01 Subperiod 3 End Datetime", "Num", "PxxSwEDM"),
        ("ADSL", "TRCMPG1", "Treatment Compliance (%) Group 1", "Char", "TRCMPGy"),
        ("ADSL", "CARTDT", "", "Num", "*DT"),
        ("ADSL", "DLTEVLFL", "", "Char", "*FL"),
        ("BDS", "ANL01FL", "Analysis Flag 01", "Char", "ANLzzFL"),
        ("BDS", "CRIT1", "Analysis Criterion 1", "Char", "CRITy"),
        ("BDS", "CRIT1FL", "Criterion 1 Evaluation Result Flag", "Char", "CRITyFL"),
        ("BDS", "SHIFT2", "Shift 2", "Char", "SHIFTy"),
        ("BDS", "R2A1HI", "Ratio to Analysis Range 1 Upper Limit", "Num", "R2AyHI"),
        ("BDS", "A1LO", "Analysis Range 1 Lower Limit", "Num", "AyLO"),
        ("BDS", "R2BASE", "Ratio to Baseline", "Num", "R2BASE"),
        ("BDS", "CNSR", "Censor", "Num", "CNSR"),
        ("BDS", "LASTSDTM", "", "Num", "*SDTM"),
        ("BDS", "LASTDTF", "", "Char", "*DTF"),
        ("OCCDS", "AOCC02FL", "", "Char", "AOCCzzFL"),
        ("OCCDS", "SMQ01NAM", "SMQ 01 Name", "Char", "SMQzzNAM"),
        ("OCCDS", "TRTEMFL", "Treatment Emergent Analysis Flag", "Char", "TRTEMFL"),
        ("OCCDS", "FIRSTTMF", "", "Char", "*TMF"),
    ],
)
def test_a_name_is_found_and_its_template_and_label_are_filled(
    structure: str, name: str, label: str, kind: str, template: str
) -> None:
    variable = known(structure, name)
    assert variable is not None
    assert (variable.name, variable.label, variable.type, variable.template) == (name, label, kind, template)


@pytest.mark.parametrize(
    ("structure", "name"),
    [
        ("ADSL", "TRT1P"),
        ("ADSL", "TRT00P"),
        ("ADSL", "AGEGR0"),
        ("ADSL", "PH12SDTX"),
        ("ADSL", "TRTxxP"),
        ("BDS", "DT"),
    ],
)
def test_an_index_is_as_the_guide_writes_it_and_other_names_are_unknown(structure: str, name: str) -> None:
    assert known(structure, name) is None


def test_codelists_and_fixed_values_are_those_of_the_guide() -> None:
    found = [known("ADSL", "SAFFL"), known("BDS", "PH1DTF"), known("BDS", "ABLFL")]
    facts = [(variable.codelist, variable.values) for variable in found if variable]
    assert facts == [(None, ("Y", "N")), ("DATEFL", ()), (None, ("Y",))]


def test_a_class_gives_its_structure_and_a_free_one_only_how_names_end() -> None:
    assert structure_of(STANDARD, "BASIC DATA STRUCTURE").name == "BDS"
    other = structure_of(STANDARD, "ADAM OTHER")
    assert variable_of(other, "AVAL") is None
    assert variable_of(other, "STARTDT") is not None


def test_the_guide_has_as_many_variables_as_were_published() -> None:
    counts = {name: len(structure.variables) for name, structure in STANDARD.structures.items()}
    assert counts == {"ADSL": 141, "BDS": 195, "OCCDS": 62}


def test_every_codelist_ships_and_every_label_but_one_of_the_guide_fits_xpt() -> None:
    shipped = {*codelist_names(SDTM_CT), *codelist_names(ADAM_CT)}
    for structure in STANDARD.structures.values():
        assert {v.codelist for v in structure.variables.values() if v.codelist} <= shipped
        assert {name for name, v in structure.variables.items() if len(v.label) > 40} <= {"PBCHGCyN"}


def test_the_analysis_terminology_ships() -> None:
    codelist = load_codelist(ADAM_CT, "DTYPE")
    assert load_package(ADAM_CT).publishing_set == "ADaM"
    assert codelist is not None
    assert codelist.by_value["LOCF"].decode == "Last Observation Carried Forward Imputation Technique"


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published metadata lie outside the repository")
@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_the_variables_of_each_guide_are_those_that_cdisc_published(version: str) -> None:
    with (PUBLISHED / f"adamig-{version}-variables.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    structures = load_analysis_standard("adamig", version).structures
    for structure in (structures["ADSL"], structures["BDS"]):
        published = [_published(row) for row in rows if row["Data Structure Name"] == structure.label]
        ours = [
            (n, v.label, v.type, v.core, v.codelist or "", sorted(v.values)) for n, v in structure.variables.items()
        ]
        assert sorted(ours) == sorted(published)
        if version == "1.3":  # the order of variables is not the guide's to say; ours is that of 1.3
            assert ours == published


def _published(row: dict[str, str]) -> tuple[str | list[str], ...]:
    values = sorted(value.strip() for value in row["Value List"].split(";") if value.strip())
    label, codelist = " ".join(row["Variable Label"].split()), row["CDISC CT Codelist Submission Value(s)"]
    return (row["Variable Name"], label, row["Type"], row["Core"], codelist, values)


def test_an_older_guide_has_not_what_came_later() -> None:
    older = load_analysis_standard("adamig", "1.1").structures
    assert variable_of(older["BDS"], "BCHG") is None
    assert variable_of(older["BDS"], "CHG") is not None


def test_an_unknown_standard_is_told_with_the_nearest() -> None:
    with pytest.raises(SpecError, match=r"unknown standard 'adamig-1\.4' \(did you mean 'adamig-1\.3'"):
        load_analysis_standard("adamig", "1.4")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A: {label: A, type: Text}", "expected 'Char' or 'Num', got 'Text'"),
        ("A: {label: A, typ: Char}", "unknown key 'typ'"),
        ("A: Char", "A"),
    ],
)
def test_what_is_wrong_in_a_structure_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    folder = tmp_path / "own-1"
    folder.mkdir()
    (folder / "standard.yaml").write_text((FOLDER / "standard.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    body = f"name: X\nlabel: X\ndataset_class: ADAM OTHER\nsource: made up\nvariables:\n  {text}\n"
    (folder / "x.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(SpecError, match=message) as caught:
        load_analysis_standard("own", "1", (tmp_path,))
    assert caught.value.problems[0].file.endswith("x.yaml")
