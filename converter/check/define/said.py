"""define.xml against the datasets, their guide and its terminology: what it says of each is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from converter.check.define.form import DATES, NUMBERS
from converter.check.define.links import DEF
from converter.check.shipment import Shipment
from converter.compute.conditions.condition import is_missing
from converter.dataset import FoundDataset, FoundVariable
from converter.issues import Issue, Severity
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.standards.terminology import Codelist

Items = Mapping[str, "tuple[etree._Element, etree._Element]"]  # noqa: SLF001 - lxml names its elements so
"""The variables of a dataset by name: what defines each, and what refers to it."""
NCI = "nci:ExtCodeID"


def check_group(found: FoundDataset, group: etree._Element, items: Items, spec: DatasetSpec | None) -> Iterator[Issue]:
    """Report what define.xml says of a dataset and its variables that is not so.

    `items` are its variables by name, each with what refers to it; `spec` is what the guide or the study says.
    Where the data themselves are otherwise than their guide, the check of attributes tells it.
    """
    for message in (*_plain(found.name, group), *(_of_guide(group, spec) if spec else ())):
        yield _issue("define-group", "warning", found.name, message)
    yield from _labels(found.name, group, found.label, spec.label if spec else "")
    for variable in found.variables:
        if variable.name in items:
            item, ref = items[variable.name]
            guide = spec.by_name.get(variable.name) if spec else None
            has_values = variable.name in found.frame and not is_missing(found.frame[variable.name]).all()
            yield from _of_item(f"{found.name}.{variable.name}", variable, item, guide, has_values=has_values)
            if spec and spec.purpose == "Tabulation" and guide and guide.core == "Req" and ref.get("Mandatory") == "No":
                message = "Mandatory is No, and the guide requires a value"
                yield _issue("define-mandatory", "warning", f"{found.name}.{variable.name}", message)


def _plain(name: str, group: etree._Element) -> Iterator[str]:
    """Say what is wrong of a dataset whatever its guide."""
    if group.get("SASDatasetName", name) != name:
        yield f"SASDatasetName is {group.get('SASDatasetName')}"
    if not group.get(f"{DEF}Structure", "").strip():
        yield "the structure is blank"
    if group.find(f"{DEF}Class") is None and group.get(f"{DEF}Class") is None:
        yield "the class is missing"


def _of_guide(group: etree._Element, spec: DatasetSpec) -> Iterator[str]:
    """Say what is otherwise than the guide has it; classes of analysis datasets are the author's to say."""
    if group.get("Purpose") != spec.purpose:
        yield f"Purpose is {group.get('Purpose')}, expected {spec.purpose}"
    if group.get(f"{DEF}IsNonStandard") == "Yes" and spec.is_standard:
        yield "IsNonStandard is Yes, and the guide has the dataset"
    if group.get("Repeating") == "Yes" and not spec.repeating and not spec.reference_data:
        yield "Repeating is Yes, and the dataset has one record per subject"
    if spec.purpose == "Analysis":
        return
    known = {spec.name, spec.domain, spec.domain.removeprefix("SUPP"), spec.name.removeprefix("SUPP")}
    if group.get("Domain") not in known | {group.get("Name", "")}:
        yield f"Domain is {group.get('Domain')}, expected {spec.domain}"
    if group.get("IsReferenceData", "No") != ("Yes" if spec.reference_data else "No"):
        yield f"IsReferenceData is {group.get('IsReferenceData')}"
    said = group.find(f"{DEF}Class")
    if said is not None and said.get("Name") not in {spec.dataset_class, spec.dataset_class.removesuffix(" ABOUT")}:
        yield f"the class is {said.get('Name')}, expected {spec.dataset_class}"


