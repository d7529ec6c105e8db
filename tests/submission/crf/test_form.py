"""The annotated form: its pages are those of define.xml, whoever drew it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from converter.errors import InputError
from converter.pipeline.inputs import raw_files
from converter.pipeline.planning import planned
from converter.pipeline.submission.annotated import Annotated, annotated_form
from converter.pipeline.submission.packaged import Submission, hand_in
from converter.submission.crf.pages import misplaced, pageless, write_pages
from converter.write.folder.manifest import entries

RECIST = Path(__file__).parents[2] / "studies" / "recist"
SDTM = "m5/datasets/stx01/tabulations/sdtm"


def annotated(study: Path) -> Annotated:
    plan = planned(study)
    was = {one.file: one.sha256 for one in entries(raw_files(plan, study / "raw"))}
    made = annotated_form(plan, study, study / "raw", was)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def drawn() -> Annotated:
    return annotated(RECIST)


def texts(pdf: bytes) -> list[list[str]]:
    pages = PdfReader(BytesIO(pdf)).pages
    return [[str(one.get_object()["/Contents"]) for one in page.get("/Annots", ())] for page in pages]


def bookmarks(items: Sequence[object], level: int = 0) -> Iterator[tuple[int, str]]:
    for one in items:
        if isinstance(one, list):
            yield from bookmarks(one, level + 1)
        else:
            yield level, str(one.title)  # type: ignore[attr-defined]


def test_each_page_of_define_xml_is_one_where_the_annotation_stands(handed: Submission) -> None:
    root = etree.parse(handed.folder / SDTM / "define.xml").getroot()
    form = (handed.folder / SDTM / "acrf.pdf").read_bytes()
    assert [*misplaced(root, form)] == []
    assert [*pageless(root)] == []
    said = root.find(".//{*}ItemDef[@OID='IT.AE.AETERM']/{*}Origin/{*}DocumentRef/{*}PDFPageRef")
    assert said is not None
    (page,) = [number for number, every in enumerate(texts(form), start=1) if "AETERM" in every]
    assert said.attrib == {"PageRefs": str(page), "Type": "PhysicalRef"}


def test_a_page_without_the_annotation_is_told(handed: Submission) -> None:
    root = etree.parse(handed.folder / SDTM / "define.xml").getroot()
    form = (handed.folder / SDTM / "acrf.pdf").read_bytes()
    said = root.find(".//{*}ItemDef[@OID='IT.DM.SEX']/{*}Origin/{*}DocumentRef/{*}PDFPageRef")
    assert said is not None
    said.set("PageRefs", "99")
    assert [*misplaced(root, form)] == ["DM.SEX: no annotation of it stands on page 99 of acrf.pdf"]
    origin = root.find(".//{*}ItemDef[@OID='IT.DM.RACE']/{*}Origin")
    assert origin is not None
    origin.remove(origin[0])
    assert [*pageless(root)] == ["DM.RACE: was collected, and no form has an annotation of it"]


def test_a_column_that_no_domain_takes_is_not_submitted(tmp_path: Path) -> None:
    study = Path(shutil.copytree(RECIST, tmp_path / "study"))
    lines = (study / "raw/ae.csv").read_text(encoding="utf-8").splitlines()
    more = [f"{lines[0]},REMARK,TERM_CODED", *(f"{line},," for line in lines[1:])]
    (study / "raw/ae.csv").write_text("\n".join(more) + "\n", encoding="utf-8")
    (form,) = [one for one in annotated(study).forms if one.table == "ae"]
    found = {one.column: [each.text for each in one.annotations] for one in form.fields}
    assert found["REMARK"] == ["[NOT SUBMITTED]"]
    assert "TERM_CODED" not in found
    assert "SUBJECT" not in found


def test_each_dataset_of_a_page_has_a_colour_and_stands_at_its_head(drawn: Annotated) -> None:
    (page,) = [every for every in texts(drawn.pdf) if "DSSTDTC" in every and "SEX" in every]
    assert page[:2] == ["DM = Demographics", "DS = Disposition"]
    fills: dict[tuple[str | None, str | None], set[str | None]] = {}
    for one in etree.fromstring(drawn.xfdf).iterfind(".//{*}freetext"):
        fills.setdefault((one.get("page"), one.get("subject")), set()).add(one.get("color"))
    assert {len(every) for every in fills.values()} == {1}


def test_bookmarks_lead_to_each_form_by_visit_and_by_name(drawn: Annotated) -> None:
    found = [*bookmarks(PdfReader(BytesIO(drawn.pdf)).outline)]
    assert [title for level, title in found if level == 0] == ["Visits", "Forms"]
    visits = [title for level, title in found[: found.index((0, "Forms"))] if level == 1]
    assert visits[:3] == ["SCREENING", "WEEK 4", "WEEK 8"]
    assert visits[-1] == "Not of one visit"


def test_the_same_exports_give_the_same_form(drawn: Annotated) -> None:
    again = annotated(RECIST)
    assert (again.pdf, again.xfdf) == (drawn.pdf, drawn.xfdf)


def sponsors(study: Path, words: list[str], said: str) -> Path:
    """Give a study with a blank form of the sponsor: a page that bears no field, and one with these words."""
    canvas = Canvas(str(study / "blank.pdf"), pagesize=letter)
    canvas.drawString(72, 700, "Table of contents")
    canvas.showPage()
    for number, word in enumerate(words):
        canvas.drawString(72, 640 - 40 * number, word)
    canvas.save()
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\ncrf: {{file: blank.pdf, {said}}}\n")
    return study


def test_annotations_lie_beside_their_words_on_the_sponsors_form(tmp_path: Path) -> None:
    study = Path(shutil.copytree(RECIST, tmp_path / "study"))
    words = ["SITE", "Sex of the subject", "AGE", "RACE", "ETHNIC", "COUNTRY", "CONSENT", "SUBJECT"]
    labels = "labels: {demog: {SEX: Sex of the subject}}"
    made = annotated(sponsors(study, words, f"forms: {{demog: [2]}}, {labels}"))
    page = PdfReader(BytesIO(made.pdf)).pages[1]
    at = {str(one.get_object()["/Contents"]): float(one.get_object()["/Rect"][1]) for one in page.get("/Annots", ())}
    assert abs(at["SEX"] - 600) < 10
    assert abs(at["AGE"] - 560) < 10
    assert made.pages["DM", "SEX", ""] == (2,)
    assert "crf: forms: names no page of the form 'ae'" in made.told
    assert not [one for one in made.told if "demog" in one]


def boxes(pdf: bytes) -> list[list[tuple[float, ...]]]:
    pages = PdfReader(BytesIO(pdf)).pages
    return [[tuple(map(float, one.get_object()["/Rect"])) for one in page.get("/Annots", ())] for page in pages]


def meets(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def crowded(study: Path, turned: int = 0, origin: float = 0) -> Path:
    """Give a study with a dense blank form: a line each 14 points, choices beside each field."""
    columns = ["DRUG", "DOSE", "START", "STOP"]
    canvas = Canvas(str(study / "blank.pdf"), pagesize=letter)
    canvas.drawString(72, 720, "FORM dose")
    for number, column in enumerate(columns):
        canvas.drawString(72, 700 - 14 * number, f"{column}:")
        canvas.drawString(300, 700 - 14 * number, "[ ] first choice   [ ] second choice")
    canvas.save()
    writer = PdfWriter(clone_from=study / "blank.pdf")
    writer.pages[0].rotate(turned)
    writer.pages[0].mediabox = writer.pages[0].cropbox = RectangleObject((-origin, -origin, 612, 792))
    writer.write(study / "blank.pdf")
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("\ncrf: {file: blank.pdf, forms: {dose: [1]}}\n")
    return study


@pytest.mark.parametrize(("turned", "origin"), [(0, 0), (90, 0), (270, 0), (0, 40)])
def test_annotations_cover_neither_each_other_nor_what_is_printed(turned: int, origin: float, tmp_path: Path) -> None:
    made = annotated(crowded(Path(shutil.copytree(RECIST, tmp_path / "study")), turned, origin))
    (laid,) = boxes(made.pdf)
    assert not [(one, other) for one, other in combinations(laid, 2) if meets(one, other)]
    page = PdfReader(BytesIO(made.pdf)).pages[0]
    left, bottom, right, top = map(float, page.cropbox)
    assert all(left <= box[0] and bottom <= box[1] and box[2] <= right and box[3] <= top for box in laid)
    if not turned:
        choices = [(300.0, 697.0 - 14 * number, 465.0, 708.0 - 14 * number) for number in range(4)]
        assert not [box for box in laid if any(meets(box, one) for one in choices)]


def test_a_field_is_the_line_that_begins_with_its_words(tmp_path: Path) -> None:
    made = annotated(crowded(Path(shutil.copytree(RECIST, tmp_path / "study"))))
    at = dict(zip(texts(made.pdf)[0], boxes(made.pdf)[0], strict=True))
    assert abs(at["EXDOSE"][1] - 686) < 10  # beside DOSE, not beside the title 'FORM dose'


def test_a_form_that_wants_a_password_is_refused(tmp_path: Path) -> None:
    study = crowded(Path(shutil.copytree(RECIST, tmp_path / "study")))
    writer = PdfWriter(clone_from=study / "blank.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(study / "blank.pdf")
    with pytest.raises(InputError, match=r"crf: file: cannot be read as PDF: .*; save it without a password"):
        annotated(study)


def whole_form(study: Path) -> Path:
    """Give a study with a blank form of the sponsor for each raw table, the last table first, behind a title page."""
    canvas, pages = Canvas(str(study / "blank.pdf"), pagesize=letter), []
    canvas.drawString(72, 720, "Case report form")
    for number, path in enumerate(sorted((study / "raw").glob("*.csv"), reverse=True), start=2):
        canvas.showPage()
        pages.append(f"{path.stem}: [{number}]")
        for line, column in enumerate(path.read_text(encoding="utf-8").splitlines()[0].split(",")):
            canvas.drawString(72, 700 - 30 * line, column)
    canvas.save()
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\ncrf: {{file: blank.pdf, forms: {{{', '.join(pages)}}}}}\n")
    return study


@pytest.mark.parametrize("whose", ["drawn", "of the sponsor"])
def test_every_page_that_define_xml_names_bears_an_annotation_of_the_variable(
    whose: str, handed: Submission, tmp_path: Path
) -> None:
    if whose == "of the sponsor":
        handed = hand_in(whole_form(Path(shutil.copytree(RECIST, tmp_path / "study"))), tmp_path / "out")
    form = texts((handed.folder / SDTM / "acrf.pdf").read_bytes())
    items = [*etree.parse(handed.folder / SDTM / "define.xml").getroot().iterfind(".//{*}ItemDef")]
    said = [
        (item.get("Name"), int(page))
        for item in items
        for reference in item.iterfind("{*}Origin/{*}DocumentRef/{*}PDFPageRef")
        for page in reference.get("PageRefs", "").split()
    ]
    assert len(said) > 50
    assert [one for one in said if not any(re.search(rf"\b{one[0]}\b", text) for text in form[one[1] - 1])] == []
    assert {page for _, page in said} <= {number for number, every in enumerate(form, start=1) if every}
    outcomes = {one.criterion.id: one.told for one in handed.gate.judged}
    assert (outcomes["pages"], outcomes["origins"]) == ((), ())


def test_text_that_goes_on_in_a_variable_with_a_number_has_the_pages_of_the_first() -> None:
    root = etree.fromstring(
        '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><Study><MetaDataVersion><ItemGroupDef Name="CO"/>'
        '<ItemDef OID="IT.CO.COVAL" Name="COVAL"><Origin Type="Collected"/></ItemDef>'
        '<ItemDef OID="IT.CO.COVAL1" Name="COVAL1"><Origin Type="Collected"/></ItemDef>'
        "</MetaDataVersion></Study></ODM>"
    )
    write_pages(root, {("CO", "COVAL", ""): (7, 9)})
    assert [one.get("PageRefs") for one in root.iter("{*}PDFPageRef")] == ["7 9", "7 9"]
    assert [*pageless(root)] == []


def test_words_that_are_not_printed_are_told_and_annotated_all_the_same(tmp_path: Path) -> None:
    study = Path(shutil.copytree(RECIST, tmp_path / "study"))
    made = annotated(sponsors(study, ["SITE"], "forms: {demog: [2]}"))
    says = "crf: 'SEX' of demog.SEX is not printed on the pages of its form; say under labels: what is"
    assert says in made.told
    assert "SEX" in texts(made.pdf)[1]


def test_pages_that_the_form_has_not_and_files_that_are_none_are_refused(tmp_path: Path) -> None:
    study = Path(shutil.copytree(RECIST, tmp_path / "study"))
    sponsors(study, [], "forms: {demog: [7]}")
    with pytest.raises(InputError, match="crf: forms: names page 7, and the file has 1"):
        annotated(study)
    (study / "blank.pdf").write_bytes(b"none")
    with pytest.raises(InputError, match="crf: file: cannot be read as PDF"):
        annotated(study)


def test_exports_that_changed_since_are_refused(tmp_path: Path) -> None:
    plan = planned(RECIST)
    with pytest.raises(InputError, match=r"has changed since the package was made: raw/ae.csv"):
        annotated_form(plan, RECIST, RECIST / "raw", {})
    assert not [*tmp_path.iterdir()]
