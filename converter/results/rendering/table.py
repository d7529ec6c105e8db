"""Displays that are read, not drawn: tables, and listings of the figures of a text."""

from __future__ import annotations

from pathlib import Path

from converter.dataset import Frame
from converter.results.rendering.cells import cells
from converter.results.rendering.page import page
from converter.results.rendering.table_html import html_page
from converter.results.rendering.table_rtf import rtf_page
from converter.spec.display import Display
from converter.spec.study import Study
from converter.spec.text.paths import below

__all__ = ["cells", "write_table"]


def write_table(display: Display, rows: Frame, folder: Path, *, study: Study) -> tuple[Path, ...]:
    """Write a display as HTML and as RTF, named by its id; the same results give the same bytes."""
    laid = page(display, rows, study)
    texts = {".html": html_page(laid), ".rtf": rtf_page(laid)}
    paths = []
    for suffix, text in texts.items():
        path = below(folder, f"{laid.name}{suffix}")
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return tuple(paths)
