"""define.xml by itself: what Define-XML 2.1 asks of its parts beyond what its schema can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from converter.check.define.links import DEF, name_of
from converter.issues import Issue

Node = etree._Element  # noqa: SLF001 - lxml names its elements so
NUMBERS = frozenset({"integer", "float"})
SIZED = NUMBERS | {"text"}
DATES = frozenset({"date", "time", "datetime", "partialDate", "partialTime", "partialDatetime", "incompleteDatetime"})
DATA_TYPES = SIZED | DATES | {"durationDatetime", "intervalDatetime"}
"""The data types of an item; the schema of ODM knows more, which Define-XML leaves out."""
ONE_VALUE = frozenset({"EQ", "NE", "LT", "LE", "GT", "GE"})
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NCI = "nci:ExtCodeID"


def check_form(root: Node) -> Iterator[Issue]:
    """Report parts of define.xml that lack what Define-XML 2.1 asks of them, each once with what it is.

    Of a file of another version its namespace is told by the schema, and nothing more here.
    """
    if DEF.strip("{}") not in root.nsmap.values():
        return
    yield from _fields(root)
    for tag, ask in ASKED.items():
        for node in root.iter(f"{{*}}{tag}"):
            for message in ask(node):
                yield Issue("define-form", "warning", "define.xml", message, value=name_of(node))


def _fields(root: Node) -> Iterator[Issue]:
    """Report variables whose field is called otherwise; that of a slice is its variable's."""
    variables = {ref.get("ItemOID") for ref in root.iterfind(".//{*}ItemGroupDef/{*}ItemRef")}
    for item in root.iterfind(".//{*}ItemDef"):
        name, field = item.get("Name", ""), item.get("SASFieldName")
        if item.get("OID") in variables and field not in {None, name}:
            message = f"SASFieldName is {field}, Name is {name}"
            yield Issue("define-form", "warning", "define.xml", message, value=name_of(item))


def _document(odm: Node) -> Iterator[str]:
    if odm.get("FileType") != "Snapshot":
        yield f"FileType is {odm.get('FileType')}, expected Snapshot"
    if not odm.get("ODMVersion", "").startswith("1.3"):
        yield f"ODMVersion is {odm.get('ODMVersion')}, expected 1.3.2"


def _standard(standard: Node) -> Iterator[str]:
    if standard.get("Type") == "CT":
        if not standard.get("PublishingSet"):
            yield "terminology without its PublishingSet"
        if not DAY.fullmatch(standard.get("Version", "")):
            yield f"the version of terminology is {standard.get('Version')}, expected a date"


def _group(group: Node) -> Iterator[str]:
    refs = group.findall("{*}ItemRef")
    keys = sorted(int(number) for ref in refs if (number := ref.get("KeySequence", "")).isdecimal())
    if refs and not keys:
        yield "no variable has a KeySequence"
    elif keys != [*range(1, len(keys) + 1)]:
        yield f"KeySequence is not 1, 2, 3, ...: {', '.join(map(str, keys))}"
    if group.get(f"{DEF}StandardOID") is None and group.get(f"{DEF}IsNonStandard") != "Yes":
        yield "neither a standard (StandardOID) nor IsNonStandard"
    if group.find("{*}leaf") is not None and group.get(f"{DEF}ArchiveLocationID") is None:
        yield "a file (leaf) and no ArchiveLocationID"


def _item(item: Node) -> Iterator[str]:
    kind = item.get("DataType", "")
    if kind not in DATA_TYPES:
        yield f"the data type {kind} is none of Define-XML"
    if kind in SIZED and item.get("Length") is None:
        yield f"Length is missing, the data type is {kind}"
    if (kind == "float") != (item.get("SignificantDigits") is not None):
        yield "SignificantDigits is missing" if kind == "float" else f"SignificantDigits, the data type is {kind}"


def _origin(origin: Node) -> Iterator[str]:
    if origin.get("Type") == "Predecessor" and not _text(origin):
        yield "the origin is Predecessor, and nothing says which"


def _codelist(codelist: Node) -> Iterator[str]:
    terms = [*codelist.iterfind("{*}CodeListItem"), *codelist.iterfind("{*}EnumeratedItem")]
    for attribute in ("CodedValue", "OrderNumber"):
        said = Counter(value for term in terms if (value := term.get(attribute)) is not None)
        yield from (f"{attribute} {value} stands several times" for value, n in said.items() if n > 1)
    for term in codelist.iterfind("{*}CodeListItem"):
        if not _text(term.find("{*}Decode")):
            yield f"'{term.get('CodedValue')}' has no decode"
    if codelist.get(f"{DEF}StandardOID") and all(one.get("Context") != NCI for one in codelist.iter("{*}Alias")):
        yield "a codelist of a standard, and neither it nor a term has a code"


def _dictionary(external: Node) -> Iterator[str]:
    for attribute in ("Dictionary", "Version"):
        if not external.get(attribute):
            yield f"an external codelist without its {attribute}"


def _value_list(values: Node) -> Iterator[str]:
    for ref in values.iterfind("{*}ItemRef"):
        if ref.find("{*}WhereClauseRef") is None:
            yield f"{ref.get('ItemOID')} of the value list has no condition"


def _check(check: Node) -> Iterator[str]:
    values = check.findall("{*}CheckValue")
    if check.get("Comparator") in ONE_VALUE and len(values) > 1:
        yield f"{check.get('Comparator')} is asked of {len(values)} values; of several it is IN or NOTIN"


def _described(part: Node) -> Iterator[str]:
    if not _text(part):
        yield "the description is blank"


def _text(node: Node | None) -> str:
    """Give the text of a node or of its description, in whichever language comes first."""
    if node is None:
        return ""
    texts = (one.text or "" for one in node.iterfind(".//{*}TranslatedText"))
    return next(filter(None, map(str.strip, texts)), "")


ASKED: dict[str, Callable[[Node], Iterator[str]]] = {
    "ODM": _document,
    "Standard": _standard,
    "ItemGroupDef": _group,
    "ItemDef": _item,
    "Origin": _origin,
    "CodeList": _codelist,
    "ExternalCodeList": _dictionary,
    "ValueListDef": _value_list,
    "RangeCheck": _check,
    "MethodDef": _described,
    "CommentDef": _described,
}
"""What is asked of each part of define.xml, by its tag."""
