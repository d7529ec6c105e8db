"""A small study to write: subjects, adverse events with qualifiers, laboratory results, arms, an empty dataset."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from converter.compute.describing.describe import describe
from converter.dataset import Dataset
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, ValueLevel, VariableSpec
from converter.spec.standards.guides import load_standard
from converter.spec.standards.terminology import Codelist, Package, Term
from converter.spec.study import Dictionary, Identity, Standards, Study
from converter.steps import Plan

SDTM_CT = "sdtm-ct-2025-03-28"
COLLECTED = Origin(type="Collected", source="Investigator", pages=(12, 14))
ASSIGNED = Origin(type="Assigned", source="Sponsor")
DERIVED = Origin(type="Derived", source="Sponsor")
PROTOCOL = Origin(type="Protocol", source="Sponsor")

CODELISTS = {
    "AESEV": Codelist(
        name="AESEV",
        code="C66769",
        label="Severity/Intensity Scale for Adverse Events",
        package=SDTM_CT,
        terms=(
            Term(value="MILD", code="C41338"),
            Term(value="MODERATE", code="C41339"),
            Term(value="GRADE 9", extended=True),
        ),
    ),
    "LBTESTCD": Codelist(
        name="LBTESTCD",
        code="C65047",
        label="Laboratory Test Code",
        package=SDTM_CT,
        terms=(Term(value="ALT", code="C64433", decode="Alanine Aminotransferase"),),
    ),
    "NY": Codelist(
        name="NY",
        code="C66742",
        label="No Yes Response",
        package=SDTM_CT,
        terms=(
            Term(value="N", code="C49487", decode="No"),
            Term(value="Y", code="C49488", decode="Yes"),
            Term(value="U", code="C17998", decode="Unknown"),
        ),
    ),
    "NCOMPLT": Codelist(
        name="NCOMPLT", code="C66727", label="Completion", package=SDTM_CT, terms=(Term(value="COMPLETED", code="C1"),)
    ),
    "PROTMLST": Codelist(
        name="PROTMLST", code="C114118", label="Milestone", package=SDTM_CT, terms=(Term(value="CONSENT", code="C2"),)
    ),
    "SITE": Codelist(name="SITE", label="Sites of the study", terms=(Term(value="001", decode="First clinic"),)),
}


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


def char(name: str, **said: object) -> VariableSpec:
    return VariableSpec.model_validate({"name": name, "label": f"Label of {name}", "type": "Char", **said})


def num(name: str, **said: object) -> VariableSpec:
    return VariableSpec.model_validate({"name": name, "label": f"Label of {name}", "type": "Num", **said})


def _dataset(frame: dict[str, pd.Series], variables: tuple[VariableSpec, ...], **said: object) -> Dataset:
    spec = DatasetSpec.model_validate({"structure": "One record per thing", "variables": variables, **said})
    return Dataset(spec, pd.DataFrame(frame))


def _subjects() -> Dataset:
    return _dataset(
        {
            "USUBJID": text("S1", "S2"),
            "SITEID": text("001", "001"),
            "COUNTRY": text("DNK", "SWE"),
            "ARMCD": text("A", "B"),
            "DTHDTC": text("", ""),
        },
        (
            char("USUBJID", mandatory=True, origin=ASSIGNED, role="Identifier", comment="As the site wrote it."),
            char("SITEID", origin=ASSIGNED, codelists=("SITE",)),
            char("COUNTRY", origin=ASSIGNED, described="ISO 3166"),
            char("ARMCD", origin=Origin(type="Predecessor", predecessor="TA.ARMCD")),
            char("DTHDTC", described="ISO 8601 datetime or interval"),
        ),
        name="DM",
        domain="DM",
        label="Demographics",
        dataset_class="SPECIAL PURPOSE",
        keys=("USUBJID",),
        repeating=False,
    )


def _events() -> Dataset:
    return _dataset(
        {
            "USUBJID": text("S1", "S2"),
            "AESEQ": pd.Series([1.0, 1.0]),
            "AETERM": text("Pain < 3 & 'odd'", "Rash"),
            "AESEV": text("MILD", "GRADE 9"),
            "AEREL": text("Y", "N"),
            "AESTDTC": text("2024-01-02", "2024-02"),
        },
        (
            char("USUBJID", mandatory=True, origin=ASSIGNED, role="Identifier"),
            num("AESEQ", mandatory=True, origin=DERIVED, method="Number of the event within the subject.", format="5."),
            char("AETERM", mandatory=True, origin=COLLECTED, label="Term, as in <CRF> & labels"),
            char("AESEV", origin=COLLECTED, codelists=("AESEV",)),
            char("AEREL", origin=COLLECTED, codelists=("NY",)),
            char("AESTDTC", origin=COLLECTED, described="ISO 8601 datetime or interval"),
        ),
        name="AE",
        domain="AE",
        label="Adverse Events",
        dataset_class="EVENTS",
        keys=("USUBJID", "AESTDTC"),
    )


def _qualifiers() -> Dataset:
    names = ("USUBJID", "QNAM", "QLABEL", "QVAL", "QORIG")
    flag = ValueLevel(
        variable="QVAL",
        where=Condition(variable="QNAM", eq="AETRTEM"),
        label="Treatment Emergent Flag",
        origin=DERIVED,
        method="Y where the event starts after the first dose.",
        codelists=("NY",),
    )
    return _dataset(
        {
            "USUBJID": text("S1", "S1", "S2"),
            "QNAM": text("AETRTEM", "AEGRID", "AEGRID"),
            "QLABEL": text("Treatment Emergent Flag", "Group", "Group"),
            "QVAL": text("Y", "7", "12"),
            "QORIG": text("DERIVED", "CRF", "CRF"),
        },
        tuple(char(name, origin=None if name == "QVAL" else ASSIGNED) for name in names),
        name="SUPPAE",
        domain="AE",
        label="Supplemental Qualifiers for AE",
        dataset_class="RELATIONSHIP",
        keys=("USUBJID", "QNAM"),
        value_level=(flag,),
    )


def _results() -> Dataset:
    standard = "LBORRES in standard units."
    return _dataset(
        {
            "USUBJID": text("S1", "S1", "S2", "S2"),
            "LBTESTCD": text("ALT", "ALT", "OURTEST", "GLUC"),
            "LBTEST": text("Alanine Aminotransferase", "Alanine Aminotransferase", "Our test", "Glucose"),
            "LBSPEC": text("SERUM", "WHOLE BLOOD", "URINE", "URINE"),
            "LBORRES": text("12", "13.50", "<5", "7"),
            "LBSTRESN": pd.Series([12.0, 13.5, float("nan"), 7.0]),
        },
        (
            char("USUBJID", mandatory=True, origin=ASSIGNED, role="Identifier"),
            char("LBTESTCD", mandatory=True, origin=ASSIGNED, codelists=("LBTESTCD",)),
            char("LBTEST", mandatory=True, origin=ASSIGNED),
            char("LBSPEC", origin=ASSIGNED),
            char("LBORRES", origin=Origin(type="Collected", source="Vendor")),
            num("LBSTRESN", origin=DERIVED, method=standard),
        ),
        name="LB",
        domain="LB",
        label="Laboratory Test Results",
        dataset_class="FINDINGS",
        keys=("USUBJID", "LBTESTCD"),
        value_level_by=("LBTESTCD", "LBSPEC"),
    )


def _disposition() -> Dataset:
    return _dataset(
        {"DSDECOD": text("COMPLETED", "CONSENT", "COMPLETED"), "DSFLAG": text("Y", "", "")},
        (
            char("DSDECOD", origin=COLLECTED, codelists=("NCOMPLT", "PROTMLST")),
            char("DSFLAG", origin=COLLECTED, codelists=("NY",), is_standard=False),
        ),
        name="DS",
        domain="DS",
        label="Disposition",
        dataset_class="EVENTS",
        keys=("DSDECOD",),
    )


def _arms() -> Dataset:
    return _dataset(
        {"ARMCD": text("A", "B")},
        (char("ARMCD", mandatory=True, origin=PROTOCOL),),
        name="TA",
        domain="TA",
        label="Trial Arms",
        dataset_class="TRIAL DESIGN",
        keys=("ARMCD",),
        reference_data=True,
    )


def _empty() -> Dataset:
    return _dataset(
        {"XTERM": text()},
        (char("XTERM", origin=COLLECTED),),
        name="XX",
        domain="XX",
        label="Nothing of Our Own",
        dataset_class="EVENTS",
        keys=("XTERM",),
        is_standard=False,
    )


@pytest.fixture
def datasets() -> tuple[Dataset, ...]:
    made = (_subjects(), _events(), _qualifiers(), _results(), _disposition(), _arms(), _empty())
    return tuple(describe({dataset.name: dataset for dataset in made}).values())


@pytest.fixture
def plan() -> Plan:
    identity = Identity(id="S01", name="S-01", description="A < B & C", protocol="P01", created=date(2024, 7, 1))
    packages = (
        Package(publishing_set="SDTM", version="2025-03-28"),
        Package(publishing_set="DEFINE-XML", version="2024-12-20"),
    )
    study = Study(
        study=identity,
        standards=Standards(terminology=(SDTM_CT, "define-xml-ct-2024-12-20")),
        dictionaries={"ISO 3166": Dictionary(name="ISO 3166", version="2020", href="https://www.iso.org")},
    )
    return Plan(
        study=study,
        standard=load_standard("sdtmig", "3.4").model_copy(update={"source": "", "datasets": {}}),
        packages=packages,
        codelists=CODELISTS,
        sources={},
        domains={},
        specs={},
    )