def _of_item(
    place: str, found: FoundVariable, item: etree._Element, guide: VariableSpec | None, *, has_values: bool
) -> Iterator[Issue]:
    yield from _labels(place, item, found.label, guide.label if guide else "")
    kind = item.get("DataType", "")
    is_typed = guide is None or found.type == guide.type
    if is_typed and (found.type == "Num") != (kind in NUMBERS):
        has = "numbers" if found.type == "Num" else "text"
        yield _issue("define-type", "error", place, f"the data type is {kind}, and the data are {has}")
    if guide is not None and found.name.endswith("DTC") and found.type == "Char" and kind not in DATES:
        yield _issue("define-type", "error", place, f"the data type is {kind}, and the data are dates of ISO 8601")
    is_listed = item.find("{*}CodeListRef") is not None or item.find("{*}ValueListRef") is not None
    if guide is not None and guide.codelists and has_values and not is_listed:
        yield _issue("define-uncoded", "warning", place, f"no codelist; the guide has {', '.join(guide.codelists)}")


def _labels(place: str, node: etree._Element, label: str, guide: str) -> Iterator[Issue]:
    """Report a label that is missing, or not that of the data where these have the guide's."""
    said = (node.findtext("{*}Description/{*}TranslatedText") or "").strip()
    if not said or (label and (not guide or label == guide) and said != label):
        yield _issue("define-label", "warning", place, f"the label is '{said}', in the data '{label}'")


def check_standards(root: etree._Element, shipment: Shipment) -> Iterator[Issue]:
    """Report a guide of define.xml of another version than the one that the datasets are checked against."""
    analysis = shipment.plan.analysis.standard
    asked = {"SDTMIG": shipment.plan.standard.version, "ADaMIG": analysis.version if analysis else ""}
    purposes = {group.get("Purpose") for group in root.iterfind(".//{*}ItemGroupDef")}
    for one in root.iterfind(".//{*}Standard"):
        name, version = one.get("Name", ""), one.get("Version", "")
        is_own = (name == "ADaMIG") == (purposes == {"Analysis"})
        if is_own and asked.get(name) and version != asked[name]:
            message = f"the version is {version}, the datasets are checked against {asked[name]}"
            yield _issue("define-standard", "warning", name, message)


def check_codelists(root: etree._Element, shipment: Shipment) -> Iterator[Issue]:
    """Report codelists of define.xml whose type is not their items', or whose terms are not those of their package."""
    lists = {one.get("OID", ""): one for one in root.iterfind(".//{*}CodeList")}
    versions = {one.get("OID"): one.get("Version", "") for one in root.iterfind(".//{*}Standard")}
    known = {one.code: one for one in shipment.plan.codelists.values() if one.code}
    for item in root.iterfind(".//{*}ItemDef"):
        ref = item.find("{*}CodeListRef")
        used = lists.get(ref.get("CodeListOID", "")) if ref is not None else None
        if used is not None and (used.get("DataType") in NUMBERS) != (item.get("DataType") in NUMBERS):
            message = f"the data type is {item.get('DataType')}, that of its codelist {used.get('DataType')}"
            yield _issue("define-type", "error", item.get("OID", ""), message)
    for oid, one in lists.items():
        official = known.get(_code(one))
        if official is None and _code(one) and one.get(f"{DEF}StandardOID"):
            yield _issue("define-term", "warning", oid, f"the terminology has no codelist with the code {_code(one)}")
        if official is not None and official.package.endswith(versions.get(one.get(f"{DEF}StandardOID")) or "?"):
            yield from (_issue("define-term", "warning", oid, message) for message in _terms(one, official))


def _terms(said: etree._Element, official: Codelist) -> Iterator[str]:
    """Say which terms a codelist has otherwise than its package."""
    for term in (*said.iterfind("{*}CodeListItem"), *said.iterfind("{*}EnumeratedItem")):
        value, code = term.get("CodedValue", ""), _code(term)
        published = official.by_value.get(value)
        is_extended = term.get(f"{DEF}ExtendedValue") == "Yes"
        if published is None or published.extended:
            if not is_extended:
                yield f"'{value}' is no term of {official.name}, and is not said to extend it"
        elif is_extended:
            yield f"'{value}' is said to extend {official.name}, and is a term of it"
        elif code and published.code and code != published.code:
            yield f"'{value}' has the code {code}, in {official.name} {published.code}"


def _code(node: etree._Element) -> str:
    found = (alias.get("Name", "") for alias in node.iterfind("{*}Alias") if alias.get("Context") == NCI)
    return next(found, "")


def _issue(rule: str, severity: Severity, value: str, message: str) -> Issue:
    return Issue(rule, severity, "define.xml", message, value=value)
