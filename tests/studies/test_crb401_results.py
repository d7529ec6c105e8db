"""CRB-401: every published figure that the data determine is reproduced by a result, down to the raw cells."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from converter.errors import SpecError
from converter.pipeline import convert, explain, results
from converter.pipeline.planning import planned
from converter.pipeline.stages.disk.frames import load_frame, save_frame
from converter.read.datasets.folder import read_datasets
from converter.report.report import Explanation, RawCell, Report
from converter.results.build import build_results
from converter.results.reading import results_of, variables_read

STUDY = Path(__file__).resolve().parents[2] / "examples" / "crb401"
RAW = "edc/ae.csv"
ROW = 58
"""The row, as a spreadsheet shows it, of the one anemia of grade 3 of subject 1001-003."""
Package = Callable[[str], tuple[Report, Path]]


def _figures(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "results" / "published.csv", keep_default_na=False).set_index("PATH")


def _records(out: Path, path: str) -> set[tuple[str, int]]:
    """Give the records behind a published figure, by dataset and number."""
    figure = _figures(out).loc[path]
    records = pd.read_csv(out / "results" / "records.csv", keep_default_na=False)
    mine = (records[["DISPLAY", "ROW", "COLUMN"]] == figure[["DISPLAY", "ROW", "COLUMN"]]).all(axis=1)
    return set(records.loc[mine, ["table", "record"]].itertuples(index=False, name=None))


def _copied(folder: Path, *names: str) -> Path:
    """Copy parts of the study."""
    for name in names:
        if (STUDY / name).is_dir():
            shutil.copytree(STUDY / name, folder / name)
        else:
            shutil.copy(STUDY / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def out(package: Package) -> Path:
    return package("crb401")[1]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Convert the study with one anemia of grade 2 in place of 3."""
    folder = _copied(tmp_path_factory.mktemp("changed"), "study.yaml", "raw", "sdtm", "adam", "results", "expected")
    path = folder / "raw" / RAW
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert ",ANEMIA,Anemia," in lines[ROW - 1]
    lines[ROW - 1] = lines[ROW - 1].replace("Grade 3,3,", "Grade 2,2,")
    path.write_text("".join(lines), encoding="utf-8")
    convert(folder, folder.with_name("changed-out"))
    return folder.with_name("changed-out")


def test_every_determinable_figure_is_reproduced_by_a_result(package: Package, out: Path) -> None:
    figures = package("crb401")[0].figures
    assert figures is not None
    wrong = figures[~figures["STATUS"].isin(["equal", "left out"])]
    assert wrong[["PATH", "PRINTED", "DERIVED", "STATUS"]].to_numpy().tolist() == []
    assert figures["STATUS"].value_counts().to_dict() == {"equal": 499, "left out": 98}
    assert "published figures: 499 of 499 reproduced (98 not determined by the data)" in (out / "report.txt").read_text(
        encoding="utf-8"
    )


def test_every_reproduced_figure_has_records_behind_it(package: Package) -> None:
    figures = package("crb401")[0].figures
    assert figures is not None
    assert list(figures.loc[(figures["STATUS"] == "equal") & (figures["RECORDS"] == 0), "PATH"]) == []


def test_figures_that_the_paper_does_not_print_are_marked(out: Path) -> None:
    figures = _figures(out)
    inferred = set(figures.index[(figures["INFERRED"] == "Y") & (figures["STATUS"] == "equal")])
    assert {path.rpartition(".")[2] for path in inferred if path.startswith("efficacy_text")} == {
        *("n", "den", "pct", "remaining_inferred"),
        *("pfs_events_inferred", "pfs_censored_inferred", "dor_events_inferred", "dor_censored_inferred"),
    }
    assert "table3.responders" not in inferred


def test_one_changed_raw_value_changes_exactly_the_figures_that_rest_on_it(out: Path, changed: Path) -> None:
    before, after = _figures(out), _figures(changed)
    different = before.index[before["DERIVED"] != after["DERIVED"]]
    assert {path: (before.loc[path, "DERIVED"], after.loc[path, "DERIVED"]) for path in different} == {
        "table2.anemia.g3.n": ("15", "14"),
        "table2.anemia.g3.pct": ("45", "42"),
        "safety_text.ge3.anemia": ("45", "42"),
    }
    assert set(after.loc[different, "STATUS"]) == {"differs"}


def test_a_changed_figure_leads_to_the_record_and_the_raw_cell_that_changed_it(out: Path, changed: Path) -> None:
    (lost,) = _records(out, "table2.anemia.g3.n") - _records(changed, "table2.anemia.g3.n")
    assert lost[0] == "ADAE"
    explanation = explain(STUDY, "ADAE.ATOXGRN", out, record=lost[1])
    assert (explanation.subject, explanation.value) == ("CRB-401-1001-003", "3")
    assert RawCell(RAW, ROW, "AETOXGR_STD", "3") in set(_cells(explanation))


def _cells(explanation: Explanation) -> Iterator[RawCell]:
    yield from explanation.cells
    for one in explanation.inputs:
        yield from _cells(one)


def test_a_figure_that_was_not_published_cannot_be_reproduced(out: Path, tmp_path: Path) -> None:
    folder = _copied(tmp_path, "study.yaml", "sdtm", "adam", "results", "expected")
    path = folder / "results" / "kinetics_text.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kinetics.persistence_pct.3mo", "kinetics.persistence_pct.4mo"), encoding="utf-8")
    with pytest.raises(SpecError, match=r"no figure 'kinetics\.persistence_pct\.4mo' was published"):
        results(folder, out)


def test_results_need_only_the_variables_that_their_displays_name_whatever_parts_these_are_read_from(
    out: Path, tmp_path: Path
) -> None:
    plan = planned(STUDY, None)
    adam = {name: one.frame for name, one in read_datasets(out / "adam", plan.analysis.specs).items()}
    for name, frame in adam.items():
        save_frame(frame.iloc[: len(frame) // 2], tmp_path / name / "0.parquet")
        save_frame(frame.iloc[len(frame) // 2 :], tmp_path / name / "1.parquet")

    def read(dataset: str, variables: tuple[str, ...]) -> pd.DataFrame:
        return pd.concat([load_frame(path, variables) for path in sorted((tmp_path / dataset).iterdir())])

    whole, made = build_results(adam, plan), results_of(read, plan)
    assert variables_read(plan)["ADLB"] == ("USUBJID", "PARAMCD", "AVAL", "ADT", "ADY", "PCHG")
    pd.testing.assert_frame_equal(made.rows, whole.rows)
    pd.testing.assert_frame_equal(made.behind, whole.behind)
