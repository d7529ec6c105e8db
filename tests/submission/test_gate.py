"""The gate of a submission: the criteria of an agency in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from converter.errors import SpecError
from converter.spec.package.agency import load_agency
from converter.submission.findings import Finding
from converter.submission.gate import Gate, Handed, judge
from converter.submission.reasons import is_empty_reason
from converter.submission.told import gate_text

ROOT = "m5/datasets/s-01"
SDTM = ("dm.xpt", "ts.xpt", "define.xml", "acrf.pdf", "csdrg.pdf")
FILES = {f"tabulations/sdtm/{name}": 80 for name in SDTM}
WHOLE = Handed(ROOT, FILES)
FOUND = Finding("warning", "date-order", "AE", "AEENDTC", "ends before it starts", "", 2, "")


def told(handed: Handed, agency: str = "fda") -> Mapping[str, tuple[str, tuple[str, ...]]]:
    gate = judge(load_agency(agency), handed)
    return {
        one.criterion.id: (one.outcome, one.told) for one in gate.judged if one.outcome not in {"passed", "not judged"}
    }


def without(*names: str) -> Handed:
    return replace(WHOLE, sizes={file: size for file, size in FILES.items() if file.rpartition("/")[2] not in names})


def test_the_criteria_of_the_fda_stand_in_the_order_in_which_it_asks_them() -> None:
    judged = judge(load_agency("fda"), WHOLE).judged
    assert [(one.criterion.id, one.outcome) for one in judged[:4]] == [
        ("1789", "not judged"),
        ("1734", "passed"),
        ("1735", "passed"),
        ("1736", "passed"),
    ]


def test_what_is_whole_passes() -> None:
    assert told(WHOLE) == told(WHOLE, "pmda") == {}


@pytest.mark.parametrize(("agency", "criterion"), [("fda", "1734"), ("pmda", "start")])
def test_without_the_start_of_the_study_it_is_rejected(agency: str, criterion: str) -> None:
    assert told(replace(WHOLE, start=("TS has no SSTDTC",)), agency) == {criterion: ("rejected", ("TS has no SSTDTC",))}


@pytest.mark.parametrize("name", ["dm.xpt", "define.xml"])
def test_a_study_without_demographics_or_define_xml_is_rejected(name: str) -> None:
    assert told(without(name)) == {"1736": ("rejected", (f"tabulations/sdtm/{name} is missing",))}


def test_analysis_datasets_come_with_adsl_and_their_define_xml() -> None:
    more = {f"analysis/adam/datasets/{name}": 80 for name in ("adae.xpt", "adrg.pdf")}
    missing = ("analysis/adam/datasets/adsl.xpt is missing", "analysis/adam/datasets/define.xml is missing")
    assert told(replace(WHOLE, sizes={**FILES, **more})) == {"1736": ("rejected", missing)}


def test_analysis_datasets_alone_are_asked_for_no_tabulations_but_their_start() -> None:
    alone = {f"analysis/adam/datasets/{name}": 80 for name in ("adsl.xpt", "define.xml", "adrg.pdf")}
    missing = ("ts.xpt is missing; describe TS in sdtm/ts.yaml",)
    assert told(Handed(ROOT, alone, start=missing)) == {"1734": ("rejected", missing)}


def test_a_define_xml_of_other_datasets_is_rejected() -> None:
    says = ("tabulations/sdtm: ae.xpt is not described in define.xml",)
    assert told(replace(WHOLE, undescribed=says)) == {"define": ("rejected", says)}


def test_what_could_not_be_handed_in_is_rejected_by_its_format() -> None:
    says = ("sdtm/dm.csv is left out: expected xpt, xml, xsl, pdf, html",)
    assert told(replace(WHOLE, left_out=says)) == {"formats": ("rejected", says)}


def test_every_criterion_that_is_judged_says_what_it_looked_at() -> None:
    judged = judge(load_agency("fda"), WHOLE).judged
    assert [one.criterion.id for one in judged if bool(one.looked) == (one.outcome == "not judged")] == []


def test_what_is_missing_beside_the_data_wants_an_explanation() -> None:
    assert told(without("acrf.pdf")) == {"documents": ("to explain", ("tabulations/sdtm/acrf.pdf is missing",))}


@pytest.mark.parametrize(
    ("file", "agency", "criterion"),
    [
        ("misc/Plan.pdf", "fda", "names"),
        ("misc/my_plan.pdf", "fda", "names"),
        (f"misc/{'a' * 61}.pdf", "fda", "names"),
        ("tabulations/sdtm/supplemental.xpt", "fda", "names"),
        ("misc/plan.docx", "fda", "formats"),
        ("analysis/adam/programs/adsl.yaml", "fda", "formats"),
        (f"misc/{'a' * 61}.pdf", "pmda", "names"),
    ],
)
def test_names_and_formats_are_those_that_the_agency_takes(file: str, agency: str, criterion: str) -> None:
    found = told(replace(WHOLE, sizes={**FILES, file: 80}), agency)
    assert {name: outcome for name, (outcome, _) in found.items()} == {criterion: "rejected"}


def test_the_pmda_takes_underscores_and_longer_names_of_datasets() -> None:
    assert (
        told(replace(WHOLE, sizes={**FILES, "misc/my_plan.pdf": 80, "tabulations/sdtm/supp_ae_01.xpt": 1}), "pmda")
        == {}
    )


def test_a_path_over_the_length_of_the_agency_is_rejected() -> None:
    found = told(replace(WHOLE, root=f"m5/datasets/{'s' * 60}/{'t' * 60}"))
    assert found["names"][0] == "rejected"


def test_a_dataset_over_the_size_of_the_agency_is_told() -> None:
    found = told(replace(WHOLE, sizes={**FILES, "tabulations/sdtm/lb.xpt": 5_000_000_001}))
    says = "tabulations/sdtm/lb.xpt has 5,000,000,001 bytes; expected 5,000,000,000 at most"
    assert found == {"sizes": ("to explain", (says,))}


def test_parts_lie_beside_a_large_dataset_where_the_agency_takes_them() -> None:
    large = {"tabulations/sdtm/lb.xpt": 5_000_000_001, "tabulations/sdtm/split/lb1.xpt": 80}
    assert told(replace(WHOLE, sizes={**FILES, **large})) == {}
    assert [*told(replace(WHOLE, sizes={**FILES, **large}), "pmda")] == ["formats"]
    assert not load_agency("pmda").splits


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (FOUND, {"findings": "to explain"}),
        (replace(FOUND, severity="note"), {}),
        (replace(FOUND, reason="the site closed before the visit"), {}),
        (replace(FOUND, reason="As collected."), {"reasons": "to explain"}),
    ],
)
def test_findings_are_mended_or_explained_in_words_that_say_why(finding: Finding, expected: Mapping[str, str]) -> None:
    assert {name: outcome for name, (outcome, _) in told(replace(WHOLE, findings=(finding,))).items()} == expected


@pytest.mark.parametrize(
    ("reason", "empty"),
    [
        ("as collected", True),
        ("  Data as collected. ", True),
        ("N/A", True),
        ("won't fix", True),
        ("-", True),
        ("as collected: the site could not reach the subject", False),
        ("verified with the site on 2024-02-01", False),
    ],
)
def test_a_phrase_that_explains_nothing_is_no_reason(reason: str, *, empty: bool) -> None:
    assert is_empty_reason(reason) is empty


def test_the_text_tells_the_outcome_first_and_then_each_criterion() -> None:
    text = gate_text(judge(load_agency("fda"), replace(WHOLE, start=("TS has no SSTDTC",), findings=(FOUND,) * 7)))
    assert text.startswith("gate of the FDA: rejected by 1 criterion, 1 to explain\n  1789 ")
    assert "- and 2 more (gate.json)" in text
    assert gate_text(Gate("FDA")) == "gate of the FDA: passed\n"


def test_an_unknown_agency_is_refused() -> None:
    with pytest.raises(SpecError, match="unknown agency 'fds'"):
        load_agency("fds")
