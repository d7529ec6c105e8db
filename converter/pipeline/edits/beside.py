"""Differences of what stands beside datasets, as edits of study.yaml and define.yaml."""

from __future__ import annotations

from pathlib import PurePosixPath

from converter.compute.difference import Difference
from converter.pipeline.edits.edit import Compared, Edit, at, placed, told
from converter.plan.descriptions.standards import GUIDES
from converter.plan.descriptions.submission import DEFINE, STUDY
from converter.spec.described.description import Submission
from converter.spec.standards.guides import known_guides

WHO = ""
"""study.yaml among the documents of a study."""


def of_study(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of what is said of the study itself; what the file leaves blank is not said."""
    if one.new is None:
        return None
    value = compared.wanted[STUDY]["study"].get(one.path[1])
    return placed(compared.files, WHO, ("study", *one.path[1:]), one, value)


def of_dictionary(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of an external dictionary, which is written whole."""
    if one.new is None:
        return None
    value = compared.wanted[STUDY]["dictionaries"].get(one.path[1])
    return placed(compared.files, WHO, ("dictionaries", one.path[1]), one, value)


def of_codelist(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of a codelist or one of its terms; a new codelist is written whole."""
    if not compared.of_data and compared.makes:
        return None
    _, name, *rest = one.path
    files, data = compared.files, compared.wanted[STUDY].get("codelists", {})
    known = files.study.codelists.get(name)
    if known is None:
        return placed(files, WHO, ("codelists", name), one, data[name]) if name in data else None
    if rest[0] != "terms":
        value = at(data, (name, rest[0]))
        return None if one.new is None else placed(files, WHO, ("codelists", name, rest[0]), one, value)
    values = [term.value for term in known.terms]
    terms = {term["value"]: term for term in data.get(name, {}).get("terms", ())}
    number = values.index(rest[1]) if rest[1] in values else len(values)
    return placed(files, WHO, ("codelists", name, "terms", number), one, terms.get(rest[1]))


def of_shared(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of what a method or a comment has beside its text: an item of define.yaml, written whole.

    Of one that the file does not use nothing is said.
    """
    kind, text, *_ = one.path
    if one.new is None and text not in _texts(compared.new, kind):
        return None
    define = compared.files.define
    known = [each.text for each in (define.methods if kind == "methods" else define.comments)]
    number = known.index(text) if text in known else len(known)
    wanted = compared.wanted.get(DEFINE, {}).get(kind, ())
    value = next((each for each in wanted if " ".join(each["text"].split()) == " ".join(text.split())), None)
    return placed(compared.files, DEFINE, (kind, number), one, value)


def _texts(new: Submission, kind: str) -> set[str]:
    field = "method" if kind == "methods" else "comment"
    places = [place for one in new.datasets.values() for place in (*one.variables.values(), *one.value_level)]
    return {getattr(place, field) for place in (*places, *(new.datasets.values() if field == "comment" else ()))}


def of_document(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of a document, which is written whole; the file of one that study.yaml names is its own."""
    if one.new is None:
        return None
    name = one.path[1]
    value = at(dict(compared.wanted), (DEFINE, "documents", name))
    edit = placed(compared.files, DEFINE, ("documents", name), one, value)
    own = compared.files.study.documents.get(name)
    if own is None:
        return edit
    return edit if PurePosixPath(own).name == PurePosixPath(value["file"]).name else told(edit)


def of_display(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of a display that is described only: an item of define.yaml, written whole.

    Of one that the file does not describe nothing is said.
    """
    name = one.path[1]
    wanted = compared.wanted.get(DEFINE, {}).get("displays", ())
    value = next((each for each in wanted if each["name"] == name), None)
    if value is None:
        return None
    known = [each.name for each in compared.files.define.displays]
    number = known.index(name) if name in known else len(known)
    return placed(compared.files, DEFINE, ("displays", number), one, value)


def of_define(one: Difference, compared: Compared) -> Edit | None:
    """Give the edit of what is said of the whole define.xml, whose context is Submission where nobody says another."""
    if one.new is None or (one.path[1] == "context" and one.old is None and one.new == "Submission"):
        return None
    return placed(compared.files, DEFINE, one.path[1:], one, one.new)


def of_standard(one: Difference, compared: Compared) -> Edit | None:
    """Name a guide that the study leaves open; tell of another standard, unless it is a terminology of the study."""
    said = compared.files.study.standards
    own = {name.partition("-ct-")[2] for name in said.terminology}
    if one.new is None or any(version in one.path[1].split() for version in own if version):
        return None
    name, _, version = one.path[1].rpartition(" ")
    key = next((key for key, guide in GUIDES.items() if guide == name), "")
    if key and key not in said.model_fields_set and f"{key}-{version}" in known_guides():
        return placed(compared.files, WHO, ("standards", key), one, version)
    return told(placed(compared.files, DEFINE, one.path, one, None), "name it under standards: of define.yaml")
