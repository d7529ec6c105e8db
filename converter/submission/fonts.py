"""The fonts of PDF files: DejaVu Sans, which comes with matplotlib and has the signs of texts; it is embedded."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from converter.errors import InputError

FONT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
EXTRA = "the libraries that write a submission are not installed: python -m pip install 'converter[submission]'"
LIBRARIES = ("reportlab", "pypdf", "docx", "matplotlib")


def refuse_bare() -> None:
    """Raise InputError where the libraries that write PDF and DOCX are missing."""
    if any(find_spec(name) is None for name in LIBRARIES):
        raise InputError(EXTRA)


def drawable(text: str) -> str:
    """Write what the font has no sign for by its code, such as <U+65E5>, so that a reader sees that it is there."""
    from reportlab.pdfbase.pdfmetrics import getFont  # noqa: PLC0415 - an extra

    register_fonts()
    known = getFont(FONT).face.charToGlyph
    return "".join(one if ord(one) in known or one in "\n\t" else f"<U+{ord(one):04X}>" for one in text)


@cache
def register_fonts() -> None:
    """Make the fonts known to reportlab, once."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily  # noqa: PLC0415 - an extra
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    folder = Path(str(find_spec("matplotlib").origin)).parent / "mpl-data/fonts/ttf"  # type: ignore[union-attr]
    for name in (FONT, BOLD):
        registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
