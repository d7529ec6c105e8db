"""Files added to a folder of the user's: all or none, and never over one that is there."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from converter.errors import InputError
from converter.write.folder.added import add_files
from tests.trust.small_package import fill, state

FILES = {"sdtm/dm.yaml": b"domain: DM\n", "sdtm/ae.yaml": b"domain: AE\n", "study.yaml": b"study: {}\n"}


def test_files_are_added_to_a_folder_that_holds_others(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "dm.csv").write_text("SUBJ\n1\n")
    paths = add_files(tmp_path, FILES)
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in paths} == FILES
    assert sorted(state(tmp_path)) == ["raw", "raw/dm.csv", "sdtm", "sdtm/ae.yaml", "sdtm/dm.yaml", "study.yaml"]


def test_a_file_that_is_there_is_never_changed_and_nothing_is_added(tmp_path: Path) -> None:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "sdtm" / "ae.yaml").write_text("domain: AE  # by hand\n")
    before = state(tmp_path)
    with pytest.raises(InputError, match=r"holds sdtm/ae\.yaml already, and they would change"):
        add_files(tmp_path, FILES)
    assert state(tmp_path) == before


def test_what_is_there_with_the_same_bytes_stays_so_that_a_killed_run_is_completed(tmp_path: Path) -> None:
    add_files(tmp_path, dict(list(FILES.items())[:2]))
    add_files(tmp_path, FILES)
    assert (tmp_path / "study.yaml").read_bytes() == FILES["study.yaml"]
    add_files(tmp_path, FILES)


@pytest.mark.parametrize("after", range(3))
def test_where_one_cannot_be_written_those_before_it_go_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    write, written = Path.write_bytes, list[Path]()

    def fails(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(OSError, match="No space left"):
        add_files(tmp_path / "new", FILES)
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_appears_meanwhile_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def late(path: Path, data: bytes) -> int:
        if data == FILES["study.yaml"]:
            (tmp_path / "study.yaml").write_text("mine")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", late)
    with pytest.raises(FileExistsError):
        add_files(tmp_path, FILES)
    assert list(state(tmp_path)) == ["study.yaml"]
    assert (tmp_path / "study.yaml").read_text() == "mine"


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", fails)
    add_files(tmp_path, FILES)
    assert sorted(state(tmp_path)) == ["sdtm", *sorted(FILES)]


def test_a_package_holds_only_what_its_run_wrote(tmp_path: Path) -> None:
    fill(tmp_path, "one")
    before = state(tmp_path)
    for folder in (tmp_path, tmp_path / "sdtm", tmp_path / "new"):
        with pytest.raises(InputError, match="lies in the package"):
            add_files(folder, {"define.xml": b"<ODM/>"})
    assert state(tmp_path) == before


@pytest.mark.parametrize("name", ["../out.yaml", "/out.yaml", "sdtm/../../out.yaml", "..\\out.yaml", "", ".", "a\0b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    with pytest.raises(InputError, match="only written inside in"):
        add_files(folder, {"fine.yaml": b"", name: b""})
    assert [*tmp_path.iterdir()] == []


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "sdtm").symlink_to(tmp_path)
    with pytest.raises(InputError, match="only written inside in"):
        add_files(tmp_path / "in", FILES)
