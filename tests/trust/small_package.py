"""A package of a few files with its manifest: enough to see whether an output folder is whole."""

from __future__ import annotations

from pathlib import Path

from converter.report.json import as_json
from converter.write.folder.manifest import entries, manifest
from converter.write.folder.ours import MANIFEST, listed, sha256, strangers

FILES = ("report.txt", "sdtm/dm.xpt", "sdtm/ae.xpt", "results/tables/t1.html")


def fill(folder: Path, text: str, files: tuple[str, ...] = FILES) -> None:
    """Write a package whose every file holds its own name and `text`."""
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} {text}")
    (folder / MANIFEST).write_text(as_json(manifest((), entries((name, folder / name) for name in files))))


def told_by(folder: Path) -> str:
    """Tell the text a whole package was filled with; fails where the folder is not one whole package."""
    known = listed(folder)
    assert known, f"{folder} has no manifest of ours"
    assert strangers(folder) == ()
    texts = {(folder / name).read_text().removeprefix(f"{name} ") for name in known}
    assert len(texts) == 1, f"{folder} is mixed of {texts}"
    return texts.pop()


def state(folder: Path) -> dict[str, str]:
    """Give everything below a folder: each file with its SHA-256, each folder and link with blank."""
    return {
        path.relative_to(folder).as_posix(): sha256(path) if path.is_file() and not path.is_symlink() else ""
        for path in sorted(folder.rglob("*"))
    }
