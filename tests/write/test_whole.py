"""Outputs appear whole or not at all, and nothing that is not ours is ever removed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.errors import InputError
from converter.write.folder import whole
from converter.write.folder.whole import whole_folder
from tests.trust.small_package import fill, state, told_by


def written(out: Path, text: str, *meanwhile: Callable[[], object]) -> None:
    with whole_folder(out) as folder:
        fill(folder, text)
        for happens in meanwhile:
            happens()


def fail() -> None:
    raise RuntimeError


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give an output folder with a package in it."""
    written(tmp_path / "out", "one")
    return tmp_path / "out"


@pytest.fixture(params=["in one step", "in two"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let folders change places in one step, as here, and by two renames, as on systems that cannot."""
    if request.param == "in two":
        monkeypatch.setattr(whole, "exchange", lambda *_: False)


@pytest.mark.usefixtures("ways")
def test_a_good_run_replaces_the_package_and_leaves_nothing_beside_it(out: Path) -> None:
    written(out, "two")
    assert told_by(out) == "two"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_folders_above_are_made_and_go_again_where_the_run_fails(tmp_path: Path) -> None:
    out = tmp_path / "new" / "deep" / "out"
    with pytest.raises(RuntimeError), whole_folder(out):
        raise RuntimeError
    assert [*tmp_path.iterdir()] == []
    written(out, "one")
    assert told_by(out) == "one"


@pytest.mark.usefixtures("ways")
def test_a_failed_run_leaves_the_previous_package(out: Path) -> None:
    with pytest.raises(RuntimeError):
        written(out, "half", fail)
    assert told_by(out) == "one"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_the_rights_of_the_folder_stay(out: Path) -> None:
    out.chmod(0o700)
    written(out, "two")
    assert out.stat().st_mode & 0o777 == 0o700


# what is not ours


def note(out: Path) -> str:
    (out / "thesis.docx").write_text("years of work")
    return "thesis.docx"


def repository(out: Path) -> str:
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref")
    return ".git/"


def beside_datasets(out: Path) -> str:
    (out / "sdtm" / "acrf.pdf").write_text("%PDF")
    return "sdtm/acrf.pdf"


def empty_folder(out: Path) -> str:
    (out / "sdtm" / "notes").mkdir()
    return "sdtm/notes/"


def link(out: Path) -> str:
    (out / "latest").symlink_to(out / "report.txt")
    return "latest"


def file_become_link(out: Path) -> str:
    (out / "report.txt").rename(out.parent / "report.txt")
    (out / "report.txt").symlink_to(out.parent / "report.txt")
    return "report.txt"


def folder_become_link(out: Path) -> str:
    (out / "sdtm").rename(out.parent / "sdtm")
    (out / "sdtm").symlink_to(out.parent / "sdtm")
    return "sdtm"


def edited(out: Path) -> str:
    (out / "report.txt").write_text("my remarks")
    return "report.txt (changed)"


def removed(out: Path) -> str:
    (out / "report.txt").unlink()
    return "report.txt (lost)"


def manifest_of_others(out: Path) -> str:
    (out / "manifest.json").write_text('{"manifest_version": 3, "name": "an extension"}')
    return "manifest.json"


def manifest_edited(out: Path) -> str:
    listed = json.loads((out / "manifest.json").read_text())
    listed["outputs"] = listed["outputs"][1:]
    (out / "manifest.json").write_text(json.dumps(listed))
    return "report.txt"


def manifest_deep(out: Path) -> str:
    (out / "manifest.json").write_text("[" * 100_000)
    return "manifest.json"


NOT_OURS = (
    *(note, repository, beside_datasets, empty_folder, link, file_become_link, folder_become_link),
    *(edited, removed, manifest_of_others, manifest_edited, manifest_deep),
)


@pytest.mark.parametrize("put", NOT_OURS)
def test_a_package_with_anything_else_in_it_is_refused_before_the_run_and_left(
    out: Path, put: Callable[[Path], str]
) -> None:
    named = put(out)
    before = state(out.parent)
    with pytest.raises(InputError) as refused, whole_folder(out):
        pytest.fail("the block must not begin")
    assert named in str(refused.value)
    assert state(out.parent) == before


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("put", [note, edited, beside_datasets])
def test_what_is_put_there_while_the_run_goes_on_is_left_too(out: Path, put: Callable[[Path], str]) -> None:
    seen: dict[str, dict[str, str]] = {}
    with pytest.raises(InputError, match="changed while the run went on") as refused:
        written(out, "two", lambda: seen.update({put(out): state(out)}))
    ((named, before),) = seen.items()
    assert named in str(refused.value)
    assert state(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.usefixtures("ways")
def test_a_folder_that_appears_while_the_run_goes_on_is_left(tmp_path: Path) -> None:
    thesis = tmp_path / "out" / "thesis.txt"
    with pytest.raises(InputError, match=r"changed while .* thesis"):
        written(thesis.parent, "one", thesis.parent.mkdir, lambda: thesis.write_text("years of work"))
    assert thesis.read_text() == "years of work"


def test_many_strangers_are_told_by_a_few_names(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"chapter{number:02}.txt").write_text("")
    message = "no earlier run wrote .*: chapter00.txt, .*, chapter04.txt and 45 more; move it away"
    with pytest.raises(InputError, match=message), whole_folder(tmp_path):
        pass
    assert len([*tmp_path.iterdir()]) == 50


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    written(tmp_path / "out", "one")
    assert told_by(tmp_path / "out") == "one"


def test_a_link_to_a_package_is_followed_and_stays(out: Path) -> None:
    (out.parent / "latest").symlink_to(out, target_is_directory=True)
    written(out.parent / "latest", "two")
    assert (out.parent / "latest").is_symlink()
    assert told_by(out) == "two"


@pytest.mark.parametrize(
    "name", [".out.new", ".out.old", ".out.run", ".out.run-1", ".out.run-0123456789abcdef", ".out.lock"]
)
def test_what_the_user_has_beside_the_folder_stays(out: Path, name: str) -> None:
    beside = out.with_name(name)
    if name.endswith("lock"):
        beside.write_text("my own")
    else:
        beside.mkdir()
        (beside / "thesis.txt").write_text("years of work")
    before = state(beside.parent)
    written(out, "two")
    assert told_by(out) == "two"
    assert {p: s for p, s in state(out.parent).items() if not p.startswith("out")} == {
        p: s for p, s in before.items() if not p.startswith("out")
    }


# where a folder cannot be replaced


def test_a_file_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    for out in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(InputError, match="out: is a file"), whole_folder(out):
            pass
    assert (tmp_path / "out").read_text() == "x"


def test_a_link_in_a_circle_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "out")
    with pytest.raises(InputError, match="leads nowhere"), whole_folder(tmp_path / "out"):
        pass


@pytest.mark.parametrize("named", [".", "..", "/"])
def test_the_working_folder_and_those_above_it_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    with pytest.raises(InputError, match="the folder you work in"), whole_folder(Path(named)):
        pass


def test_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(InputError, match="is your home"), whole_folder(tmp_path):
        pass


def test_a_mount_point_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: path == tmp_path / "out")
    with pytest.raises(InputError, match="is a mount point"), whole_folder(tmp_path / "out"):
        pass


def test_a_folder_without_the_right_to_write_is_refused(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: path != out)
    with pytest.raises(InputError, match="may not write"), whole_folder(out):
        pass


# one run at a time


def test_a_second_run_is_told_who_writes_there(tmp_path: Path) -> None:
    told = rf"another run writes there: process {os.getpid()} on .* since 20.*; wait until it has ended"
    with whole_folder(tmp_path / "out") as folder:
        fill(folder, "one")
        with pytest.raises(InputError, match=told), whole_folder(tmp_path / "out"):
            pytest.fail("the block must not begin")
    assert told_by(tmp_path / "out") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_ways_to_one_folder_are_one_folder(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with whole_folder(tmp_path / "there" / "out") as folder:
        fill(folder, "one")
        with pytest.raises(InputError, match="another run"), whole_folder(tmp_path / "link" / "out"):
            pass


def test_runs_on_different_folders_do_not_wait(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "a") as one, whole_folder(tmp_path / "b") as two:
        fill(one, "one")
        fill(two, "two")
    assert (told_by(tmp_path / "a"), told_by(tmp_path / "b")) == ("one", "two")


# runs that died


def test_a_killed_run_blocks_nobody_and_the_next_removes_what_it_left(out: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from converter.write.folder.whole import whole_folder\n"
        "with whole_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'data.txt').write_text('half'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(out)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert told_by(out) == "one"
    assert len([*out.parent.iterdir()]) == 3, "the package, the lock and the work of the dead run"
    written(out, "two")
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def dead(out: Path) -> Path:
    """Leave what a run leaves that was killed between its two renames: no package, the old one aside."""
    work = out.with_name(f".{out.name}.run-0123456789abcdef")
    (work / "new").mkdir(parents=True)
    (work / "new" / "report.txt").write_text("half")
    out.rename(work / "old")
    return work


def test_a_package_moved_aside_is_put_back_even_where_the_next_run_fails(out: Path) -> None:
    dead(out)
    with pytest.raises(RuntimeError):
        written(out, "half", lambda: told_by(out), fail)
    assert told_by(out) == "one"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_package_moved_aside_is_kept_where_the_user_put_something_else_there(out: Path) -> None:
    work = dead(out)
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"thesis\.txt"), whole_folder(out):
        pass
    assert told_by(work / "old") == "one"
    assert (out / "thesis.txt").read_text() == "years of work"


def test_a_second_rename_that_fails_puts_the_old_package_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "exchange", lambda *_: False)
    rename, renamed = Path.rename, list[Path]()

    def fails(path: Path, target: Path) -> Path:
        renamed.append(path)
        if len(renamed) == 2:
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(PermissionError):
        written(out, "two")
    assert [path.name for path in renamed] == ["out", "new", "old"]
    assert told_by(out) == "one"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_what_cannot_be_removed_is_told_and_blocks_nobody(
    out: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (out.parent / ".out.run-0123456789abcdef" / "new").mkdir(parents=True)

    def fails(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    with monkeypatch.context() as patched:
        patched.setattr(whole, "discard", fails)
        written(out, "two")
    assert told_by(out) == "two"
    assert "left by a run that ended: Permission denied; the next run tries again" in caplog.text
    written(out, "three")
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_where_the_folder_above_cannot_be_looked_through_the_package_is_there_all_the_same(
    out: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(whole, "work_folders", fails)
    written(out, "two")
    assert told_by(out) == "two"
    assert "what earlier runs left there stays: Permission denied" in caplog.text
