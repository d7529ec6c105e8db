"""What a manifest lists: the files that went in and came out, and the versions of what made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from converter.errors import InputError
from converter.write.folder.ours import MANIFEST


class _File(BaseModel):
    file: str
    sha256: str


class _Manifest(BaseModel):
    form: str = Field(alias="schema", pattern=r"^converter\.manifest/1$")
    versions: dict[str, str]
    inputs: tuple[_File, ...]
    outputs: tuple[_File, ...]


@dataclass(frozen=True)
class Listing:
    """The files of a manifest by name with their SHA-256, and the versions of what made them."""

    versions: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


def listing_of(package: Path) -> Listing:
    """Read the manifest of a package; raises InputError where there is none of ours."""
    try:
        said = _Manifest.model_validate_json((package / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        message = f"{package}: no package that convert wrote; it has no {MANIFEST} that can be read"
        raise InputError(message) from error
    files = ({one.file: one.sha256 for one in each} for each in (said.inputs, said.outputs))
    return Listing(said.versions, *files)
