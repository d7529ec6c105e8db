"""The reviewer's guide of tabulations (cSDRG), by the sections that PHUSE's template names."""

from __future__ import annotations

from collections.abc import Iterator

from converter.spec.dataset import DatasetSpec, qualifiers_of, supplemental_of
from converter.submission.document import Block, Bullets, Document, Grid, Heading, Text
from converter.submission.guide.known import Known, answer
from converter.submission.guide.parts import conformance, deviations, introduction, protocol, split_datasets

TRIAL_DESIGN = "TRIAL DESIGN"
FORMS = {
    "drawn": "acrf.pdf is drawn from the raw exports, field by field, and annotated from the mapping.",
    "laid": "acrf.pdf is the blank form of the sponsor, annotated from the mapping.",
    "given": "acrf.pdf is the annotated form of the sponsor, as it was given.",
    "": "There is no annotated form.",
}
BELOW_LIMIT = {
    "missing": "Results below a limit have no number.",
    "limit": "Results below a limit have the limit as their number.",
    "half limit": "Results below a limit have half the limit as their number.",
}


def sdrg(known: Known) -> Document:
    """Write the guide of tabulations from what is known; what only a person knows is asked where it is missing."""
    study = known.plan.study.study
    blocks = (*_blocks(known),)
    return Document(f"Clinical Study Data Reviewer's Guide: {study.id}", _stamp(known), blocks)


def _stamp(known: Known) -> str:
    study = known.plan.study.study
    synthetic = "Synthetic data. " if study.synthetic else ""
    return f"{study.description}. {synthetic}{study.created.isoformat()}, converter {known.version}"


def _blocks(known: Known) -> Iterator[Block]:
    purpose = (
        f"This guide helps a reviewer to find the way in the tabulations of study {known.plan.study.study.id}. It is "
        "written from the specification that made them, from the datasets and from the findings of the checks."
    )
    yield from introduction(known, purpose, analysis=False)
    yield from protocol(known)
    yield Heading(2, "2.3 Trial Design Datasets")
    design = [one for one in known.tabulations() if one.dataset_class == TRIAL_DESIGN]
    yield Grid(("Dataset", "Label", "Records"), tuple((d.name, d.label, _count(known, d)) for d in design), (1, 3, 1))
    yield from _subject_data(known)
    every = frozenset(known.plan.specs)
    found = known.findings_in(every, others=True)
    yield from conformance(known, found, 4)
    yield Heading(2, "4.3 Additional Conformance Details")
    yield Text("What the study explains:")
    yield from deviations(found)
    yield from _appendix(known)


def _subject_data(known: Known) -> Iterator[Block]:
    plan = known.plan
    yield Heading(1, "3 Subject Data Description")
    yield Heading(2, "3.1 Overview")
    for key in ("submission_status", "collection", "not_submitted", "screen_failures", "data_handling"):
        yield answer(plan, key)
    if plan.study.study.cutoff:
        yield Text(f"Data cut-off: {plan.study.study.cutoff.isoformat()}.")
    yield Text(
        f"Nothing is imputed in tabulations: partial dates stay partial. {BELOW_LIMIT[plan.study.policies.below_limit]}"
    )
    yield Heading(2, "3.2 Traceability Flow Diagram")
    chain = ["raw exports", "SDTM"] + (["ADaM", "results"] if known.analyses() else [])
    yield Text(
        " → ".join(chain) + ". Each raw row has one fate: mapped, merged into another row, set aside, or not mapped."
    )
    if known.balance:
        yield _balance(known)
    yield Heading(2, "3.3 Annotated CRFs")
    yield Text(FORMS[known.form])
    yield Heading(2, "3.4 SDTM Subject Domains")
    domains = [one for one in known.tabulations() if one.dataset_class != TRIAL_DESIGN and not one.qualifies]
    yield Grid(
        ("Dataset", "Label", "Class", "Records", "Qualifiers"),
        tuple(_domain(known, d) for d in domains),
        (1, 3, 2, 1, 1.3),
    )
    if known.split:
        yield Text("Datasets that were split by records for their size; each is there as a whole, too:")
        yield split_datasets(known, known.tabulations())
    for number, spec in enumerate(domains, start=1):
        yield from _pages(known, spec, number)


def _balance(known: Known) -> Grid:
    rows = tuple(
        (one.table, one.file, *map(str, (one.rows, one.mapped, one.merged, one.set_aside, one.not_mapped)))
        for one in known.balance
    )
    header = ("Raw table", "File", "Rows", "Mapped", "Merged", "Set aside", "Not mapped")
    return Grid(header, rows, (1.5, 2.5, 0.8, 0.9, 0.9, 1, 1.1))


def _count(known: Known, spec: DatasetSpec) -> str:
    return f"{known.records[spec.name]:,}"


def _domain(known: Known, spec: DatasetSpec) -> tuple[str, ...]:
    supplemental = supplemental_of(known.plan.specs, spec.name)
    shipped = supplemental if supplemental in known.records else ""
    return spec.name, spec.label, spec.dataset_class.title(), _count(known, spec), shipped


def _pages(known: Known, spec: DatasetSpec, number: int) -> Iterator[Block]:
    """Describe one dataset: how it is built, from which raw tables, what it says beside, how values are derived."""
    yield Heading(3, f"3.4.{number} {spec.name}: {spec.label}")
    if spec.comment:
        yield Text(spec.comment)
    tables = ", ".join(known.tables_of(spec.name))
    said = [f"Structure: {spec.structure}", f"Keys: {', '.join(spec.keys)}"]
    said += [f"Raw tables: {tables}"] if tables else []
    qualifiers = qualifiers_of(known.plan.specs, spec.name)
    said += [f"Qualifiers: {', '.join(qualifiers)}"] if qualifiers else []
    yield Bullets(tuple(said))
    derived = tuple((one.name, one.label, one.method) for one in spec.variables if one.method and one.has_data)
    if derived:
        yield Grid(("Variable", "Label", "How it is derived"), derived, (1, 2, 5))


def _appendix(known: Known) -> Iterator[Block]:
    yield Heading(1, "Appendix I: Inclusion/Exclusion Criteria")
    criteria = known.plan.study.criteria
    rows = tuple((one.id, one.category.title(), one.text, one.version) for one in criteria)
    yield Grid(("Criterion", "Category", "Text", "Version"), rows, (1, 1, 5, 1)) if rows else Text("None are listed.")
    yield Heading(1, "Appendix II: Legacy Data Conversion")
    yield Text("The tabulations were made from raw exports; no legacy datasets were converted.")
