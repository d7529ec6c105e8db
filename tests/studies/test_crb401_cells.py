"""CRB-401: what single raw cells become, for the mappings that are easily got wrong, and which records they relate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from converter.report.report import Report

Package = Callable[[str], tuple[Report, Path]]
Became = Callable[[Path, str, str, str], list[str | float | None]]


@pytest.fixture
def out(package: Package) -> Path:
    return package("crb401")[1]


LEVELS = ["POSITIVE", "POSITIVE", "POSITIVE", "3665.93", "1224247", "1"]
CYTOKINES = ["IFNG", "IL2SR", "INTLK10", "INTLK15", "INTLK6", "TNF"]
LOCAL = ["ALB", "CA", "CREAT", "CRP", "GLUC", "K", "PHOS", "SODIUM", "HCT", "HGB", "LYM", "NEUT", "PLAT", "WBC"]
SI = [39.0, 2.271, 108.7, 8.5, 5.606, 4.0, 1.195, 139.0, 0.291, 96.0, 1.88, 1.47, 84.0, 3.76]


@pytest.mark.parametrize(
    ("dataset", "raw", "variable", "values"),
    [
        pytest.param("dm", "dm:6", "BRTHDTC", ["1955"], id="UN-UNK-1955 keeps its year"),
        pytest.param("dm", "dm:6", "AGE", [60.0], id="the collected age stands where birth is partial"),
        pytest.param("mh", "mm:3", "MHSTDTC", ["2014-03"], id="UN-MAR-2014 keeps year and month"),
        pytest.param("mh", "mh:1", "MHENRTPT", ["ONGOING"], id="ODM-XML: ongoing history"),
        pytest.param("cm", "pmm:2", "CMDECOD", ["DEXAMETHASONE"], id="a brand name gets its substance"),
        pytest.param("cm", "pmm:2", "CMGRPID", ["1"], id="prior therapy is grouped by line"),
        pytest.param("ex", "inf:2", "EXDOSE", [205.0], id="the dose is the one given, not the one planned"),
        pytest.param("ex", "inf:2", "EXDOSU", ["10^6 Therapeutic Cells"], id="CAR+ T cells have CDISC's unit"),
        pytest.param("ds", "ds:32", "DSSCAT", ["RESPONSE FOLLOW-UP"], id="leaving follow-up is not leaving the study"),
        pytest.param("ae", "ae:4", "AELNKGRP", ["CRS-1"], id="the parent event names its episode"),
        pytest.param("fa", "crs:2", "FASTRESC", ["Y", "2", "Y", "Y", "1"], id="the CRS form gives findings about it"),
        pytest.param("fa", "tumor_burden:2", "FASTRESC", ["HIGH"], id="Excel: the adjudicated burden"),
        pytest.param("lb", "local_1:3", "LBTESTCD", LOCAL, id="a wide sample gives a row a test"),
        pytest.param("lb", "local_1:3", "LBSTRESN", SI, id="US units become SI units"),
        pytest.param("lb", "local_1:104", "VISITNUM", [11.01] * 14, id="an unscheduled visit counts on from DAY 4"),
        pytest.param("lb", "local_2:1494", "LBORRESU", ["10^6/L"], id="cells per microliter have CDISC's unit"),
        pytest.param("lb", "local_2:1494", "LBSTRESN", [1.88], id="1880 per microliter are 1.88 x 10^9/L"),
        pytest.param("lb", "local_2:1494", "LBDTC", ["2016-07-13T06:30"], id="13JUL2016 06:30"),
        pytest.param("lb", "local_2:293", "LBSTRESN", [None], id="below the limit there is no number"),
        pytest.param("lb", "local_2:293", "LBSTRESC", ["<0.1"], id="below the limit the standard result says so"),
        pytest.param("lb", "myeloma_central:3", "LBSTRESC", ["IGG KAPPA"], id="immunofixation gives the isotype"),
        pytest.param("lb", "myeloma_central:6", "LBSTRESN", [818.0], id="free light chains stay in mg/L"),
        pytest.param("gf", "mrd_clonoseq:5", "GFSTRESC", LEVELS, id="three levels of MRD, cells and sequences"),
        pytest.param("gf", "mrd_clonoseq:3", "GFREASND", ["FAILED QC: INSUFFICIENT DNA"], id="why there is no MRD"),
        pytest.param("gf", "fish:11", "GFSYM", ["CKS1B"], id="a FISH probe has its gene"),
        pytest.param("mi", "ihc:2", "MISTRESC", ["64", "1+"], id="staining gives a percentage and an intensity"),
        pytest.param("mi", "ihc:3", "MISTAT", ["NOT DONE"], id="tissue that was used up has no result but a status"),
        pytest.param("pc", "ck_vcn:3", "PCLLOQ", [50.0], id="the limit of quantitation stands beside '<50'"),
        pytest.param("pc", "ck_vcn:3", "PCSTRESN", [None], id="'<50' copies are no number"),
        pytest.param("pp", "ckparams:1", "PPTESTCD", ["AUCINT", "CMAX", "TLST", "TMAX"], id="SAS transport"),
        pytest.param("rs", "rs:35", "RSSTRESC", ["sCR"], id="a response has CDISC's term"),
        pytest.param("rs", "ecog:3", "RSSTRESN", [2.0], id="an ECOG text has its grade"),
        pytest.param("be", "dp_chain:4", "BEREFID", ["APH026"], id="a specimen in transit is the apheresis"),
        pytest.param("tr", "tu:2", "TRSTRESC", ["46", "29", "PRESENT"], id="a lesion has two diameters and a state"),
        pytest.param("vs", "vs:2", "VSSTRESC", ["77", "164", "97", "86", "16", "133", "36.78", "60.5"], id="98.2 F"),
        pytest.param("lb", "local_2:1491", "LBSTRESN", [0.296], id="29.6 % hematocrit are 0.296 L/L"),
        pytest.param("lb", "myeloma_central:4", "LBORRESU", ["mg/day"], id="mg/24 h have CDISC's unit"),
        pytest.param("lb", "myeloma_central:4", "LBSTRESN", [1465.0], id="protein in 24-hour urine"),
        pytest.param("lb", "cytokines:2", "LBTESTCD", CYTOKINES, id="a column an analyte gives a row an analyte"),
        pytest.param("gf", "fish:12", "GFSTAT", ["NOT DONE"], id="a FISH probe that was not used has a status"),
        pytest.param("gf", "fish:12", "GFORRES", [""], id="a FISH probe that was not used has no result"),
        pytest.param("pc", "ck_vcn:17", "PCREASND", ["SAMPLE NOT COLLECTED"], id="why there are no copies"),
        pytest.param("pc", "ck_vcn:17", "PCDTC", [""], id="a sample that was not collected has no date of collection"),
        pytest.param("pp", "ckparams:1", "PPSTRESN", [1237719.8, 174317.0, 90.0, 11.0], id="the vendor's parameters"),
        pytest.param(
            "ds", "ds:35", "DSTERM", ["PROGRESSIVE DISEASE: BEFORE INFUSION"], id="a reason keeps its comment"
        ),
        pytest.param("fa", "crs:2", "FAORRES", ["Yes", "2", "Yes", "Yes", "1"], id="results stand as collected"),
        pytest.param("tu", "tu:7", "TUSTRESC", ["NEW"], id="a plasmacytoma after the infusion is a new lesion"),
        pytest.param("relspec", "dp_release:2", "PARENT", ["", "APH026"], id="the lot is made of the apheresis"),
        pytest.param("sc", "dm:5", "SCSTRESC", ["Y"], id="childbearing potential is a subject characteristic"),
    ],
)
def test_a_raw_cell_becomes(
    out: Path, became: Became, dataset: str, raw: str, variable: str, values: list[str | float | None]
) -> None:
    assert became(out, dataset, raw, variable) == values


def test_a_comment_over_200_bytes_goes_on_in_coval1(out: Path, became: Became) -> None:
    (start,) = became(out, "co", "co:4", "COVAL")
    (rest,) = became(out, "co", "co:4", "COVAL1")
    assert len(str(start)) <= 200
    assert str(rest).endswith("not recorded on the form of prior therapy.")


def test_an_episode_of_cytokine_release_relates_events_findings_and_treatments(out: Path) -> None:
    relrec, _ = pyreadstat.read_xport(str(out / "sdtm" / "relrec.xpt"))
    relrec = relrec[relrec["USUBJID"] == "CRB-401-1003-001"]
    related = relrec[relrec["RELID"] == "AECM1"].groupby("RDOMAIN")["IDVARVAL"].apply(list).to_dict()
    ae, _ = pyreadstat.read_xport(str(out / "sdtm" / "ae.xpt"))
    cm, _ = pyreadstat.read_xport(str(out / "sdtm" / "cm.xpt"))
    terms = _named(ae, "AE", "AEDECOD", related["AE"])
    assert terms == ["Cytokine release syndrome", "Pyrexia", "Hypotension"]
    assert _named(cm, "CM", "CMDECOD", related["CM"]) == ["DEXAMETHASONE", "TOCILIZUMAB"]
    assert set(relrec[relrec["RELID"] == "AEFA1"]["RDOMAIN"]) == {"AE", "FA"}


def _named(frame: pd.DataFrame, domain: str, variable: str, sequences: list[str]) -> list[str]:
    own = frame[frame["USUBJID"] == "CRB-401-1003-001"].set_index(f"{domain}SEQ")[variable]
    return [own[float(sequence)] for sequence in sequences]
