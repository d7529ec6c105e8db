"""Outputs: displays with their texts and files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from converter.spec.display import Display
from converter.write.ars.event import (
    DisplaySection,
    DisplaySubSection,
    OrderedDisplay,
    OrderedSubSection,
    Output,
    OutputDisplay,
    OutputFile,
    Section,
)
from converter.write.ars.parts import identifier
from converter.write.ars.terms import term


def output(display: Display, files: Sequence[str]) -> Output:
    """Describe a display and the files that show it, by their paths from the document."""
    return Output(
        id=output_id(display),
        name=display.title,
        label=display.display,
        description=f"Source: {display.source}." if display.source else "",
        file_specifications=tuple(_file(path) for path in files),
        displays=(OrderedDisplay(order=1, display=_display(display)),),
    )


def output_id(display: Display) -> str:
    """Name the output of a display."""
    return identifier("OUT", display.display)


def file_type(path: str) -> str:
    """Name the type of a file by the end of its name."""
    return PurePosixPath(path).suffix.removeprefix(".").lower() or "none"


def _file(path: str) -> OutputFile:
    kind = term(file_type(path), "OutputFileTypeEnum")
    return OutputFile(name=PurePosixPath(path).name, location=path, file_type=kind)


def _display(display: Display) -> OutputDisplay:
    texts: dict[Section, tuple[str, ...]] = {
        "Title": (display.title,),
        "Footnote": tuple(one.text for one in display.footnotes),
    }
    sections = tuple(_section(display, kind, written) for kind, written in texts.items() if written)
    return OutputDisplay(
        id=identifier("OD", display.display),
        name=display.display,
        display_title=display.title,
        display_sections=sections,
    )


def _section(display: Display, kind: Section, texts: Sequence[str]) -> DisplaySection:
    parts = (
        DisplaySubSection(id=identifier("OD", display.display, kind, str(number)), text=text)
        for number, text in enumerate(texts, 1)
    )
    ordered = tuple(OrderedSubSection(order=number, sub_section=part) for number, part in enumerate(parts, 1))
    return DisplaySection(section_type=kind, ordered_sub_sections=ordered)
