"""Every check ends, whatever a dataset lacks: columns, rows, subjects, values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from converter.check.checks import ANALYSIS_CHECKS, CHECKS
from converter.check.define.document import check_define
from converter.check.shipment import Shipment
from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import described
from converter.dataset import FoundDataset
from converter.plan.descriptions.found import as_datasets
from converter.spec.library import load_checks, load_package
from converter.write.define_xml import write_define
from tests.check.test_analysis_checks import shipment as analysis_shipment
from tests.check.test_checks import CT, Columns, shipment


def columns(text: str) -> Columns:
    """Read columns of two records: 'NAME=a|b', and 'NAME#=1|2' for numbers."""
    found: Columns = {}
    for part in text.split("; "):
        name, _, values = part.partition("=")
        found[name.rstrip("#")] = [float(one) if name.endswith("#") else one for one in values.split("|")]
    return found


SDTM: dict[str, Columns] = {
    "DM": columns(
        "USUBJID=1|2; RFSTDTC=2020-01-10|2020; RFXSTDTC=2020-01-10|; ARMCD=A|; ARM=A|B; ARMNRS=|; "
        "ACTARMCD=A|X; ACTARM=A|; DTHFL=|Y; DTHDTC=2020-02-01|; BRTHDTC=1950|2021-01-01; SEX=M|male; "
        "SITEID=1|1"
    ),
    "AE": columns(
        "USUBJID=1|2; AESEQ#=1|1; AETERM=Rash| x ; AESTDTC=2020-01-11|2030; AEENDTC=2020-01-01|; AESTDY#=2|0; "
        "AESER=Y|N; AESDTH=|Y; AEOUT=FATAL|?; EPOCH=|; AEDUR=P1D|1"
    ),
    "LB": columns(
        "USUBJID=1|2; LBSEQ#=1|2.5; LBTESTCD=HGB|HGB; LBTEST=Hemoglobin|; LBORRES=1|x; LBORRESU=g/L|; "
        "LBSTRESC=1|; LBSTRESN#=1|999; LBSTRESU=g/L|g/dL; LBLOBXFL=Y|Y; LBDTC=2020-01-01|; LBDY#=1|2; "
        "VISITNUM#=1|1; VISIT=DAY 1|DAY ONE; LBSTNRLO#=1|2; LBNRIND=NORMAL|"
    ),
    "EX": columns("USUBJID=1|2; EXSEQ#=1|1; EXSTDTC=2020-01-12|2020; EXTRT=X|"),
    "DS": columns("USUBJID=1|2; DSSEQ#=1|1; DSDECOD=INFORMED CONSENT OBTAINED|DEATH"),
    "SE": columns("USUBJID=1|2; ETCD=T|T; SESTDTC=2020-01-10|; EPOCH=T|T"),
    "TA": columns("ARMCD=A|B; ARM=A|B; TAETORD#=1|1; ETCD=T|T; EPOCH=T|T"),
    "TV": columns("VISITNUM#=1|3; VISIT=DAY 1|X"),
    "TS": columns("TSSEQ#=1|1; TSPARMCD=SSTDTC|TITLE; TSPARM=a|b; TSVAL=2020|x"),
    "SUPPAE": columns(
        "RDOMAIN=AE|AE; USUBJID=1|2; IDVAR=AESEQ|AEX; IDVARVAL=1|7; QNAM=AETERM|Q; QLABEL=a|b; QVAL=|y; QORIG=CRF|"
    ),
    "RELREC": columns("RDOMAIN=AE|CM; USUBJID=1|2; IDVAR=AESEQ|; IDVARVAL=1|"),
    "CO": columns("RDOMAIN=AE|; USUBJID=1|2; IDVAR=AESEQ|; IDVARVAL=3|; COSEQ#=1|1"),
}
ADAM: dict[str, Columns] = {
    "ADSL": columns(
        "STUDYID=S|T; USUBJID=1|2; SAFFL=Y|N; SAFFN#=1|1; TRT01P=A|B; TRT01PN#=1|1; TRTSDT#=21000|21001; "
        "TRTEDT#=21010|20000; SEX=M|F; AGE#=1|2"
    ),
    "ADLB": columns(
        "USUBJID=1|2; PARAMCD=HGB|HGB; PARAM=a|b; PARAMN#=1|1; AVAL#=1|2; AVALC=1|x; BASE#=1|3; CHG#=0|1; "
        "PCHG#=0|1; ABLFL=Y|Y; ADT#=21000|1; ADTM#=1|2; ADY#=1|0; ADTF=D|?; AVISIT=W1|W2; AVISITN#=1|1; "
        "ASEQ#=1|1; LBSEQ#=1|9; SRCDOM=LB|XX; SRCVAR=LBSTRESN|Z; SRCSEQ#=1|7; SAFFL=Y|Y; LBDTC=2020-01-01|; "
        "DTYPE=|LOCF; TRTSDT#=21000|1; STUDYID=S|S"
    ),
    "ADAE": columns(
        "USUBJID=1|2; AETERM=a|b; ASTDT#=21000|21005; AENDT#=20000|21006; AESEQ#=1|2; ASTDTF=M|; "
        "AESTDTC=2020|2020-01-01; TRTEMFL=Y|N; ASTDY#=1|-1"
    ),
    "ADTTE": columns(
        "USUBJID=1|2; PARAMCD=OS|OS; PARAM=OS|OS; STARTDT#=21000|21000; ADT#=1|2; AVAL#=1|-1; CNSR#=0|0.5; "
        "EVNTDESC=|x; CNSDTDSC=|"
    ),
}
SOURCES = {name: SDTM[name] for name in ("DM", "LB", "AE", "SUPPAE")}
PLAIN, ANALYSIS = shipment(**SDTM), analysis_shipment(ADAM, SOURCES)
WHOLE = replace(PLAIN, plan=replace(PLAIN.plan, packages=(load_package(CT),)))
few = settings(
    max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Lack:
    """What a dataset lacks: itself, columns, rows, every value, the right type of columns."""

    dataset: bool
    columns: frozenset[str]
    rows: int
    values: bool
    types: frozenset[str] = frozenset()


@st.composite
def lacks(draw: st.DrawFn, whole: Mapping[str, Columns]) -> dict[str, Lack]:
    """Draw what each dataset lacks: half of them columns, a third the subject, a quarter all values, some types."""
    found = {}
    for name, columns in whole.items():
        names = draw(st.frozensets(st.sampled_from(sorted(columns)))) if draw(st.booleans()) else frozenset()
        names |= {"USUBJID"} if draw(st.integers(0, 2)) == 0 else frozenset()
        types = draw(st.frozensets(st.sampled_from(sorted(columns)), max_size=2))
        dataset, rows, values = draw(st.integers(0, 9)) == 0, draw(st.integers(0, 2)), draw(st.integers(0, 3)) == 0
        found[name] = Lack(dataset, names, rows, values, types)
    return found


def lacking(whole: Shipment, lack: Mapping[str, Lack], sources: Mapping[str, Lack]) -> Shipment:
    """Take from a shipment what it is to lack."""
    found = {name: _without(one, lack[name]) for name, one in whole.found.items() if not lack[name].dataset}
    specs = {name: spec for name, spec in whole.specs.items() if name in found}
    tabulations = {n: _less(f, sources[n]) for n, f in whole.tabulations.items() if not sources[n].dataset}
    return replace(whole, found=found, specs=specs, tabulations=tabulations)


def _without(dataset: FoundDataset, lack: Lack) -> FoundDataset:
    frame = _less(dataset.frame, lack)
    kinds = {str(name): "Num" if pd.api.types.is_numeric_dtype(frame[name]) else "Char" for name in frame}
    variables = tuple(replace(one, type=kinds[one.name]) for one in dataset.variables if one.name in frame)
    return replace(dataset, frame=frame, variables=variables)


def _less(frame: pd.DataFrame, lack: Lack) -> pd.DataFrame:
    kept = frame.drop(columns=[name for name in frame if name in lack.columns]).head(lack.rows)
    whole = _blank(kept) if lack.values else kept
    return whole.assign(**{name: _retyped(whole[name]) for name in whole if name in lack.types})


def _retyped(values: pd.Series) -> pd.Series:
    """Give numbers as text, and text as numbers."""
    return (
        values.astype("str").fillna("") if pd.api.types.is_numeric_dtype(values) else values.str.len().astype("float64")
    )


def _blank(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = {str(name): pd.api.types.is_numeric_dtype(frame[name]) for name in frame}
    return pd.DataFrame({n: pd.Series(float("nan") if is_ else "", index=frame.index) for n, is_ in numbers.items()})


def _with_catalogue(shipped: Shipment) -> Shipment:
    return replace(shipped, plan=replace(shipped.plan, checks=load_checks()))


@few
@given(lack=lacks(SDTM))
def test_every_check_of_sdtm_ends_whatever_the_datasets_lack(lack: dict[str, Lack]) -> None:
    checked = _with_catalogue(lacking(WHOLE, lack, {})).judgeable()
    assert all(issue.rule for check in CHECKS.values() for issue in check(checked))


@few
@given(lack=lacks(ADAM), sources=lacks(SOURCES))
def test_every_check_of_analysis_datasets_ends_whatever_they_lack(
    lack: dict[str, Lack], sources: dict[str, Lack]
) -> None:
    checked = _with_catalogue(lacking(ANALYSIS, lack, sources)).judgeable()
    assert all(issue.rule for check in ANALYSIS_CHECKS.values() for issue in check(checked))


@few
@given(lack=lacks(SDTM), other=lacks(SDTM))
def test_define_xml_is_written_and_checked_whatever_the_datasets_lack(
    lack: dict[str, Lack], other: dict[str, Lack], tmp_path_factory: pytest.TempPathFactory
) -> None:
    checked, folder = lacking(WHOLE, lack, {}), tmp_path_factory.mktemp("define")
    given = as_datasets(checked.found, checked.specs, in_file_order=True)
    facts = {name: facts_of(dataset) for name, dataset in given.items()}
    specs = described({name: dataset.spec for name, dataset in given.items()}, facts)
    files = {name: f"{name.lower()}.xpt" for name in specs}
    created = datetime(2024, 1, 1, tzinfo=UTC)
    write_define(tuple(specs.values()), facts, folder, plan=WHOLE.plan, created=created, files=files)
    for one in (checked, lacking(WHOLE, other, {})):
        assert all(issue.rule for issue in check_define(one, folder / "define.xml"))
