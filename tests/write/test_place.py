"""A package lies apart from what it is made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.write.folder.place import refuse_overlap


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Give the folder of a study with its raw exports, in a folder of examples."""
    (tmp_path / "examples" / "x" / "raw").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "examples")
    return tmp_path / "examples" / "x"


@pytest.mark.parametrize(
    ("out", "how"),
    [
        ("examples/x", "is"),
        ("examples/x/", "is"),
        ("examples/../examples/x", "is"),
        ("link/x", "is"),
        ("examples/x/out", "lies inside"),
        ("examples/x/raw", "lies inside"),
        ("examples/x/raw/deep/out", "lies inside"),
        ("link/x/out", "lies inside"),
        ("examples", "holds"),
        (".", "holds"),
        ("link", "holds"),
    ],
)
def test_a_folder_that_is_holds_or_lies_inside_the_study_is_refused(
    study: Path, monkeypatch: pytest.MonkeyPatch, out: str, how: str
) -> None:
    root = study.parents[1]
    monkeypatch.chdir(root)
    for named in (Path(out), root / out):
        with pytest.raises(InputError, match=f"{how} the study folder .*; name a folder apart from it with --out"):
            refuse_overlap(named, {"the study folder": study, "the raw folder": study / "raw"})


@pytest.mark.parametrize("out", ["out/x", "examples/x-out", "examples/y", "examples/xx/out", "x"])
def test_a_folder_beside_the_study_is_fine(study: Path, out: str) -> None:
    refuse_overlap(study.parents[1] / out, {"the study folder": study, "the raw folder": study / "raw"})


def test_raw_exports_that_lie_elsewhere_are_kept_apart_too(study: Path, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    with pytest.raises(InputError, match="lies inside the raw folder"):
        refuse_overlap(
            tmp_path / "exports" / "out", {"the study folder": study, "the raw folder": tmp_path / "exports"}
        )


def test_one_folder_under_two_names_is_one(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (study.parent / "X").mkdir()  # as a file system without case has it, where X is x
    same = Path.samefile

    def samefile(one: Path, other: Path) -> bool:
        return one.as_posix().lower() == Path(other).as_posix().lower() or same(one, other)

    monkeypatch.setattr(Path, "samefile", samefile)
    with pytest.raises(InputError, match="lies inside"):
        refuse_overlap(study.parent / "X" / "out", {"the study folder": study})
