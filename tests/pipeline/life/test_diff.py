"""What moved between two data cuts, and what moved it."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converter.cli import app
from converter.errors import InputError
from converter.pipeline.conversion import convert
from converter.pipeline.life.diff import diff, write_movement
from converter.report.life.movement import Cause, Movement
from converter.report.life.movement_page import movement_page
from converter.report.life.movement_text import movement_json, movement_text

STUDY = Path(__file__).parents[2] / "studies" / "two_arms"
EARLIER, LATER = "2022-07-25", "2024-01-10"
DATES = {"contact.csv": "DATE", "event.csv": "DATE", "lab.csv": "DATE", "subject.csv": "RANDDT"}


def study_at(cutoff: str, folder: Path) -> Mapping[str, list[dict[str, str]]]:
    """Generate the study as it was at a data cut-off; give the rows that were not yet collected, by file."""
    shutil.copytree(STUDY, folder)
    said = folder / "study.yaml"
    said.write_text(said.read_text(encoding="utf-8").replace(f"cutoff: {LATER}", f"cutoff: {cutoff}"), encoding="utf-8")
    later = {}
    for name, date in DATES.items():
        with (folder / "raw" / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        known = [row for row in rows if row[date] <= cutoff]
        later[name] = [row for row in rows if row not in known]
        with (folder / "raw" / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(known)
    return later


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, list[dict[str, str]]]]:
    folder = tmp_path_factory.mktemp("cuts")
    later = study_at(EARLIER, folder / "old")
    study_at(LATER, folder / "new")
    for name in ("old", "new"):
        convert(folder / name, folder / f"{name}-out")
    return folder, later


@pytest.fixture(scope="module")
def moved(cuts: tuple[Path, Mapping[str, list[dict[str, str]]]]) -> Movement:
    return diff(cuts[0] / "old-out", cuts[0] / "new-out")


def cause(moved: Movement, name: str) -> Cause:
    return next(one for one in moved.causes if one.name == name)


def test_a_later_cut_adds_exactly_the_records_of_the_rows_that_are_new(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], moved: Movement
) -> None:
    later = cuts[1]
    counts = {one.name: one.counts for one in moved.datasets}
    assert (counts["LB"].gone, counts["LB"].added, counts["LB"].values) == (0, len(later["lab.csv"]), 0)
    assert (counts["SS"].gone, counts["SS"].added) == (0, len(later["contact.csv"]))
    assert {one.name for one in moved.datasets if one.moved} == {
        *("ADLB", "ADSL", "ADTTE", "DM", "SUPPDM", "DS", "LB", "SS")
    }
    new = {f"STX02-{row['SUBJECT']}" for row in later["subject.csv"]}
    assert (moved.subjects[0], {who.rpartition("-")[2] for who in moved.subjects[1]}) == (
        (),
        {who.rpartition("-")[2] for who in new},
    )


def test_the_raw_rows_behind_what_moved_are_those_that_are_new(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], moved: Movement
) -> None:
    folder, later = cuts
    with (folder / "new" / "raw" / "lab.csv").open(encoding="utf-8", newline="") as file:
        rows = [number for number, row in enumerate(csv.DictReader(file), start=2) if row in later["lab.csv"]]
    found = cause(moved, "raw/lab.csv")
    assert (dict(found.rows), found.direct) == ({"new": tuple(rows)}, (f"LB {len(rows)} added",))
    assert any(one.startswith("ADLB ") for one in found.carried)
    assert moved.unknown == ()


def test_the_cut_off_itself_is_named_with_the_date_that_it_sets(moved: Movement) -> None:
    assert any(one.startswith("ADSL.DCUTDT") for one in cause(moved, "study.yaml study.cutoff").direct)


def test_populations_parameters_and_figures_move_with_their_subjects(moved: Movement) -> None:
    itt = next(one for one in moved.populations if one.flag == "ITTFL")
    assert (itt.flag, itt.new - itt.old, itt.came, itt.went) == ("ITTFL", len(moved.subjects[1]), moved.subjects[1], ())
    lb = next(one for one in moved.datasets if one.name == "LB")
    assert {name: counts.added for name, counts in lb.parameters.items()} == {"HGB": lb.counts.added}
    assert {one.display for one in moved.figures} == {"TABLE1", "FIGURE1", "FIGURE2"}
    assert any(set(one.came) <= set(moved.subjects[1]) and one.came for one in moved.figures)


def test_text_json_and_page_say_the_same(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], moved: Movement, tmp_path: Path
) -> None:
    text, said = movement_text(moved), json.loads(movement_json(moved))
    assert len(text.splitlines()) < 60
    assert (said["schema"], said["moved"]) == ("converter.diff/1", True)
    page = movement_page(moved)
    assert all(f'id="{one.name}"' in page for one in moved.datasets if one.moved)
    write_movement(moved, tmp_path / "moved.html")
    write_movement(moved, tmp_path / "moved.html")
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there"):
        write_movement(moved, tmp_path / "mine.html")
    with pytest.raises(InputError, match="lies in the package"):
        write_movement(moved, cuts[0] / "new-out" / "moved.html")


def test_the_same_package_twice_did_not_move_and_the_exit_code_says_so(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]],
) -> None:
    old, new = (str(cuts[0] / f"{name}-out") for name in ("old", "new"))
    same = CliRunner().invoke(app, ["diff", old, old])
    assert (same.exit_code, "no value moved" in same.stdout) == (0, True)
    assert CliRunner().invoke(app, ["diff", old, new]).exit_code == 4


def test_a_label_edit_moves_no_value_and_that_is_said(tmp_path: Path) -> None:
    for name in ("old", "new"):
        shutil.copytree(STUDY, tmp_path / name)
    edited = tmp_path / "new" / "adam" / "adsl.yaml"
    was = edited.read_text(encoding="utf-8")
    edited.write_text(was.replace("Date of Data Cut-off", "Data Cut-off Date"), encoding="utf-8")
    for name in ("old", "new"):
        convert(tmp_path / name, tmp_path / f"{name}-out", last="adam")
    found = diff(tmp_path / "old-out", tmp_path / "new-out")
    assert not found.moved
    assert found.causes == (Cause("adam/adsl.yaml", "changed"),)
    assert "moved no value; described otherwise: ADSL.DCUTDT label Date of Data Cut-off -> Data Cut-off Date" in (
        movement_text(found)
    )


def test_a_rule_and_a_part_of_the_study_are_told_apart_and_numbers_of_records_follow_them(tmp_path: Path) -> None:
    for name in ("old", "new"):
        shutil.copytree(STUDY, tmp_path / name)
    rule, lab = tmp_path / "new" / "sdtm" / "dm.yaml", tmp_path / "new" / "raw" / "lab.csv"
    rule.write_text(
        rule.read_text(encoding="utf-8").replace(
            "AGEU: {constant: {value: YEARS}}", "AGEU: {constant: {value: MONTHS}}"
        ),
        encoding="utf-8",
    )
    lines = lab.read_text(encoding="utf-8").splitlines(keepends=True)
    lab.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    for name in ("old", "new"):
        convert(tmp_path / name, tmp_path / f"{name}-out", last="adam")
    found = diff(tmp_path / "old-out", tmp_path / "new-out")
    subjects = found.sizes[0]
    line = next(
        number for number, text in enumerate(rule.read_text(encoding="utf-8").splitlines(), 1) if "MONTHS" in text
    )
    told = cause(found, f"sdtm/dm.yaml:{line}")
    assert told.direct == (f"DM.AGEU {subjects} values",)
    assert told.carried == (f"ADSL.AGEU {subjects} values",)
    lb, adlb = (next(one for one in found.datasets if one.name == name) for name in ("LB", "ADLB"))
    assert (lb.counts.gone, lb.counts.added, lb.counts.values, lb.numbering) == (1, 0, 0, ("LBSEQ",))
    assert (adlb.counts.gone, adlb.counts.added, "LBSEQ" in adlb.variables) == (1, 0, False)
    assert cause(found, "raw/lab.csv").direct == ("LB 1 gone",)


def moved_by(tmp_path: Path, new: Path, **edits: tuple[str, str]) -> Movement:
    """Give what moved from the package `new` to one of the same study after edits of `folder__name=(was, is)`."""
    shutil.copytree(STUDY, tmp_path / "edited")
    for name, (was, now) in edits.items():
        file = tmp_path / "edited" / f"{name.replace('__', '/')}.yaml"
        assert was in file.read_text(encoding="utf-8")
        file.write_text(file.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    convert(tmp_path / "edited", tmp_path / "out")
    return diff(new, tmp_path / "out")


def test_datasets_and_a_display_that_are_gone_as_a_whole_are_counted_and_have_causes(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    shutil.copytree(STUDY, tmp_path / "less")
    for name in ("sdtm/lb.yaml", "adam/adlb.yaml", "results/table1.yaml"):
        (tmp_path / "less" / name).unlink()
    convert(tmp_path / "less", tmp_path / "out")
    found = diff(cuts[0] / "new-out", tmp_path / "out")
    told = {one.name: one for one in found.datasets if one.moved}
    records = told["LB"].comparison.sizes["base"]
    assert {(one.name, one.whole, one.counts.gone) for one in told.values()} == {
        ("ADLB", "gone", records),
        ("LB", "gone", records),
    }
    assert set(told["LB"].subjects) <= set(found.who)
    assert f"LB gone with {records} records" in cause(found, "sdtm/lb.yaml").direct
    assert [(one.display, one.kind, one.change) for one in found.parts] == [("TABLE1", "display", "gone")]
    assert cause(found, "results/table1.yaml").direct == (f"TABLE1 gone with {found.parts[0].figures} figures",)
    assert (found.figures, found.unknown) == ((), ())
    text = movement_text(found)
    assert f"moved: {2 * records} records gone" in text
    assert "the whole dataset is gone" in text
    assert "The whole dataset is gone." in movement_page(found)
    back = diff(tmp_path / "out", cuts[0] / "new-out")
    assert {(one.name, one.whole, one.counts.added) for one in back.datasets if one.moved} == {
        ("ADLB", "new", records),
        ("LB", "new", records),
    }


def test_a_renamed_column_of_a_display_is_told_as_two_parts(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    found = moved_by(tmp_path, cuts[0] / "new-out", results__figure2=("id: placebo", "id: pbo"))
    assert {(one.display, one.kind, one.name, one.change) for one in found.parts} == {
        ("FIGURE2", "column", "placebo", "gone"),
        ("FIGURE2", "column", "pbo", "new"),
    }
    assert (found.figures, found.moved, found.unknown) == ((), True, ())
    assert "FIGURE2 column pbo new with" in movement_text(found)


def test_another_population_of_a_display_is_the_cause_of_its_figures_and_another_title_of_none(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    found = moved_by(
        tmp_path,
        cuts[0] / "new-out",
        results__figure2=('where: {ITTFL: "Y"}', 'where: {ITTFL: "Y", SEX: M}'),
        results__figure1=("title: Cumulative", "title: The Cumulative"),
        adam__adsl=("Date of Data Cut-off", "Data Cut-off Date"),
    )
    assert {one.display for one in found.figures} == {"FIGURE2"}
    assert cause(found, "results/figure2.yaml").direct == (f"{len(found.figures)} figures",)
    assert not cause(found, "results/figure1.yaml").moves
    lines = movement_text(found).splitlines()
    assert "  results/figure1.yaml (changed): moved no value" in lines
    assert any(line.startswith("  adam/adsl.yaml (changed): moved no value; described otherwise:") for line in lines)


def test_values_that_rest_on_another_record_of_their_dataset_move_by_what_moved_that(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    shutil.copytree(STUDY, tmp_path / "edited")
    lab = tmp_path / "edited" / "raw" / "lab.csv"
    lines = lab.read_text(encoding="utf-8").splitlines(keepends=True)
    lab.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")  # the baseline of the first subject
    convert(tmp_path / "edited", tmp_path / "out", last="adam")
    found = diff(cuts[0] / "new-out", tmp_path / "out")
    assert "ADLB.BASE 1 value" in cause(found, "raw/lab.csv").carried
    assert [one for one in found.unknown if one.startswith(("AD", "LB"))] == []


def test_a_package_that_is_not_as_it_was_written_and_a_folder_that_is_not_there_are_refused(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    shutil.copytree(cuts[0] / "new-out", tmp_path / "edited")
    (tmp_path / "edited" / "sdtm" / "dm.xpt").unlink()
    with pytest.raises(InputError, match=r"edited: is not as it was written: sdtm/dm.xpt .*; convert again"):
        diff(cuts[0] / "old-out", tmp_path / "edited")
    with pytest.raises(InputError, match="nothere: no such folder"):
        diff(cuts[0] / "old-out", tmp_path / "nothere")


def test_what_is_no_package_and_packages_of_two_studies_are_refused(
    cuts: tuple[Path, Mapping[str, list[dict[str, str]]]], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no package that convert wrote"):
        diff(tmp_path, cuts[0] / "new-out")
    shutil.copytree(STUDY, tmp_path / "other")
    said = tmp_path / "other" / "study.yaml"
    said.write_text(said.read_text(encoding="utf-8").replace("id: STX02", "id: STX99"), encoding="utf-8")
    convert(tmp_path / "other", tmp_path / "out", last="sdtm")
    with pytest.raises(InputError, match="OLD is of study STX02, NEW of STX99"):
        diff(cuts[0] / "old-out", tmp_path / "out")
