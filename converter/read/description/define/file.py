"""A define.xml of versions 2.0 and 2.1, whoever wrote it, as the description of a submission."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from converter.compute.xml import parse_xml
from converter.errors import InputError
from converter.read.description.define.codes import codelists_of, dictionaries_of
from converter.read.description.define.elements import DEFINE_1, NCI, attribute, described, flag_of, name_of, version_of
from converter.read.description.define.items import list_of, slices_of, variable_of
from converter.read.description.define.parts import Parts, parts_of, text_below
from converter.read.description.define.results import displays_of
from converter.read.description.words import class_of, guide_of, purpose_of
from converter.spec.dataset import ValueLevel
from converter.spec.described.columns import Columns
from converter.spec.described.description import (
    ACRF,
    NO_RECORDS,
    DefineFile,
    DescribedDataset,
    DescribedStudy,
    DocumentFile,
    Note,
    SharedComment,
    SharedMethod,
    Submission,
    UsedStandard,
)
from converter.spec.domain import VariableChange

ALIASES = frozenset({NCI, "DomainDescription"})
"""What an alias may be: a C-code, or the description of the domain of a dataset that is called otherwise."""
NAMELESS = "ItemDef: a variable without a name; not kept"
GUIDE = ("StandardName", "StandardVersion")


def read_define(path: Path, columns: Columns) -> tuple[Submission, tuple[Note, ...]]:
    """Read a define.xml as `define_submission` does: its words are those of the standard, whatever `columns` say."""
    del columns
    return define_submission(path)


def define_submission(path: Path) -> tuple[Submission, tuple[Note, ...]]:
    """Read a define.xml, and tell what of it is taken otherwise or not kept, line by line; it need not be valid.

    Raises InputError for XML that is broken or unsafe, and for what is no Define-XML 2.
    """
    root = parse_xml(path)
    metadata = root.find(".//{*}MetaDataVersion")
    if metadata is None or root.find(".//{*}ItemGroupDef") is None:
        message = f"{path.name}: no Define-XML: it describes no dataset"
        raise InputError(message)
    version = version_of(root)
    if version.startswith("1"):
        message = f"{path.name}: {DEFINE_1}"
        raise InputError(message)
    parts = parts_of(metadata)
    submission = Submission(
        study=_study(root),
        standards=tuple(_standards(metadata, parts)),
        datasets=dict(_datasets(metadata, parts)),
        codelists=codelists_of(parts),
        dictionaries=dictionaries_of(parts),
        define=_define(root, metadata, parts),
    )
    _tell_rest(metadata, parts)
    return submission.model_copy(update={"places": parts.places}), tuple(parts.notes)


def _study(root: etree._Element) -> DescribedStudy:
    said = {
        key: (root.findtext(f".//{{*}}GlobalVariables/{{*}}{name}") or "").strip()
        for key, name in (("name", "StudyName"), ("description", "StudyDescription"), ("protocol", "ProtocolName"))
    }
    try:
        created = date.fromisoformat(root.get("CreationDateTime", "")[:10])
    except ValueError:
        created = None
    return DescribedStudy(**said, created=created)


def _standards(metadata: etree._Element, parts: Parts) -> Iterator[UsedStandard]:
    """Give the standards: elements of 2.1, attributes of 2.0; a name that is misspelt is told."""
    for one in metadata.iterfind("{*}Standards/{*}Standard"):
        name = guide_of(one.get("Name", ""))
        if name != one.get("Name"):
            parts.tell(one, f"Standard Name: not one of Define-XML 2.1; taken as {name}", one.get("Name", ""))
        comment = text_below(metadata, "CommentDef", attribute(one, "CommentOID"))
        yield UsedStandard(
            name=name,
            version=one.get("Version", ""),
            type="CT" if one.get("Type") == "CT" else "IG",
            publishing_set=one.get("PublishingSet", ""),
            status=one.get("Status", ""),
            comment=comment,
        )
    name, version = (attribute(metadata, key) for key in GUIDE)
    if name:
        yield UsedStandard(name=guide_of(name), version=version)


def _define(root: etree._Element, metadata: etree._Element, parts: Parts) -> DefineFile:
    """Give what methods and comments have beside their text, and the documents."""
    used = [one for oid, one in parts.methods.items() if oid in parts.used]
    methods: dict[str, SharedMethod] = {
        one.text: one for one in used if one.code or one.documents or one.type != "Computation"
    }
    named = _named_comments(metadata)
    beside = (one for oid, one in parts.comments.items() if one.documents and oid in named)
    comments: dict[str, SharedComment] = {one.text: one for one in beside}
    context = attribute(root, "Context")
    return DefineFile(
        context="Submission" if context == "Submission" else "Other" if context == "Other" else "",
        comment=text_below(metadata, "CommentDef", attribute(metadata, "CommentOID")),
        methods=tuple(methods.values()),
        comments=tuple(comments.values()),
        documents=dict(_documents(metadata, parts)),
        displays=tuple(displays_of(metadata, parts)),
    )


def _documents(metadata: etree._Element, parts: Parts) -> Iterator[tuple[str, DocumentFile]]:
    """Give the documents; those that stand neither as annotated CRF nor as supplemental are only referred to."""
    kinds = ("{*}AnnotatedCRF/{*}DocumentRef", "{*}SupplementalDoc/{*}DocumentRef")
    listed = {one.get("leafID") for kind in kinds for one in metadata.iterfind(kind)}
    for oid, (file, title) in parts.leafs.items():
        name = parts.documents[oid]
        said = "" if title == name else title
        yield name, DocumentFile(file=file, title=said, only_referred=oid not in listed and name != ACRF)


def _datasets(metadata: etree._Element, parts: Parts) -> Iterator[tuple[str, DescribedDataset]]:
    seen: set[str] = set()
    for group in metadata.iterfind("{*}ItemGroupDef"):
        name = group.get("Name", "").upper()
        if name in seen or not name:
            parts.tell(group, "ItemGroupDef: a dataset that stands twice; the first is kept", name, lost=True)
            continue
        seen.add(name)
        parts.put(group, "datasets", name)
        yield name, _dataset(name, group, parts)


def _dataset(name: str, group: etree._Element, parts: Parts) -> DescribedDataset:
    said = attribute(group, "Class") or name_of(group.find("{*}Class"))
    kind = class_of(said)
    if said and kind is None:
        parts.tell(group, "Class: not a class of Define-XML 2.1; taken from the guide", said, lost=True)
    found = sorted((one for one in group.iterfind("{*}ItemRef") if _is_defined(one, parts)), key=_number)
    variables: dict[str, VariableChange] = {}
    levels: dict[str, list[ValueLevel]] = {}
    for reference in found:
        item = parts.items[reference.get("ItemOID", "")]
        variable = item.get("Name", "").upper()
        if variable in variables or not variable:
            told = "ItemRef: a variable that stands twice; the first is kept" if variable else NAMELESS
            parts.tell(reference, told, variable or item.get("OID", ""), lost=True)
            continue
        variables[variable] = variable_of(reference, item, parts)
        parts.put(item, "datasets", name, "variables", variable)
        levels.setdefault(list_of(item), []).extend(slices_of(item, variable, name, parts))
    _tell_names(group, name, parts)
    comment = parts.comment(attribute(group, "CommentOID"), group)
    purpose = purpose_of(name, group.get("Purpose", ""), kind)
    return DescribedDataset(
        name=name,
        label=described(group),
        class_=kind,
        subclass=name_of(group.find("{*}Class/{*}SubClass")).upper(),
        domain="" if purpose == "Analysis" else group.get("Domain", "").upper(),
        purpose=purpose,
        structure=attribute(group, "Structure"),
        keys=_keys(found, parts),
        repeating=flag_of(group, "Repeating"),
        reference_data=flag_of(group, "IsReferenceData"),
        has_data=not flag_of(group, "HasNoData"),
        standard=parts.standard(attribute(group, "StandardOID")),
        is_standard=False if flag_of(group, "IsNonStandard") else None,
        comment="" if comment == NO_RECORDS else comment,
        variables=variables,
        value_level=tuple(level for oid in parts.lists for level in levels.get(oid, ())),
    )


def _keys(found: list[etree._Element], parts: Parts) -> tuple[str, ...]:
    for one in found:
        if one.get("KeySequence") and not one.get("KeySequence", "").isdecimal():
            parts.tell(one, "KeySequence: expected a whole number; not kept", one.get("KeySequence", ""), lost=True)
    keyed = [one for one in found if (one.get("KeySequence") or "").isdecimal()]
    ordered = sorted(keyed, key=lambda one: int(one.get("KeySequence", "0")))
    return tuple(parts.items[one.get("ItemOID", "")].get("Name", "").upper() for one in ordered)


def _number(reference: etree._Element) -> int:
    """Give the place of a variable; one without a number comes last, and stays where none has one."""
    text = reference.get("OrderNumber", "")
    return int(text) if text.isdecimal() else sys.maxsize


def _is_defined(reference: etree._Element, parts: Parts) -> bool:
    oid = reference.get("ItemOID", "")
    if oid not in parts.items:
        parts.tell(reference, "ItemRef: the item is not defined; not kept", oid, lost=True)
    return oid in parts.items


def _tell_names(group: etree._Element, name: str, parts: Parts) -> None:
    sas = group.get("SASDatasetName", name)
    if sas.upper() != name:
        parts.tell(group, "SASDatasetName: not the name of the dataset; made anew", sas)


def _tell_rest(metadata: etree._Element, parts: Parts) -> None:
    """Tell what nothing refers to."""
    for oid, one in parts.method_elements.items():
        if oid not in parts.used:
            parts.tell(one, "MethodDef: nothing refers to it; not kept", oid, lost=True)
    for oid, one in parts.items.items():
        if oid not in parts.used:
            parts.tell(one, "ItemDef: nothing refers to it; not kept", oid, lost=True)
    _tell_beside(metadata, parts)


def _named_comments(metadata: etree._Element) -> frozenset[str]:
    """Give the identifiers of comments that something refers to."""
    every = (pair for one in metadata.iter() for pair in one.attrib.items())
    return frozenset(str(text) for key, text in every if str(key).endswith("CommentOID"))


def _tell_beside(metadata: etree._Element, parts: Parts) -> None:
    """Tell what we have no place for: aliases of others, codelists of roles, further languages, unused comments."""
    for one in metadata.iter("{*}Alias"):
        if one.get("Context") not in ALIASES:
            kind = "Alias: not of NCI and no description of a domain; not kept"
            parts.tell(one, kind, f"{one.get('Context', '')} {one.get('Name', '')}".strip(), lost=True)
    for one in metadata.iterfind("{*}ItemGroupDef/{*}ItemRef"):
        if one.get("RoleCodeListOID"):
            parts.tell(one, "RoleCodeListOID: not kept", one.get("RoleCodeListOID", ""), lost=True)
    for one in (*metadata.iter("{*}Description"), *metadata.iter("{*}Decode")):
        for other in one.findall("{*}TranslatedText")[1:]:
            parts.tell(other, "TranslatedText: the first of several languages is kept", other.text or "", lost=True)
    named = _named_comments(metadata)
    for one in metadata.iterfind("{*}CommentDef"):
        if one.get("OID", "") not in named:
            parts.tell(one, "CommentDef: nothing refers to it; not kept", one.get("OID", ""), lost=True)
