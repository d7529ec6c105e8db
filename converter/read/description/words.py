"""The words of specifications in those of Define-XML 2.1: classes, data types, origins, pages, flags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from converter.spec.dataset import DataType, OriginSource, OriginType
from converter.spec.package.pages import page_numbers, page_range
from converter.spec.standards.standard import CODE, DatasetClass

Said = dict[str, Any]
"""Keys of a description with what is said of them, as YAML has it."""

CLASSES: Mapping[str, DatasetClass] = {
    **{name.lower(): name for name in get_args(DatasetClass)},
    "adsl": "SUBJECT LEVEL ANALYSIS DATASET",
    "bds": "BASIC DATA STRUCTURE",
    "occds": "OCCURRENCE DATA STRUCTURE",
    "adae": "OCCURRENCE DATA STRUCTURE",
    "other": "ADAM OTHER",
    "special purpose domains": "SPECIAL PURPOSE",
    "relationships": "RELATIONSHIP",
}
"""Classes by the words for them, in small letters without hyphens; those after ours are of sponsors."""
TYPES: Mapping[str, Said] = {
    **{name.lower(): {"data_type": name} for name in get_args(DataType)},
    **{word: {"type": "Char"} for word in ("char", "character", "string")},
    **{word: {"type": "Num"} for word in ("num", "numeric", "number")},
    "double": {"data_type": "float"},
    "decimal": {"data_type": "float"},
}
"""Data types by the words for them, in small letters."""
ORIGINS: Mapping[str, Said] = {
    **{name.lower(): {"type": name} for name in get_args(OriginType)},
    "crf": {"type": "Collected", "source": "Investigator"},
    "crf page": {"type": "Collected", "source": "Investigator"},
    "edt": {"type": "Collected", "source": "Vendor"},
    **{word: {"type": "Collected", "source": "Investigator"} for word in ("ecrf", "ecrf page", "crf pages", "edc")},
    "electronic data transfer": {"type": "Collected", "source": "Vendor"},
    **{word: {"type": "Derived"} for word in ("calculated", "computed")},
}
"""Origins by the words for them, in small letters; CRF and eDT are those of Define-XML 2.0, those below of sponsors."""
BY_SPONSOR = frozenset({"Derived", "Assigned", "Protocol"})
"""Origins that Define-XML 2.0 gives without a source, and that are the sponsor's."""
SOURCES: Mapping[str, str] = {name.lower(): name for name in get_args(OriginSource)}
Purpose = Literal["Tabulation", "Analysis"]
PURPOSES: Mapping[str, Purpose] = {"tabulation": "Tabulation", "analysis": "Analysis"}
ANALYSIS = frozenset(
    name for name in get_args(DatasetClass) if "STRUCTURE" in name or "ADAM" in name or "ANALYSIS" in name
)
"""Classes of analysis datasets."""
FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "y", "true", "1", "x"), True),
    **dict.fromkeys(("no", "n", "false", "0"), False),
}
NUMBERS = frozenset({"integer", "float"})
GUIDES: Mapping[str, str] = {
    "cdisc sdtm": "SDTMIG",
    "sdtm": "SDTMIG",
    "sdtm ig": "SDTMIG",
    "sdtm implementation guide": "SDTMIG",
    "sdtmig": "SDTMIG",
    "stdtmig": "SDTMIG",
    "cdisc adam": "ADaMIG",
    "adam": "ADaMIG",
    "adam ig": "ADaMIG",
    "adam implementation guide": "ADaMIG",
    "adamig": "ADaMIG",
    "cdisc send": "SENDIG",
    "sendig": "SENDIG",
    "cdisc/nci": "CDISC/NCI",
}
"""Names of standards in those of Define-XML 2.1, by what specifications write, in small letters."""
_ON_PAGES = re.compile(r"(e?crf(?: pages?| p\.?)?)[ :]+([0-9][0-9 ,;-]*)", re.IGNORECASE)
_COPIED = re.compile(r"(?i:predecessor|copied from)[ :]+((?i:[A-Z][A-Z0-9]{1,7}\.[A-Z][A-Z0-9_]{0,7}))")
_VARIABLE = re.compile(r"([A-Z][A-Z0-9]{1,7}\.(?!PDF$|TXT$|DOCX?$|XLSX?$|XML$)[A-Z][A-Z0-9_]{0,7})")
"""A variable of a dataset, which is written in capitals; a file is none."""
_WHOLE = re.compile(r"([0-9]+)(?:\.0+)?")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_PREDECESSOR = re.compile(r"[A-Z][A-Z0-9]{1,7}\.[A-Z][A-Z0-9_]{0,7}")


def cleaned(text: str) -> str:
    """Give a text without what nobody sees: no-break spaces, blanks at the ends of lines, other ends of lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").split("\n")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip()


def whole(text: str) -> int | None:
    """Read a whole number that may be written 12.0; nothing where it is none."""
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def flag(text: str) -> bool | None:
    """Read yes or no in whatever form; nothing where it is neither."""
    return FLAGS.get(text.lower())


def class_of(text: str) -> DatasetClass | None:
    """Give the class of a dataset in the words of Define-XML 2.1; nothing where the text is none."""
    return CLASSES.get(text.lower().replace("-", " "))


def guide_of(text: str) -> str:
    """Give the name of a standard in the words of Define-XML 2.1, or the text where it is another one."""
    return GUIDES.get(text.lower().replace("-", " "), GUIDES.get(text.lower(), text))


def purpose_of(name: str, said: str, kind: DatasetClass | None) -> Purpose:
    """Tell whether a dataset is of SDTM or of analysis: as it says, else by its class, else by its name."""
    if said.lower() in PURPOSES:
        return PURPOSES[said.lower()]
    if kind is not None:
        return "Analysis" if kind in ANALYSIS else "Tabulation"
    return "Analysis" if name.startswith("AD") and len(name) > CODE else "Tabulation"


def pages_of(text: str, document: str) -> Said:
    """Give pages of a document as an origin says them: numbers of the annotated CRF, else a place in a document."""
    if not text:
        return {}
    if document == "acrf" and not page_range(text) and (numbers := page_numbers(text)):
        return {"pages": list(numbers)}
    return {"documents": [{"document": document, "pages": text}]}


def origin_words(text: str) -> tuple[str, str, str]:
    """Part the text of an origin into its word, pages and predecessor: of `CRF Page 12`, of `Predecessor: DM.AGE`."""
    if found := _ON_PAGES.fullmatch(text):
        return "CRF", found[2].rstrip(" ,;-"), ""
    if found := _COPIED.fullmatch(text) or _VARIABLE.fullmatch(text):
        return "Predecessor", "", found[1].upper()
    return text, "", ""


def predecessor_of(text: str) -> Said:
    """Give what an origin says of a predecessor: the variable where the text is its name, else the text."""
    if not text:
        return {}
    return {"predecessor": text} if _PREDECESSOR.fullmatch(text) else {"text": text}
