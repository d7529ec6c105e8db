"""The parts that both guides have: standards, protocol, conformance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from converter.spec.dataset import DatasetSpec
from converter.submission.document import Block, Bullets, Grid, Heading, Text
from converter.submission.findings import Finding
from converter.submission.guide.known import Known, answer
from converter.submission.reasons import is_empty_reason

ACRONYMS = {
    "ADaM": "Analysis Data Model",
    "CDISC": "Clinical Data Interchange Standards Consortium",
    "CRF": "Case report form",
    "SDTM": "Study Data Tabulation Model",
    "SUPP": "Supplemental qualifiers",
    "XPT": "SAS transport file, version 5",
}


def introduction(known: Known, purpose: str, *, analysis: bool) -> Iterator[Block]:
    """Write the purpose, the acronyms, and the standards and dictionaries with their versions."""
    plan = known.plan
    yield Heading(1, "1 Introduction")
    yield Heading(2, "1.1 Purpose")
    yield Text(purpose)
    yield Heading(2, "1.2 Acronyms")
    yield Grid(("Acronym", "Meaning"), tuple(ACRONYMS.items()), (1, 4))
    yield Heading(2, "1.3 Study Data Standards and Dictionary Inventory")
    standards = [("SDTM implementation guide", f"{plan.standard.name.upper()} {plan.standard.version}")]
    adam = plan.analysis.standard
    if analysis and adam is not None:
        standards.append(("ADaM implementation guide", f"{adam.name.upper()} {adam.version}"))
    standards += [(f"{one.publishing_set} controlled terminology", one.version) for one in plan.packages]
    standards += [("Data definitions", "Define-XML 2.1")]
    standards += [("Dictionary", f"{one.name} {one.version}") for one in plan.study.dictionaries.values()]
    yield Grid(("Standard or dictionary", "Version used"), tuple(standards), (2, 2))


def protocol(known: Known) -> Iterator[Block]:
    """Write number, title and design of the protocol, with the planned arms."""
    study = known.plan.study
    titles = [one.value for one in study.trial_summary if one.parameter == "TITLE" and one.value]
    yield Heading(1, "2 Protocol Description")
    yield Heading(2, "2.1 Protocol Number and Title")
    number = (("Protocol", study.study.protocol or study.study.id), ("Study", study.study.id))
    yield Grid(("", ""), (*number, ("Title", titles[0] if titles else study.study.description)), (1, 5))
    yield Heading(2, "2.2 Protocol Design")
    yield answer(known.plan, "design")
    rows = tuple((code, arm.name, ", ".join(arm.elements)) for code, arm in study.arms.items())
    if rows:
        yield Grid(("Arm", "Name", "Elements in order"), rows, (1, 3, 3))
    yield Text("Amendments of the protocol:")
    yield answer(known.plan, "amendments")


def split_datasets(known: Known, datasets: Sequence[DatasetSpec]) -> Block:
    """Tell how datasets were split for their size, or that none was."""
    rows = tuple(
        (spec.name, f"{part.name} (split/{part.name.lower()}.xpt)", f"{part.rows.start + 1:,}", f"{part.rows.stop:,}")
        for spec in datasets
        for part in known.split.get(spec.name, ())
    )
    header = ("Dataset", "Part", "First record", "Last record")
    return Grid(header, rows, (1, 3, 1, 1)) if rows else Text("No dataset was split: none is larger than is taken.")


def conformance(known: Known, findings: Sequence[Finding], number: int) -> Iterator[Block]:
    """Write what the checks were given, what they found, and what the study says of it."""
    yield Heading(1, f"{number} Data Conformance Summary")
    yield Heading(2, f"{number}.1 Conformance Inputs")
    packages = ", ".join(f"{one.publishing_set} {one.version}" for one in known.plan.packages)
    yield Bullets(
        (
            f"Checked by converter {known.version} on the files that are submitted, read back after they were written",
            f"Controlled terminology: {packages}",
            "define.xml was checked against the schema of Define-XML 2.1 and against the datasets",
        )
    )
    yield Heading(2, f"{number}.2 Issues Summary")
    told = [one for one in findings if one.severity != "note" or one.reason]
    if told:
        rows = tuple((one.rule, _where(one), one.severity, _message(one), _reason(one)) for one in told)
        yield Grid(("Rule", "Where", "Severity", "Finding", "Explanation"), rows, (1.3, 1.4, 0.8, 3, 3))
    else:
        yield Text("The checks found nothing that is open.")


def _where(finding: Finding) -> str:
    return f"{finding.place}\n{finding.variable}" if finding.variable else finding.place


def _message(finding: Finding) -> str:
    value = f" ({finding.value})" if finding.value else ""
    times = f"; {finding.count} times" if finding.count > 1 else ""
    return f"{finding.message}{value}{times}"


def _reason(finding: Finding) -> str:
    """Give an explanation that says why; the others are told to be missing."""
    if finding.is_explained:
        return finding.reason
    if finding.reason and is_empty_reason(finding.reason):
        return f"Explanation wanted: '{finding.reason}' does not say why"
    return "Explanation wanted" if finding.severity != "note" else ""


def deviations(findings: Sequence[Finding]) -> Iterator[Block]:
    """List where datasets deviate from their guide, as the checks found it and the study explained it."""
    explained = [one for one in findings if one.is_explained]
    if explained:
        yield Bullets(
            tuple(f"{one.place}{f'.{one.variable}' if one.variable else ''}: {one.reason}" for one in explained)
        )
    else:
        yield Text("No deviation from the standards is explained by the study.")
