"""The annotated form: annotations as a reader of PDF knows them, with bookmarks by visit and by form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from converter.submission.crf.forms import RUNNING, Form
from converter.submission.crf.place import INSET, SIZE, Laid

PRINTED = 4
"""The flag of an annotation that is printed."""
BY_VISIT, BY_FORM = "Visits", "Forms"


def annotate(
    blank: bytes,
    laid: Sequence[Laid],
    forms: Sequence[Form],
    pages: Mapping[str, tuple[int, ...]],
    visits: Sequence[str],
) -> bytes:
    """Lay annotations on a blank form, and bookmark its pages; `pages` are those of each table, `visits` in order."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(blank)))
    for number, one in enumerate(laid, start=1):
        page = writer.pages[one.spot.page - 1]
        held = page.get("/Annots")
        every = ArrayObject(held.get_object() if held is not None else ())
        every.append(writer._add_object(_annotation(writer, one, number)))  # noqa: SLF001 - pypdf has no other way
        page[NameObject("/Annots")] = every
    _bookmark(writer, forms, pages, visits)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _annotation(writer: PdfWriter, one: Laid, number: int) -> DictionaryObject:
    """Make a free text with its appearance, for many readers draw none of their own."""
    look = writer._add_object(_appearance(one))  # noqa: SLF001
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): ArrayObject(FloatObject(round(at, 2)) for at in one.box),
            NameObject("/Contents"): TextStringObject(one.text),
            NameObject("/NM"): TextStringObject(f"annotation-{number}"),
            NameObject("/Subj"): TextStringObject(one.dataset),
            NameObject("/DA"): TextStringObject(f"/Helv {SIZE} Tf 0 g"),
            NameObject("/C"): ArrayObject(FloatObject(part) for part in _rgb(one.fill)),
            NameObject("/F"): NumberObject(PRINTED),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): look}),
        }
    )


def _appearance(one: Laid) -> StreamObject:
    left, bottom, right, top = one.box
    wide, high = right - left, top - bottom
    face = {"/Type": "/Font", "/Subtype": "/Type1", "/Encoding": "/WinAnsiEncoding"}
    face["/BaseFont"] = "/Helvetica-Bold" if one.is_head else "/Helvetica"
    fonts = DictionaryObject({NameObject("/Helv"): DictionaryObject(_names(face))})
    stream = StreamObject()
    stream.update(
        {
            **_names({"/Type": "/XObject", "/Subtype": "/Form"}),
            NameObject("/BBox"): ArrayObject(FloatObject(round(at, 2)) for at in (0, 0, wide, high)),
            NameObject("/Resources"): DictionaryObject({NameObject("/Font"): fonts}),
        }
    )
    red, green, blue = _rgb(one.fill)
    text = one.text.encode("cp1252", "replace").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    box = f"{red} {green} {blue} rg 0 G 0.5 w 0.25 0.25 {wide - 0.5:.2f} {high - 0.5:.2f} re B"
    size = SIZE if not one.is_head else SIZE - 0.4
    stream.set_data(f"q {box} Q BT /Helv {size} Tf 0 g {INSET} {INSET} Td (".encode() + text + b") Tj ET")
    return stream


def _names(said: Mapping[str, str]) -> dict[NameObject, NameObject]:
    return {NameObject(key): NameObject(value) for key, value in said.items()}


def _rgb(fill: str) -> tuple[float, ...]:
    return tuple(round(int(fill[at : at + 2], 16) / 255, 3) for at in (1, 3, 5))


def _bookmark(
    writer: PdfWriter, forms: Sequence[Form], pages: Mapping[str, tuple[int, ...]], visits: Sequence[str]
) -> None:
    """Bookmark the forms of each visit, then each form; both lead to the same pages."""
    known = [form for form in forms if pages.get(form.table)]
    if not known:
        return
    first = {form.table: pages[form.table][0] - 1 for form in known}
    top = writer.add_outline_item(title=BY_VISIT, page_number=first[known[0].table])
    for visit in (*visits, RUNNING):
        of_visit = [form for form in known if visit in form.visits]
        if of_visit:
            below = writer.add_outline_item(title=visit, page_number=first[of_visit[0].table], parent=top)
            for form in of_visit:
                writer.add_outline_item(title=form.title, page_number=first[form.table], parent=below)
    top = writer.add_outline_item(title=BY_FORM, page_number=first[known[0].table])
    for form in sorted(known, key=lambda one: one.title.lower()):
        writer.add_outline_item(title=form.title, page_number=first[form.table], parent=top)
