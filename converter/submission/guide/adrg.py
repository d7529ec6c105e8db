"""The reviewer's guide of analysis datasets (ADRG), by the sections that PHUSE's template names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.spec.dataset import DatasetSpec
from converter.spec.start import Stage
from converter.steps import SUBJECTS, AnalysisStep
from converter.submission.document import Block, Bullets, Document, Grid, Heading, Text
from converter.submission.guide.known import Known, answer
from converter.submission.guide.parts import conformance, deviations, introduction, protocol, split_datasets

PARAMETER = "PARAMCD"
UNSAID = {None, "", "none", "None"}
SOURCES: Mapping[Stage, str] = {
    "raw": "Analysis datasets are made from the tabulations of this submission (tabulations/sdtm), not from raw data.",
    "sdtm": (
        "Analysis datasets are made from the tabulations of this submission (tabulations/sdtm), which were received as "
        "they are and not made again."
    ),
    "adam": "Analysis datasets were received as others made them, and written again with a define.xml.",
}
ENDPOINT, POPULATION = "derive_param_", "derive_var_population_flag"


def adrg(known: Known) -> Document:
    """Write the guide of analysis datasets from what is known; what only a person knows is asked where it lacks."""
    study = known.plan.study.study
    synthetic = "Synthetic data. " if study.synthetic else ""
    below = f"{study.description}. {synthetic}{study.created.isoformat()}, converter {known.version}"
    return Document(f"Analysis Data Reviewer's Guide: {study.id}", below, (*_blocks(known),))


def _blocks(known: Known) -> Iterator[Block]:
    purpose = (
        f"This guide helps a reviewer to find the way in the analysis datasets of study {known.plan.study.study.id}. "
        "It is written from the specification that made them, from the datasets and from the findings of the checks."
    )
    yield from introduction(known, purpose, analysis=True)
    yield Heading(2, "1.4 Source Data Used for Analysis Dataset Creation")
    yield Text(SOURCES[known.begins])
    yield from protocol(known)
    yield from _considerations(known)
    yield from _processing(known)
    yield from _datasets(known)
    found = known.findings_in(frozenset(known.plan.analysis.specs), others=False)
    yield from conformance(known, found, 6)
    yield Text("What the study explains:")
    yield from deviations(found)
    yield from _programs(known)


def _considerations(known: Known) -> Iterator[Block]:
    plan = known.plan
    yield Heading(1, "3 Analysis Considerations Related to Multiple Analysis Datasets")
    yield Heading(2, "3.1 Comparison of SDTM and ADaM Content")
    yield answer(plan, "screen_failures")
    yield Heading(2, "3.2 Core Variables")
    core = _core(known)
    yield Text(f"Variables of {SUBJECTS} that every other analysis dataset has: {', '.join(core) or 'none'}.")
    yield Heading(2, "3.3 Treatment Variables")
    rows = tuple((spec.name, ", ".join(_treatments(spec))) for spec in known.analyses() if _treatments(spec))
    yield Grid(("Dataset", "Treatment variables"), rows, (1, 5)) if rows else Text("None.")
    yield Heading(2, "3.4 Subject Issues that Require Special Analysis Rules")
    yield answer(plan, "special_subjects")
    yield Heading(2, "3.5 Use of Visit Windowing, Unscheduled Visits, and Record Selection")
    yield answer(plan, "windows")
    yield Heading(2, "3.6 Imputation/Derivation Methods")
    imputed = tuple(_told(step) for step in plan.analysis.steps if step.rule.arguments.get("impute") not in UNSAID)
    yield Text("What is imputed:" if imputed else "No date is imputed.")
    if imputed:
        yield _methods(imputed)
    yield Text("How populations are derived:")
    yield _methods(tuple(_told(step) for step in plan.analysis.steps if step.rule.name == POPULATION))
    endpoints = tuple(_told(step) for step in plan.analysis.steps if step.rule.name.startswith(ENDPOINT))
    yield Text("How endpoints and other parameters are derived:" if endpoints else "No parameter is derived.")
    if endpoints:
        yield _methods(endpoints)


def _methods(rows: tuple[tuple[str, ...], ...]) -> Block:
    return Grid(("Dataset", "Variables or parameter", "How"), rows, (1, 2, 6)) if rows else Text("None.")


def _told(step: AnalysisStep) -> tuple[str, ...]:
    parameter = _parameter(step.rule.arguments)
    what = parameter if step.makes_rows and parameter else ", ".join(step.makes)
    return step.dataset, what, step.rule.method


def _parameter(arguments: Mapping[str, Any]) -> str:
    """Give the code of the parameter that a step makes, blank where it makes none or several."""
    return str((arguments.get("set_values") or {}).get(PARAMETER, ""))


def _core(known: Known) -> list[str]:
    others = [spec for spec in known.analyses() if spec.name != SUBJECTS]
    subjects = next((spec for spec in known.analyses() if spec.name == SUBJECTS), None)
    names = subjects.by_name if subjects and others else {}
    return [name for name in names if all(name in one.by_name for one in others)]


def _treatments(spec: DatasetSpec) -> list[str]:
    return [name for name in spec.by_name if name.startswith("TRT") and name.rstrip("N").endswith(("P", "A"))]


def _processing(known: Known) -> Iterator[Block]:
    yield Heading(1, "4 Analysis Data Creation and Processing Issues")
    yield Heading(2, "4.1 Split Datasets")
    yield split_datasets(known, known.analyses())
    yield Heading(2, "4.2 Data Dependencies")
    rows = tuple((spec.name, ", ".join(known.sources_of(spec.name))) for spec in known.analyses())
    yield Grid(("Dataset", "Is made from"), rows, (1, 5))
    yield Heading(2, "4.3 Intermediate Datasets")
    yield Text("None: each analysis dataset is made in one run, and what a run makes meanwhile is not kept.")


def _datasets(known: Known) -> Iterator[Block]:
    yield Heading(1, "5 Analysis Dataset Descriptions")
    yield Heading(2, "5.1 Overview")
    results = known.plan.results.displays
    yield Text(f"{len(known.analyses())} analysis datasets, {len(results)} tables and figures made from them.")
    yield Heading(2, "5.2 Analysis Datasets")
    rows = tuple(
        (s.name, s.label, s.dataset_class.title(), s.structure, f"{known.records[s.name]:,}") for s in known.analyses()
    )
    yield Grid(("Dataset", "Label", "Class", "Structure", "Records"), rows, (1, 2.2, 2.2, 2.6, 0.9))
    for number, spec in enumerate(known.analyses(), start=1):
        yield Heading(3, f"5.2.{number} {spec.name}: {spec.label}")
        if spec.comment:
            yield Text(spec.comment)
        yield Bullets(
            (f"Structure: {spec.structure}", f"Keys: {', '.join(spec.keys)}", f"Made from: {rows_of(known, spec)}")
        )
        derived = tuple((one.name, one.label, one.method) for one in spec.variables if one.method and one.has_data)
        if derived:
            yield Grid(("Variable", "Label", "How it is derived"), derived, (1, 2, 5))


def rows_of(known: Known, spec: DatasetSpec) -> str:
    """Name what a dataset is made from."""
    return ", ".join(known.sources_of(spec.name)) or "nothing else"


def _programs(known: Known) -> Iterator[Block]:
    yield Heading(1, "7 Submission of Programs")
    yield Heading(2, "7.1 Description")
    yield Text(
        "programs/ has the specification as text, the version of every package, and how to make the analysis datasets "
        "again on Linux and on Windows (readme.txt)."
    )
    yield answer(known.plan, "validation")
    yield Heading(2, "7.2 ADaM Programs")
    rows = tuple((spec.name, f"adam/{spec.name.lower()}.yaml") for spec in known.analyses())
    yield Grid(("Dataset", "Specification (files.txt has its text)"), rows, (1, 4))
    yield Heading(2, "7.3 Analysis Output Programs")
    displays = known.plan.results.displays
    shown = tuple((name, one.title, f"misc/{name.lower()}.pdf") for name, one in displays.items())
    yield Grid(("Display", "Title", "File"), shown, (1.2, 4, 2)) if shown else Text("None.")
    yield Heading(2, "7.4 Open-source Programs")
    yield Text(f"converter {known.version}; requirements.txt names every other package with its version.")
