"""The report of ranges gives the datasets of the whole where there is next to nothing: no source, one record a step."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from converter.pipeline import Ways, convert
from converter.report.why.trace_file import TraceForm

STUDY = """\
study: {id: S1, name: S1, description: A study, protocol: S1, created: 2026-01-01}
standards: {sdtmig: "3.4", terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  mh: {file: mh.csv, subject: "{SUBJ}"}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
MH = "domain: MH\nrecords: [{table: mh, map: {MHTERM: {assign: {column: TERM}}}}]\n"


@pytest.mark.parametrize("trace", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("dm", "mh"), [("SUBJ\n1\n2\n", "SUBJ,TERM\n"), ("SUBJ\n1\n", "SUBJ,TERM\n2,Asthma\n")], ids=["none", "one"]
)
def test_sources_and_steps_are_those_of_the_whole(dm: str, mh: str, trace: TraceForm, tmp_path: Path) -> None:
    files = {"study.yaml": STUDY, "sdtm/dm.yaml": DM, "sdtm/mh.yaml": MH, "raw/dm.csv": dm, "raw/mh.csv": mh}
    for name, text in files.items():
        path = tmp_path / "study" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    whole, ranged = (
        convert(tmp_path / "study", tmp_path / str(ranges), trace=trace, ways=Ways(ranges=ranges)).datasets
        for ranges in (1, 2)
    )
    assert [*ranged] == [*whole]
    for name, one in whole.items():
        pd.testing.assert_frame_equal(ranged[name].lineage, one.lineage)
        assert ranged[name].making.made_by.tolist() == one.making.made_by.tolist()
        assert ranged[name].making.gave == one.making.gave
