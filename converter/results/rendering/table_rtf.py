"""A table as RTF for a word processor: landscape US letter, its headers on every page, numbered pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from converter.results.rendering.page import FIGURE_SPACE, SYNTHETIC, Header, Page, is_number

TEXT_WIDTH = 13680
"""Letter is 15840 twips wide and 12240 high; margins of 1080 (0.75 inch) leave this."""
DIGIT = 100
"""The width of a digit of Times New Roman at 10 points: half an em."""
STEP = 240
GAP = 108
HANGING = 160
USUAL, WITH_WORDS, TOGETHER, AT_MOST = 0.2, 0.45, 0.6, 0.8
"""Parts of the width: of a column, of one with words, of the columns together, and together at most for wide cells."""
THICK, THIN = "\\brdrs\\brdrw20", "\\brdrs\\brdrw8"
HEAD = """{{\\rtf1\\ansi\\ansicpg1252\\deff0\\deflang1033\\uc1
{{\\fonttbl{{\\f0\\froman\\fcharset0\\fprq2 Times New Roman;}}}}
{{\\info{{\\title {title}}}}}
\\paperw15840\\paperh12240\\landscape\\margl1080\\margr1080\\margt1260\\margb1080\\headery600\\footery540
\\sectd\\lndscpsxn\\pgwsxn15840\\pghsxn12240
{{\\header\\pard\\plain\\f0\\fs18\\tqr\\tx{width} {study}\\tab Page {page} of {pages}\\par}}
{{\\footer\\pard\\plain\\f0\\fs18 {foot}\\par}}
"""


def rtf_page(page: Page) -> str:
    """Draw a table as RTF; all of it is ASCII, and nothing tells when it was made."""
    width = _width(page)
    first = TEXT_WIDTH - width * len(page.headers)
    edges = [first + width * at for at in range(len(page.headers) + 1)]
    head = HEAD.format(
        title=rtf_text(page.title),
        study=rtf_text(page.study),
        foot=rtf_text(" ".join(note for note in page.notes if note == SYNTHETIC)),
        page=_field("PAGE"),
        pages=_field("NUMPAGES"),
        width=TEXT_WIDTH,
    )
    notes = "".join(_note(note) for note in (*page.footnotes, *page.notes))
    return head + "".join((*_headers(page, edges), *_rows(page, edges, width))) + notes + "}\n"


def _width(page: Page) -> int:
    """Give the width of a column: wide enough for its cells as long as the labels keep their part."""
    columns = len(page.headers)
    needed = DIGIT * max(page.widths, default=0) + 2 * GAP
    usual = TEXT_WIDTH * min(WITH_WORDS if page.has_words else USUAL, TOGETHER / columns)
    return int(min(max(usual, needed), TEXT_WIDTH * AT_MOST / columns))


def rtf_text(text: str) -> str:
    """Write text in RTF: what RTF reads as its own is escaped, other than ASCII goes as numbers of UTF-16.

    A space as wide as a digit is two hard spaces, which are half as wide in Times New Roman; the font has no other.
    """
    hidden = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    return "".join(one if one.isascii() else _numbered(one) for one in hidden)


def _numbered(letter: str) -> str:
    if letter == FIGURE_SPACE:
        return "\\~\\~"
    units = letter.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)


def _headers(page: Page, edges: Sequence[int]) -> Iterator[str]:
    """Give the title and the headers of the columns, which repeat on every page."""
    title = f"{{\\b {rtf_text(page.number)}.}} {rtf_text(page.title)}"
    yield _row([f"\\pard\\intbl\\keepn\\sa80\\ql\\fs22 {title}\\cell"], [TEXT_WIDTH], f"\\clbrdrb{THICK}", header=True)
    cells = ["\\pard\\intbl\\keepn\\ql\\fs20 \\cell", *(_header(one) for one in page.headers)]
    yield _row(cells, edges, f"\\clvertalb\\clbrdrt{THICK}\\clbrdrb{THIN}", header=True)


def _header(header: Header) -> str:
    size = f"\\line ({rtf_text(header.size)})" if header.size else ""
    return f"\\pard\\intbl\\keepn\\sb60\\sa60\\qc\\fs20 {{\\b {rtf_text(header.label)}}}{size}\\cell"


def _rows(page: Page, edges: Sequence[int], width: int) -> Iterator[str]:
    """Give the rows; a heading stays with the row below it, cells start where they line up under the header."""
    starts = [max(0, (width - 2 * GAP - int(DIGIT * digits)) // 2) for digits in page.widths]
    fixed = zip(page.lines["LABEL"], page.lines["INDENT"], page.lines["HEADING"], strict=True)
    texts = page.texts.itertuples(index=False, name=None)
    for number, ((label, indent, heading), cells) in enumerate(zip(fixed, texts, strict=True), start=1):
        stay = "\\keepn" if heading else ""
        left = STEP * indent + HANGING
        made = [f"\\pard\\intbl{stay}\\sb20\\sa20\\ql\\li{left}\\fi-{HANGING}\\fs20 {rtf_text(label)}\\cell"]
        made += [
            f"\\pard\\intbl{stay}\\sb20\\sa20\\ql\\li{start if is_number(text) else 0}\\fs20 {rtf_text(text)}\\cell"
            for start, text in zip(starts, cells, strict=True)
        ]
        yield _row(made, edges, f"\\clbrdrb{THIN}" if number == len(page.lines) else "")


def _row(cells: Sequence[str], edges: Sequence[int], border: str, *, header: bool = False) -> str:
    kind = "\\trhdr" if header else ""
    ends = "".join(f"{border}\\cellx{edge}" for edge in edges)
    return f"\\trowd\\trgaph{GAP}\\trleft0{kind}\\trkeep{ends}\n" + "\n".join(cells) + "\\row\n"


def _note(text: str) -> str:
    mark = f"{{\\b {rtf_text(text)}}}" if text == SYNTHETIC else rtf_text(text)
    return f"\\pard\\plain\\f0\\fs18\\sb40\\li{GAP}\\ql {mark}\\par\n"


def _field(name: str) -> str:
    return f"{{\\field{{\\*\\fldinst {name}}}{{\\fldrslt 1}}}}"
