"""What rests on a raw cell is what its explanation names, and nothing else."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converter.cli import app
from converter.errors import InputError
from converter.pipeline.conversion import convert
from converter.pipeline.life.uses import uses
from converter.pipeline.questions import traced
from converter.report.life.uses import Cell, resting_on
from converter.report.report import Explanation
from converter.report.why.screen import Extent, explained
from converter.spec.load import load_study
from converter.spec.start import Start

ROOT = Path(__file__).parents[3]
STUDIES = {"demo": ROOT / "examples" / "demo", "two_arms": ROOT / "tests" / "studies" / "two_arms"}
RECEIVED = "two_arms from SDTM"
"""The second study, begun with the SDTM that the first conversion of it gave."""
VALUES, CELLS = 250, 40


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uses")
    for name, study in STUDIES.items():
        convert(study, folder / name)
    convert(STUDIES["two_arms"], folder / RECEIVED, start=begun(folder, RECEIVED))
    return folder


def begun(made: Path, name: str) -> Start | None:
    return Start("sdtm", str(made / "two_arms" / "sdtm")) if name == RECEIVED else None


def cells_of(told: Explanation) -> Iterator[tuple[str, int, str]]:
    yield from ((one.file, one.row, one.column) for one in told.cells)
    for one in told.inputs:
        yield from cells_of(one)


@pytest.mark.parametrize("study", [*STUDIES, RECEIVED])
def test_a_value_rests_on_a_cell_if_and_only_if_its_explanation_names_the_cell(made: Path, study: str) -> None:
    folder = STUDIES["two_arms" if study == RECEIVED else study]
    package = traced(made / study, load_study(folder), begun(made, study))
    every = [
        (name, variable, record)
        for name, one in package.datasets.items()
        for variable in one.records.names
        for record in range(1, len(one.records) + 1)
    ]
    chosen = random.Random(21)  # noqa: S311 - the same values in every run
    values = set(chosen.sample(every, VALUES))
    named = defaultdict[tuple[str, int, str], set[tuple[str, str, int]]](set)
    for value in values:
        for cell in cells_of(explained(package, *value, Extent(full=True))):
            named[cell].add(value)
    tables = {one.file: name for name, one in package.tables.items()}
    tables |= {Path(file).name: name for name, file in package.plan.received.items()}
    for file, row, column in chosen.sample(sorted(named), CELLS):
        found = resting_on(package, Cell(tables[file], row, column))
        mine = {
            (dataset, variable, int(record) + 1)
            for dataset, variables in found.items()
            for variable, marks in variables.items()
            for record in marks.nonzero()[0]
        }
        assert mine & values == named[file, row, column], (file, row, column)


def test_a_cell_read_for_the_subject_is_behind_the_study_days_of_all_its_records(made: Path) -> None:
    found = uses(STUDIES["demo"], "ex.csv:2:EXSTDAT", made / "demo")
    assert found.values["DM"]["RFSTDTC"] == (1,)
    assert {"AESTDY", "AEENDY"} <= set(found.values["AE"])
    assert "IT.AE.AESTDY" in found.items


def test_a_qualifier_and_the_slice_that_describes_it_rest_on_the_cell(made: Path) -> None:
    found = uses(STUDIES["demo"], "ae.csv:28:AETERM", made / "demo")
    assert "QVAL" in found.values["SUPPAE"]
    assert {"IT.SUPPAE.QVAL", "IT.AE.AETERM"} <= set(found.items)
    assert any(one.startswith("IT.SUPPAE.QVAL.") for one in found.items)


def test_results_rest_on_the_cells_of_their_subjects(made: Path) -> None:
    found = uses(STUDIES["two_arms"], "event.csv:3", made / "two_arms")
    assert any(one.startswith("TABLE1 os ") for one in found.results)
    assert not any(one.startswith("TABLE1 ancova") for one in found.results)


def test_a_row_that_no_record_holds_says_why(made: Path) -> None:
    found = uses(STUDIES["demo"], "ae.csv:32", made / "demo")
    assert (found.count, found.fate.startswith("set aside: ")) == (0, True)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("nothing.csv:2", "no such raw file and row"),
        ("ae.csv", "expected FILE:ROW or FILE:ROW:COLUMN"),
        ("ae.csv", "names no row of ae.csv"),
        ("ae.csv:\u00b2", "names no row of ae.csv"),
        ("ae.csv:999", "has no row 999; its rows are 2 to"),
        ("ae.csv:2:AETREM", "has no column 'AETREM' (did you mean 'AETERM'?)"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(made: Path, cell: str, told: str) -> None:
    with pytest.raises(InputError, match=r".") as error:
        uses(STUDIES["demo"], cell, made / "demo")
    assert told in str(error.value)


def test_the_command_prints_text_and_json(made: Path) -> None:
    asked = ["uses", str(STUDIES["demo"]), "dm.csv:2:SEX", "--out", str(made / "demo")]
    text = CliRunner().invoke(app, asked)
    assert (text.exit_code, "DM  1 record (1): SEX" in text.stdout) == (0, True)
    said = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert (said["schema"], said["values"]) == ("converter.uses/1", {"DM": {"SEX": [1]}})


def test_a_cell_of_a_received_dataset_that_qualifies_none_is_behind_what_is_made_of_it(made: Path) -> None:
    start = begun(made, RECEIVED)
    found = uses(STUDIES["two_arms"], "dm.xpt:1:SUBJID", made / RECEIVED, start=start)
    assert found.values["DM"] == {"SUBJID": (1,)}
    assert found.values["ADSL"]["SUBJID"] == (1,)
