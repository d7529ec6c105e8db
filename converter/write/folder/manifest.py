"""The manifest: what went in and what came out, by SHA-256."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from converter.write.folder.ours import sha256

PACKAGES = ("converter", "pandas", "pyarrow", "pyreadstat", "pydantic", "lxml", "PyYAML")


@dataclass(frozen=True, order=True)
class Entry:
    """One file of a manifest: its name, its size in bytes and its SHA-256."""

    file: str
    bytes: int
    sha256: str


def entries(files: Iterable[tuple[str, Path]]) -> tuple[Entry, ...]:
    """Give the entries of files, each under its name, in order of name; a name that stands twice is listed once."""
    return tuple(Entry(name, path.stat().st_size, sha256(path)) for name, path in sorted(set(files)))


def manifest(inputs: Iterable[Entry], outputs: Iterable[Entry]) -> dict[str, Any]:
    """List inputs and outputs with size and SHA-256, and the versions of what made them."""
    return {
        "schema": "converter.manifest/1",
        "versions": {name: version(name) for name in PACKAGES},
        "inputs": [asdict(entry) for entry in sorted(inputs)],
        "outputs": [asdict(entry) for entry in sorted(outputs)],
    }
