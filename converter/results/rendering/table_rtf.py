"""A table as RTF for a word processor: landscape US letter, its headers on every page, numbered pages.

Title, population, spanners and headers are rows of the page's header: the rows that RTF marks as headers of a table
(`trhdr`) are not repeated by every word processor, LibreOffice among them; a page's header is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, product

from converter.results.rendering.page import FIGURE_SPACE, SYNTHETIC, Header, Page, is_number

TEXT_WIDTH = 13680
"""Letter is 15840 twips wide and 12240 high; margins of 1080 (0.75 inch) leave this."""
MARGINS = "\\margl1080\\margr1080\\margt1260\\margb1080\\headery600\\footery540"
LANDSCAPE = f"\\paperw15840\\paperh12240\\landscape{MARGINS}\n\\sectd\\lndscpsxn\\pgwsxn15840\\pghsxn12240"
PORTRAIT = f"\\paperw12240\\paperh15840{MARGINS}\n\\sectd\\pgwsxn12240\\pghsxn15840"
PORTRAIT_WIDTH = 10080
SIZES = (20, 18, 17, 16, 15, 14, 13, 12)
"""Sizes of letters in half points, the first if it can be."""
DIGITS = (6.4, 5.0)
"""Widths of a digit in twips by half points of its size: the first if it can be. Times New Roman has the second, half
an em; a font that stands in for it where a machine lacks it can have the first (DejaVu Serif), and breaks no number."""
SPARE = 40
"""Twips that a column has more than its widest number by our measure."""
UNBROKEN = {"": "", " ": "\\~", "-": "\\_"}
"""How RTF writes the space and the hyphen at which no line ends; after a dash stands a mark that joins (zwnbo)."""
STEP = 240
GAP = 72
HANGING = 160
INDENT_DIGITS = 2
"""What a step to the right takes, in digits."""
TALLEST = 24
"""Lines of a row that stays whole: one that may be higher than a page can be torn, else it stands on none."""
USUAL, WITH_WORDS, TOGETHER, AT_MOST = 0.2, 0.45, 0.6, 0.82
"""Parts of the width: of a column, of one with words, of the columns together, and together at most for wide cells."""
THICK, THIN = "\\brdrs\\brdrw20", "\\brdrs\\brdrw8"
HEAD = """{{\\rtf1\\ansi\\ansicpg1252\\deff0\\deflang1033\\uc1
{{\\fonttbl{{\\f0\\froman\\fcharset0\\fprq2 Times New Roman;}}}}
{{\\info{{\\title {title}}}}}
{sheet}
{{\\header\\pard\\plain\\f0\\fs18\\sa200\\tqr\\tx{width} {study}\\tab Page {page} of {pages}\\par
{rows}\\pard\\plain\\f0\\fs2\\par}}
{{\\footer\\pard\\plain\\f0\\fs18 {foot}\\par}}
"""


def rtf_page(page: Page) -> str:
    """Draw a table as RTF; all of it is ASCII, and nothing tells when it was made."""
    size, digit, widths = _sized(page)
    first = TEXT_WIDTH - sum(widths)
    edges = list(accumulate(widths, initial=first))
    notes = (*page.footnotes, *page.notes)
    heads, rows = "".join(_heads(page, edges, size)), "".join(_rows(page, edges, widths, size, digit))
    return rtf_head(page.title, page.study, page.notes, heads) + rows + rtf_notes(notes) + "}\n"


def rtf_head(title: str, study: str, notes: Sequence[str], heads: str = "", *, portrait: bool = False) -> str:
    """Begin a document; every page has the study, its number and `heads` above, below whether data are synthetic."""
    return HEAD.format(
        title=rtf_text(title),
        study=rtf_text(study),
        foot=rtf_text(" ".join(note for note in notes if note == SYNTHETIC)),
        page=_field("PAGE"),
        pages=_field("NUMPAGES"),
        sheet=PORTRAIT if portrait else LANDSCAPE,
        width=PORTRAIT_WIDTH if portrait else TEXT_WIDTH,
        rows=heads,
    )


def rtf_notes(notes: Sequence[str]) -> str:
    """Write notes below a table or a figure: none is broken over pages, and they stay together."""
    last = len(notes) - 1
    return "".join(_note(note, stay="" if at == last else "\\keepn") for at, note in enumerate(notes))


def _sized(page: Page) -> tuple[int, float, tuple[int, ...]]:
    """Give the size of letters (half points), the width of a digit (twips) and how wide the columns of cells are.

    The letters become smaller until the widest number of each column fits its column, first by the wide font, then by
    Times New Roman; a table that does not even fit in the smallest has its columns as wide as the page allows.
    """
    for by_size, size in product(DIGITS, SIZES):
        digit = by_size * size
        needed = [digit * digits + 2 * GAP + SPARE for digits in page.widths]
        room = TEXT_WIDTH - min(TEXT_WIDTH * (1 - AT_MOST), _labels_wide(page) * digit + 2 * GAP + HANGING)
        if sum(needed) <= room:
            break
    columns = max(len(needed), 1)
    usual = TEXT_WIDTH * min(WITH_WORDS if page.has_words else USUAL, TOGETHER / columns)
    wanted = [max(one, usual) for one in needed]
    slack = sum(wanted) - sum(needed)
    if sum(needed) > room:
        return size, digit, tuple(int(one * room / sum(needed)) for one in needed)
    part = min(1.0, (room - sum(needed)) / slack) if slack else 0.0
    return size, digit, tuple(int(one + part * (most - one)) for one, most in zip(needed, wanted, strict=True))


def _labels_wide(page: Page) -> float:
    """Give the width of the longest label in digits; a letter takes about one."""
    labels = zip(page.lines["LABEL"], page.lines["INDENT"], strict=True)
    wide = [float(len(page.stub)), *(float(len(label) + INDENT_DIGITS * indent) for label, indent in labels)]
    return max(wide)


def rtf_text(text: str) -> str:
    """Write text in RTF: what RTF reads as its own is escaped, other than ASCII goes as numbers of UTF-16.

    A line that ends in the text ends on paper. A space as wide as a digit is two hard spaces, which are half as wide in
    Times New Roman; the font has no other.
    """
    hidden = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    hidden = hidden.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\line ")
    return "".join(one if one.isascii() else _numbered(one) for one in hidden)


def _numbered(letter: str) -> str:
    if letter == FIGURE_SPACE:
        return "\\~\\~"
    units = letter.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)


def unbroken(text: str) -> str:
    """Write the numbers of a cell in RTF so that no line ends within them: not at a space, a hyphen or a dash."""
    parts = re.split(r"([ -]|[\u2010-\u2015])", text)
    return "".join(
        UNBROKEN.get(part, f"{rtf_text(part)}\\zwnbo " if at % 2 else rtf_text(part)) for at, part in enumerate(parts)
    )


def _heads(page: Page, edges: Sequence[int], size: int) -> Iterator[str]:
    """Give the rows of the page's header: title, population, spanners and the headers of the columns."""
    title = rtf_title(page.number, page.title)
    start = "\\pard\\intbl"
    yield _row([f"{start}\\sa40\\ql\\fs22 {title}\\cell"], [TEXT_WIDTH], [""])
    under = f"{start}\\sa80\\ql\\fs20 {rtf_text(page.population)}\\cell"
    yield _row([under], [TEXT_WIDTH], [f"\\clbrdrb{THICK}"])
    if page.spanners:
        yield _spanners(page, edges, size)
    top = "" if page.spanners else f"\\clbrdrt{THICK}"
    cells = [f"{start}\\sb60\\sa60\\ql\\fs{size} {{\\b {rtf_text(page.stub)}}}\\cell"]
    cells += [_header(one, size) for one in page.headers]
    yield _row(cells, edges, [f"\\clvertalb{top}\\clbrdrb{THIN}"] * len(edges))


def rtf_title(number: str, title: str) -> str:
    """Write what a display is called."""
    return f"{{\\b {rtf_text(number)}.}} {rtf_text(title)}"


def _spanners(page: Page, edges: Sequence[int], size: int) -> str:
    """Give the row of heads above several columns, each with a line below it."""
    ends = [edges[at] for at in accumulate(one.columns for one in page.spanners)]
    cells = [f"\\pard\\intbl\\sb60\\qc\\fs{size} {{\\b {rtf_text(one.label)}}}\\cell" for one in page.spanners]
    borders = [f"\\clvertalb\\clbrdrb{THIN}" if one.label else "" for one in page.spanners]
    blank = f"\\pard\\intbl\\ql\\fs{size} \\cell"
    return _row([blank, *cells], [edges[0], *ends], ["", *borders])


def _header(header: Header, size: int) -> str:
    below = f"\\line ({unbroken(header.size)})" if header.size else ""
    label = rtf_text(header.label).replace("\\u215? ", "\\u215?\\~")
    return f"\\pard\\intbl\\sb60\\sa60\\qc\\fs{size} {{\\b {label}}}{below}\\cell"


def _rows(page: Page, edges: Sequence[int], widths: Sequence[int], size: int, digit: float) -> Iterator[str]:
    """Give the rows; a heading stays with the row below it, the last with the notes.

    Cells start where they line up under the header; numbers are not broken where they fit their column.
    """
    taken = [int(digit * digits) for digits in page.widths]
    rooms = [width - 2 * GAP - digits for width, digits in zip(widths, taken, strict=True)]
    columns = [(max(0, room // 2), unbroken if room >= 0 else rtf_text) for room in rooms]
    fixed = zip(page.lines["LABEL"], page.lines["INDENT"], page.lines["HEADING"], strict=True)
    texts = page.texts.itertuples(index=False, name=None)
    for number, ((label, indent, heading), cells) in enumerate(zip(fixed, texts, strict=True), start=1):
        last = number == len(page.lines)
        whole = _lines_of((label, *cells), (edges[0], *widths), digit) <= TALLEST
        stay = "\\keepn" if whole and (heading or last) else ""
        start = f"\\pard\\intbl{stay}\\sb20\\sa20\\ql"
        made = [f"{start}\\li{STEP * indent + HANGING}\\fi-{HANGING}\\fs{size} {rtf_text(label)}\\cell"]
        for (left, written), text in zip(columns, cells, strict=True):
            numeric = is_number(text)
            made.append(
                f"{start}\\li{left if numeric else 0}\\fs{size} {(written if numeric else rtf_text)(text)}\\cell"
            )
        yield _row(made, edges, [f"\\clbrdrb{THIN}" if last else ""] * len(edges), whole=whole)


def _lines_of(texts: Sequence[str], widths: Sequence[int], digit: float) -> float:
    """Say about how many lines the highest cell of a row takes."""
    return max(len(text) * digit / max(1, width - 2 * GAP) for text, width in zip(texts, widths, strict=True))


def _row(cells: Sequence[str], edges: Sequence[int], borders: Sequence[str], *, whole: bool = False) -> str:
    ends = "".join(f"{border}\\cellx{edge}" for border, edge in zip(borders, edges, strict=True))
    keep = "\\trkeep" if whole else ""
    return f"\\trowd\\trgaph{GAP}\\trleft0{keep}{ends}\n" + "\n".join(cells) + "\\row\n"


def _note(text: str, stay: str) -> str:
    mark = f"{{\\b {rtf_text(text)}}}" if text == SYNTHETIC else rtf_text(text)
    return f"\\pard\\plain\\f0\\keep{stay}\\fs18\\sb40\\li{GAP}\\ql {mark}\\par\n"


def _field(name: str) -> str:
    return f"{{\\field{{\\*\\fldinst {name}}}{{\\fldrslt 1}}}}"
