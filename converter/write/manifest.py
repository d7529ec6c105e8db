"""The manifest: what went in and what came out, by SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("converter", "pandas", "pyarrow", "pyreadstat", "pydantic", "lxml", "PyYAML")


def manifest(inputs: Iterable[tuple[str, Path]], outputs: Iterable[tuple[str, Path]]) -> dict[str, Any]:
    """List inputs and outputs by name with size and SHA-256, and the versions of what made them."""
    return {
        "schema": "converter.manifest/1",
        "versions": {name: version(name) for name in PACKAGES},
        "inputs": [_entry(name, path) for name, path in sorted(inputs)],
        "outputs": [_entry(name, path) for name, path in sorted(outputs)],
    }


def _entry(name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": name, "bytes": path.stat().st_size, "sha256": digest}
