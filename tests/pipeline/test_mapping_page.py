"""The study of docs/mapping.md gives what the page says it gives."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from converter.pipeline import convert, explain
from converter.report.report import Report

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mapping.md"
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("page")
    files = {"sdtm/dm.yaml": DM}
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind != "text":
            name, _, content = text.partition("\n")
            files[name.removeprefix("# ")] = content
    for name, text in files.items():
        (folder / "study" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "study" / name).write_text(text, encoding="utf-8")
    return folder, convert(folder / "study", folder / "out")


def table(text: str) -> list[list[str]]:
    """Read the columns of a table by where their names begin."""
    head, *lines = text.splitlines()
    starts = [match.start() for match in re.finditer(r"\S+", head)]
    ends = [*starts[1:], None]
    return [[line[a:b].strip() for a, b in zip(starts, ends, strict=True)] for line in (head, *lines)]


@pytest.mark.parametrize(("position", "dataset"), [(0, "VS"), (1, "LB"), (2, "ADVS")])
def test_the_tables_of_the_page_are_what_is_made(made: tuple[Path, Report], position: int, dataset: str) -> None:
    texts = [text for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if kind == "text"]
    names, *expected = table(texts[position])
    frame = made[1].datasets[dataset].frame[names]
    cells = frame.map(lambda cell: f"{cell:g}" if isinstance(cell, float) and pd.notna(cell) else str(cell))
    assert sorted(cells.to_numpy().tolist()) == sorted(expected)


def test_each_conversion_is_told_with_its_source(made: tuple[Path, Report]) -> None:
    folder, _ = made
    told = pd.read_csv(folder / "out" / "trace" / "conversions.csv").query("variable == 'LBSTRESN'")
    assert dict(zip(told["test"], told["records"], strict=True)) == {"CA": 1, "CREAT": 1, "GLUC": 1, "PROT": 1}
    decision = explain(folder / "study", "LB.LBSTRESN", folder / "out", record=1).decision
    assert decision.startswith("mg/dL to mmol/L of GLUC: x 0.0555074 (glucose (C6H12O6): 180.156 g/mol; IUPAC")
    own = explain(folder / "study", "LB.LBSTRESN", folder / "out", record=2).decision
    assert own == "mg/dL to umol/L of CREAT: x 88.42 (Laboratory manual)"
