"""Datasets that lie in a folder, ours or others': check them, describe them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.check.catalogue.silence import not_run
from converter.check.checks import ANALYSIS_CHECKS, check_shipment
from converter.check.define.document import check_define, check_sizes
from converter.check.described import check_described
from converter.check.said import as_said
from converter.check.shipment import Shipment
from converter.check.tabulation.columns import check_attributes, check_datasets
from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import describe
from converter.compute.describing.predecessors import identifying, predecessors
from converter.compute.issues.acceptance import accept
from converter.compute.issues.causes import by_cause
from converter.dataset import Dataset, FoundDataset, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.checking.chosen import chosen, of_chosen
from converter.pipeline.checking.opinions import read_opinions, run_core, with_opinions
from converter.pipeline.documents import documents_of
from converter.pipeline.package import frames_of, relative_path, stamp
from converter.pipeline.specs.specification import specification
from converter.pipeline.tell import Tell, silent
from converter.plan.analysis import analysis_package
from converter.plan.descriptions.datasets import found_spec, plain_specs
from converter.plan.descriptions.defined import defined_codelists, with_defined
from converter.plan.descriptions.described import found_described
from converter.plan.descriptions.found import as_datasets, found_analysis_spec, is_analysis
from converter.plan.descriptions.guide_origins import with_guide_origins
from converter.plan.descriptions.permitted import with_found, with_named
from converter.read.datasets.folder import UNREADABLE, dataset_files, is_transport, read_datasets, read_described
from converter.report.opinions import Compared
from converter.report.report import Report
from converter.report.told import told
from converter.report.why.made_at import made_at
from converter.spec.dataset import DatasetSpec, Origin
from converter.steps import Plan
from converter.write.define.codelists import unlisted
from converter.write.define.references import undocumented
from converter.write.define.value_list import overlapping
from converter.write.define_xml import write_define
from converter.write.folder.added import add_files
from converter.write.folder.ours import listed


def check(
    data: Path,
    spec: Path | Sequence[Path] = (),
    *,
    sdtm: Path | None = None,
    standard: str = "",
    opinions: Sequence[Path] = (),
    core: Path | None = None,
    rules: Sequence[str] = (),
    kinds: Sequence[str] = (),
    tell: Tell = silent,
) -> Report:
    """Check datasets that lie in a folder, ours or others', against a specification and the standards.

    `spec` is a study folder, or one or several workbooks or define.xml; without any it is the guide `standard` such as
    sdtmig-3.4, else the one that the data name.
    Analysis datasets are checked with the SDTM datasets they rest on: those beside them, else those of the folder
    `sdtm` (default: a folder of this name next to theirs). define.xml is checked with the datasets where it lies beside
    them. A file that cannot be read is told, and the others are checked. `opinions` are reports of other validators on
    the same data, `core` is where CDISC CORE is, to be run as well: what they tell of and we do not is told beside
    ours. With `rules` or `kinds` only what these checks find is told. Raises SpecError or InputError.
    """
    only, theirs = chosen(rules, kinds), [*read_opinions(opinions)]
    tell("plan")
    beside = sdtm or data.resolve().parent / "sdtm"
    said = specification(spec, data, sdtm or (beside if beside.is_dir() else None), standard)
    plan = said.plan
    tell("read")
    lost: list[Issue] = []
    tabulations, analyses = _found(data, plan, lost)
    if analyses.found and not tabulations.found and (sdtm or beside.is_dir()):
        analyses = replace(analyses, tabulations=frames_of(read_datasets(beside, plan.specs)))
    tell("check")
    parts = (tabulations, analyses)
    issues = [*lost, *said.issues, *_wrong(parts)]
    issues = [*as_said((*issues, *_of_files(data, parts, plan, issues)), plan)]
    if core is not None:
        tell("CDISC CORE")
        theirs += run_core(core, data, *_guide(plan, analysis=not tabulations.found))
    others = with_opinions(by_cause(issues), theirs) if opinions or core else Compared((), ())
    issues += others.others
    study = plan.study.study
    datasets = {**as_datasets(tabulations.found, tabulations.specs), **as_datasets(analyses.found, analyses.specs)}
    unasked = {name: why for part in parts if part.found for name, why in not_run(part.judgeable()).items()}
    made = Report(
        study.id,
        study.synthetic,
        datasets,
        told(accept(issues, plan.study)),
        not_run=unasked,
        made_at=made_at(plan),
        opinions=others.opinions,
    )
    return of_chosen(made, only)


def _wrong(parts: tuple[Shipment, Shipment]) -> Iterator[Issue]:
    """Report what reading told of the datasets, those of SDTM and of analysis, and what the checks find."""
    tabulations, analyses = parts
    yield from (issue for part in parts for found in part.found.values() for issue in found.issues)
    yield from (issue for part in parts for issue in check_described(part))
    yield from check_shipment(tabulations) if tabulations.found else ()
    yield from check_shipment(analyses, ANALYSIS_CHECKS) if analyses.found else ()


def _guide(plan: Plan, *, analysis: bool) -> tuple[str, str]:
    """Name the guide of datasets as CDISC CORE does, with its version."""
    guide = plan.analysis.standard
    return ("adamig", guide.version) if analysis and guide is not None else ("sdtmig", plan.standard.version)


def _of_files(data: Path, parts: tuple[Shipment, Shipment], plan: Plan, told: Sequence[Issue]) -> Iterator[Issue]:
    """Check the define.xml beside datasets and the sizes of their files; what is no transport file needs none.

    A define.xml that could not be read is told already.
    """
    files = [*dataset_files(data)]
    is_asked = (data / "define.xml").is_file() or any(map(is_transport, files))
    if is_asked and UNREADABLE not in {one.rule for one in told}:
        tabulations, analyses = parts
        every = Shipment({**tabulations.found, **analyses.found}, {**tabulations.specs, **analyses.specs}, plan)
        yield from check_define(every, data / "define.xml")
    yield from check_sizes({path.name: path.stat().st_size for path in files})


def define(data: Path, spec: Path | Sequence[Path], out: Path, *, transport: bool = False) -> Report:
    """Write define.xml for datasets that lie in a folder, ours or others', to `out`; raises SpecError or InputError.

    It refers to the files in `data`, or, with `transport`, to transport files of these names beside it. The study's
    documents are put beside it, as `convert` does. A define.xml describes SDTM or ADaM: a folder with both kinds is an
    InputError, as is one that holds another define.xml, or a package that `convert` wrote: what is there is never
    changed.
    """
    sdtm = data.resolve().parent / "sdtm"
    said = specification(spec, data, sdtm if sdtm.is_dir() else None)
    plan, study_folder = said.plan, said.folder
    shipment = _with_origins(_completed(_of_one_kind(data, plan)), sdtm)
    given = as_datasets(shipment.found, shipment.specs, in_file_order=True)
    facts = {name: facts_of(dataset) for name, dataset in given.items()}
    datasets = describe(given, facts)
    if not datasets:
        message = f"{data}: none of its datasets is described by {said.name}: {', '.join(shipment.found)}"
        raise InputError(message)
    parts = {part.name: part for name in datasets for part in _parts(datasets[name], shipment.found[name])}
    specs = tuple(part.spec for part in parts.values())
    known = {name: facts[name] if name in facts else facts_of(part) for name, part in parts.items()}
    files = {
        part.name: f"{part.name.lower()}.xpt" if transport else relative_path(data / part.file, out)
        for name in datasets
        for part in shipment.found[name].parts or (shipment.found[name],)
    }
    documents = documents_of(shipment.plan, study_folder)
    with TemporaryDirectory() as made:
        drawn = write_define(
            specs,
            known,
            Path(made),
            plan=shipment.plan,
            created=stamp(plan),
            files=files,
            documents=documents.names,
        )
        copied = {name: source.read_bytes() for name, source in documents.files.items()}
        paths = add_files(out, {**copied, **{path.name: path.read_bytes() for path in reversed(drawn)}})[::-1]
    whole = {name: dataset.spec for name, dataset in datasets.items()}
    described = Shipment({name: shipment.found[name] for name in datasets}, whole, shipment.plan)
    issues = [*said.issues, *(issue for one in shipment.found.values() for issue in one.issues)]
    issues += [issue for issue in check_attributes(shipment) if issue.rule == "variable-type"]
    of_define = check_define(described, out / "define.xml")
    issues += [*check_datasets(shipment), *(one for one in of_define if not (transport and one.rule == "define-leaf"))]
    issues += [*unlisted(specs, known, shipment.plan), *undocumented(specs, plan.define, documents.names)]
    issues += overlapping(specs, known)
    study = plan.study.study
    written = tuple(path.name for path in paths)
    return Report(study.id, study.synthetic, datasets, told(accept(issues, plan.study)), written)


def _of_one_kind(data: Path, plan: Plan) -> Shipment:
    """Read the datasets of a folder; raises InputError where some are of SDTM and some of analysis."""
    tabulations, analyses = _found(data, plan)
    if tabulations.found and analyses.found:
        kinds = (
            f"datasets of SDTM, such as {next(iter(tabulations.found))}, and ADaM, such as {next(iter(analyses.found))}"
        )
        message = f"{data}: holds {kinds}; a define.xml describes one of them, so put them into folders of their own"
        raise InputError(message)
    return analyses if analyses.found else tabulations


def _completed(shipment: Shipment) -> Shipment:
    """Complete the descriptions of datasets from what a define.xml beside them says."""
    codelists = {**defined_codelists(shipment.found.values()), **shipment.plan.codelists}
    specs = {name: with_defined(spec, shipment.found[name]) for name, spec in shipment.specs.items()}
    return replace(shipment, specs=specs, plan=replace(shipment.plan, codelists=codelists))


def _with_origins(shipment: Shipment, sdtm: Path) -> Shipment:
    """Complete origins and keys from what the guide and the data tell: `sdtm` holds what analysis datasets rest on."""
    if not shipment.specs or next(iter(shipment.specs.values())).purpose == "Tabulation":
        return replace(shipment, specs={name: with_guide_origins(spec) for name, spec in shipment.specs.items()})
    found = {name: shipment.found[name].frame for name in shipment.specs}
    open_ = [spec for spec in shipment.specs.values() if any(one.origin is None for one in spec.variables)]
    beside = frames_of(read_datasets(sdtm, plain_specs(shipment.plan.standard))) if open_ and sdtm.is_dir() else {}
    others = {**beside, **{name: frame for name, frame in found.items() if name == "ADSL"}}
    specs = {name: _of_data(spec, found[name], others) for name, spec in shipment.specs.items()}
    return replace(shipment, specs=specs)


def _of_data(spec: DatasetSpec, frame: Frame, others: Mapping[str, Frame]) -> DatasetSpec:
    """Complete an analysis dataset: variables that are those of another dataset come from there, keys identify."""
    named = predecessors(spec.name, frame, others) if any(one.origin is None for one in spec.variables) else {}
    variables = tuple(
        one.model_copy(update={"origin": Origin(type="Predecessor", predecessor=named[one.name])})
        if one.origin is None and one.name in named
        else one
        for one in spec.variables
    )
    return spec.model_copy(update={"variables": variables, "keys": spec.keys or identifying(frame)})


def _parts(dataset: Dataset, found: FoundDataset) -> tuple[Dataset, ...]:
    """Give a dataset, or the parts that its files hold, described as the whole is."""
    return tuple(
        replace(dataset, spec=dataset.spec.model_copy(update={"name": part.name}), frame=part.frame)
        for part in found.parts or (found,)
    )


def described_data(data: Path, plan: Plan) -> tuple[Shipment, Shipment]:
    """Read the datasets of a folder, those of SDTM and those of analysis, and describe each; raises InputError."""
    return _found(data, plan)


def _found(data: Path, plan: Plan, lost: list[Issue] | None = None) -> tuple[Shipment, Shipment]:
    """Read the datasets of a folder, those of SDTM and those of analysis, and describe each.

    Each is described as the study does, else as the standard does; files that cannot be read are told in `lost`, where
    it is given. Raises InputError, also for a whole package.
    """
    if listed(data) is not None:
        message = f"{data}: is a package; name a folder of datasets in it, such as {data / 'sdtm'} or {data / 'adam'}"
        raise InputError(message)
    named = with_named(plan.standard, (path.stem.upper() for path in dataset_files(data)))
    said = plan.described
    analyses = {**plan.analysis.specs, **{name: spec for name, spec in said.items() if spec.purpose == "Analysis"}}
    plain = plain_specs(named)
    found = read_described(data, {**plain, **plan.specs, **said, **analyses}, lost=lost)
    apart = {name: dataset for name, dataset in found.items() if is_analysis(name, analyses, plain)}
    specs: dict[str, DatasetSpec] = {}
    if apart and plan.analysis.standard:
        guide = plan.analysis.standard
        specs = {name: found_analysis_spec(dataset, analyses.get(name), guide) for name, dataset in apart.items()}
        if not all(dataset.attributes for dataset in apart.values()):  # the guide knows numbers that CSV has as text
            found = read_described(data, {**plain, **plan.specs, **specs}, lost=[])
            apart = {name: found[name] for name in apart}
    rest = {name: dataset for name, dataset in found.items() if name not in apart}
    every = plain_specs(with_found(plan.standard, rest))
    known = {name: found_spec(d, plan.specs.get(name), every[name]) for name, d in rest.items() if name in every}
    known |= {name: found_described(d, said[name], every.get(name)) for name, d in rest.items() if name in said}
    return Shipment(rest, known, plan), Shipment(apart, specs, analysis_package(plan), frames_of(rest))
