"""A figure as RTF for a word processor: its picture on a page of the report, as large as the page allows."""

from __future__ import annotations

from collections.abc import Sequence

from converter.results.rendering.page import SYNTHETIC
from converter.results.rendering.table_rtf import PORTRAIT_WIDTH, TEXT_WIDTH, rtf_head
from converter.spec.display import Display
from converter.spec.study import Study

TWIPS = 1440
"""Twips an inch."""
TEXT_HEIGHT, PORTRAIT_HEIGHT = 9500, 13100
"""What a page has of height for the picture: its 12240 or 15840 less margins of 1260 and 1080, and a line to spare."""
LINE = 128
"""Digits a line; readers of RTF pass over the ends of lines."""


def figure_rtf(display: Display, study: Study, png: bytes, inches: Sequence[float]) -> str:
    """Put the PNG of a figure into a document; the picture bears number, title, population and notes itself.

    A picture too high for a landscape page stands on an upright one, where it is larger.
    """
    width, height = (TWIPS * side for side in inches)
    portrait = height > TEXT_HEIGHT
    room = (PORTRAIT_WIDTH, PORTRAIT_HEIGHT) if portrait else (TEXT_WIDTH, TEXT_HEIGHT)
    scale = min(1.0, room[0] / width, room[1] / height)
    goal = f"\\picwgoal{int(width * scale)}\\pichgoal{int(height * scale)}"
    digits = png.hex()
    data = "\n".join(digits[at : at + LINE] for at in range(0, len(digits), LINE))
    head = rtf_head(display.title, study.study.name, [SYNTHETIC] if study.study.synthetic else [], portrait=portrait)
    return f"{head}\\pard\\plain\\qc\n{{\\pict\\pngblip{goal}\n{data}}}\\par\n}}\n"
