"""The Define-XML document: standards, datasets, methods, comments, files, in the order of the schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from lxml import etree

from converter.compute.describing.facts import DatasetFacts
from converter.compute.xml import xml_text
from converter.spec.dataset import DatasetSpec
from converter.spec.described.description import ACRF, DefineFile, SharedComment, SharedMethod
from converter.steps import Plan
from converter.write.define.codelists import codelist_elements, collect_codelists
from converter.write.define.described_results import displays_in, joins_in, selected_in
from converter.write.define.items import comments, item_defs, item_group, methods
from converter.write.define.names import KINDS, described, element, metadata_oid, study_description, study_oid
from converter.write.define.references import document_refs, leaf_id
from converter.write.define.results_metadata import results_metadata, selected
from converter.write.define.standards import GUIDE, packages_of, standard_comments, standards_element, standards_of
from converter.write.define.value_list import value_lists, where_clauses

DEFINE_VERSION = "2.1.0"
METADATA = "COM.MDV"
"""The comment on the whole of a define.xml."""


@dataclass(frozen=True)
class Files:
    """Files that define.xml refers to: of each dataset, document ('acrf' is the annotated CRF) and display."""

    datasets: Mapping[str, str]
    documents: Mapping[str, str]
    displays: Mapping[str, str]


def define_document(
    specs: Sequence[DatasetSpec], facts: Mapping[str, DatasetFacts], plan: Plan, created: datetime, files: Files
) -> etree._Element:
    """Make the ODM root of a Define-XML 2.1 document."""
    study = plan.study.study
    purpose = specs[0].purpose if specs else "Tabulation"
    variables = element("GlobalVariables")
    for name, text in (
        ("StudyName", study.name),
        ("StudyDescription", study_description(study)),
        ("ProtocolName", study.protocol or study.id),
    ):
        child = element(name)
        child.text = xml_text(text)
        variables.append(child)
    root = element(
        "ODM",
        {
            "FileType": "Snapshot",
            "FileOID": f"{study.id}.define.{KINDS[purpose]}",
            "ODMVersion": "1.3.2",
            "CreationDateTime": created.strftime("%Y-%m-%dT%H:%M:%S"),
            "Originator": "converter",
            "SourceSystem": "converter",
            "SourceSystemVersion": version("converter"),
            "def:Context": plan.define.context or "Submission",
        },
    )
    metadata = _metadata(specs, facts, plan, files)
    root.append(element("Study", {"OID": study_oid(study.id)}, variables, metadata))
    return root


def _metadata(
    specs: Sequence[DatasetSpec], facts: Mapping[str, DatasetFacts], plan: Plan, files: Files
) -> etree._Element:
    codelists = collect_codelists(specs, facts, plan)
    packages = packages_of(codelists, plan)
    standards = standards_of(plan, packages)
    study = plan.study.study
    purpose = specs[0].purpose if specs else "Tabulation"
    made = element(
        "MetaDataVersion",
        {
            "OID": metadata_oid(study.id, purpose),
            "Name": f"Study {study.id}, data definitions",
            "Description": f"Data definitions of study {study.id}",
            "def:DefineVersion": DEFINE_VERSION,
            "def:CommentOID": METADATA if plan.define.comment else None,
        },
        standards_element(standards),
    )
    documents = plan.define.documents
    referred = {name for name, one in documents.items() if one.only_referred}
    made.extend(_document_refs([name for name in files.documents if name not in referred]))
    for spec in specs:
        made.extend(value_lists(spec))
    shown = displays_in(plan, specs)
    made.extend(where_clauses(specs, [*selected(plan, specs), *selected_in(shown)]))
    leafs = {name: _leaf(name, file, file.rpartition("/")[2]) for name, file in files.datasets.items()}
    labels = {spec.name: spec.label for spec in specs}
    guides = {f"{one.name} {one.version}": oid for oid, one in reversed(standards.items()) if one.type == "IG"}
    for spec in specs:
        domain = labels.get(spec.domain, spec.label)
        made.append(item_group(spec, facts[spec.name], guides.get(spec.standard, GUIDE), leafs[spec.name], domain))
    for spec in specs:
        made.extend(item_defs(spec, codelists, files.documents))
    made.extend(codelist_elements(codelists, {name: oid for name, (oid, _) in packages.items()}))
    shared = {one.text: one for one in plan.define.methods}
    made.extend(_method(*method, shared, files.documents) for spec in specs for method in methods(spec))
    said = {oid: text for spec in specs for oid, text in comments(spec, facts[spec.name]).items()}
    said |= {f"COM.{use.oid}": use.comment for use in codelists.uses if use.comment}
    said |= {**standard_comments(standards), **joins_in(shown)}
    made.extend(_comments(said, plan.define, files.documents))
    titles = {name: one.title for name, one in documents.items() if one.title}
    made.extend(_leaf(name, file, titles.get(name, name)) for name, file in files.documents.items())
    displays = results_metadata(plan, specs, files.displays, files.documents)
    if displays is not None:
        made.extend(_leaf(name, file, file.rpartition("/")[2]) for name, file in files.displays.items())
        made.append(displays)
    return made


def _comments(said: Mapping[str, str], define: DefineFile, documents: Collection[str]) -> Iterator[etree._Element]:
    """Write the comments on parts by their identifiers, then that on the whole, with what define.yaml says beside."""
    beside = {one.text: one for one in define.comments}
    whole = {METADATA: define.comment} if define.comment else {}
    return (_comment(oid, text, beside, documents) for oid, text in {**said, **whole}.items())


def _document_refs(documents: Sequence[str]) -> Iterator[etree._Element]:
    if ACRF in documents:
        yield element("def:AnnotatedCRF", {}, element("def:DocumentRef", {"leafID": leaf_id(ACRF)}))
    others = [name for name in documents if name != ACRF]
    if others:
        references = (element("def:DocumentRef", {"leafID": leaf_id(name)}) for name in others)
        yield element("def:SupplementalDoc", {}, *references)


def _leaf(name: str, file: str, title: str) -> etree._Element:
    words = element("def:title")
    words.text = xml_text(title)
    return element("def:leaf", {"ID": leaf_id(name), "xlink:href": file}, words)


def _method(
    oid: str, name: str, text: str, shared: Mapping[str, SharedMethod], documents: Collection[str]
) -> etree._Element:
    """Write a method, with the programs and documents that are said of its text."""
    said = shared.get(text, SharedMethod(text=text))
    made = element("MethodDef", {"OID": oid, "Name": name, "Type": said.type}, described(text))
    for code in said.code:
        program = element("FormalExpression", {"Context": code.context})
        program.text = xml_text(code.text)
        made.append(program)
    made.extend(document_refs(said.documents, documents))
    return made


def _comment(oid: str, text: str, beside: Mapping[str, SharedComment], documents: Collection[str]) -> etree._Element:
    references = beside[text].documents if text in beside else ()
    return element("def:CommentDef", {"OID": oid}, described(text), *document_refs(references, documents))
