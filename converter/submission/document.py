"""What a document says, before it is a PDF, a DOCX or a page: headings, sentences, lists, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True)
class Heading:
    """The heading of a part; `level` 1 is that of a chapter."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; one that a person must still write is `wanted`."""

    text: str
    wanted: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: its header, its rows of equally many cells, and how wide its columns are beside each other."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the width that each column has."""
        widths = self.widths or (1.0,) * len(self.header)
        return tuple(width / sum(widths) for width in widths)


@dataclass(frozen=True)
class Picture:
    """A picture that fills the page."""

    path: Path


Block: TypeAlias = Heading | Text | Bullets | Grid | Picture


@dataclass(frozen=True)
class Document:
    """A document: its title, what stands below it, and its blocks in order."""

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    wide: bool = False
    contents: bool = field(default=True)
