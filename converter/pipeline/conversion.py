"""The line: raw exports in, SDTM, ADaM and results out, every row accounted for. Reading this is reading the tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import cache
from pathlib import Path

from converter.adam.build import Adam, build_adam
from converter.compute.issues.acceptance import accept
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.inputs import published_files, raw_files, refuse_changed, shared_files, study_files
from converter.pipeline.package import Reported, reviewed, stamp, write_report
from converter.pipeline.received import given_files, read_given
from converter.pipeline.stages.data import Raw, base, raw_stage, read, sdtm_stage, together
from converter.pipeline.stages.disk.forms import issues_digest
from converter.pipeline.stages.disk.place import parts_folder
from converter.pipeline.stages.disk.work import Made, Work, kept_work
from converter.pipeline.stages.line import Begun, Line, Tabulated, line
from converter.pipeline.stages.ranges.chain import TABLES
from converter.pipeline.stages.ranges.ranged import Chained, chained
from converter.pipeline.stages.ranges.returned import returned
from converter.pipeline.stages.ranges.whole import Whole
from converter.pipeline.stages.shipped import page_stage
from converter.pipeline.stages.specified import Last, as_far, specified
from converter.pipeline.stages.workers import Crew, Ways, crew_of, refuse_workers
from converter.pipeline.tell import Tell, silent
from converter.plan import make_plan
from converter.report.report import Report
from converter.report.told import told
from converter.report.why.made_at import made_at
from converter.report.why.trace_file import TraceForm
from converter.results.build import empty_figures
from converter.results.libraries import refuse_bare
from converter.results.published import against_published
from converter.results.remarks import remarked
from converter.results.subject_values import several_values
from converter.spec.load import StudyFiles, load_study
from converter.spec.start import Start
from converter.steps import DeriveStep, Plan
from converter.write.folder.full import full_is
from converter.write.folder.manifest import Entry, entries
from converter.write.folder.place import real, refuse_overlap
from converter.write.folder.run import PARTS
from converter.write.folder.whole import whole_folder

LARGE = 30_000_000
"""Bytes of raw exports that are read to disk, piece by piece: those of more than a hundred thousand rows."""
NOTHING_MADE = "write sdtm/dm.yaml first, or say from: sdtm:FOLDER where SDTM that others made lies"


def convert(
    study_folder: Path,
    out: Path,
    *,
    raw: Path | None = None,
    start: Start | None = None,
    last: Last = "results",
    work: Path | None = None,
    trace: TraceForm = "parquet",
    ways: Ways = Ways(),  # noqa: B008 - frozen
    tell: Tell = silent,
) -> Report:
    """Convert the data of a study to SDTM and ADaM packages in `out`, whole or not at all.

    The line begins with raw exports (in `raw`, else where study.yaml says), or, where `start` or `from:` of study.yaml
    says `sdtm:FOLDER` or `adam:FOLDER`, with datasets that others made: then the package holds what comes after them.
    It ends with what `last` names. What stages kept in `work` and rests on the same is not made again. `trace` is the
    form of the trace; `ways` say how a large study is made, which makes no difference to the package; `tell` hears the
    name of each stage. Raises SpecError, InputError or LedgerError; what is wrong
    with the data is in the report's issues.
    """
    tell("plan")
    study, specifications = specification(study_folder, elsewhere=raw is not None or start is not None)
    if last == "results" and study.displays:
        refuse_bare()
    begin = begins(study, raw, start)
    plan = _plan_of_raw(study, last) if begin.stage == "raw" else None
    apart = {"the study folder": study.folder, _called(begin): Path(begin.folder)}
    refuse_overlap(out, apart)
    apart |= {"the package": out}
    with whole_folder(out) as folder, _work(folder, work, apart) as place, _crew(ways, work, apart) as crew:
        begun, inputs = _begun(study, plan, specifications, begin, last, place, crew, tell)
        made = line(begun, place, trace, tell)
        tell("report")
        report = _reported(made, inputs, place)
    return replace(report, datasets=returned(report.datasets, real(out), tuple(begun.plan.specs)))


def would_run(
    study_folder: Path,
    *,
    work: Path,
    raw: Path | None = None,
    start: Start | None = None,
    last: Last = "results",
    trace: TraceForm = "parquet",
) -> dict[str, tuple[str, ...]]:
    """Tell of each stage why it would run: what it rests on that is not as it was; nothing where it is kept.

    A stage that follows one which would run is told to rest on it; it stays kept if that gives the same as before.
    Nothing is run or written.
    """
    study, specifications = specification(study_folder, elsewhere=raw is not None or start is not None)
    begin = begins(study, raw, start)
    plan = _plan_of_raw(study, last) if begin.stage == "raw" else None
    with kept_work(work, study.folder, dry=True) as place:
        begun, _ = _begun(study, plan, specifications, begin, last, place, Crew(Ways()), silent)
        return {one.name: one.why for one in line(begun, place, trace, silent).stages}


def _work(package: Path, work: Path | None, apart: dict[str, Path]) -> AbstractContextManager[Work]:
    if work is None:
        return nullcontext(Work(package))
    refuse_overlap(work, apart, "--work")
    return kept_work(work, package)


@contextmanager
def _crew(ways: Ways, work: Path | None, apart: Mapping[str, Path]) -> Iterator[Crew]:
    """Give those who make ranges, whose parts lie in the folder that is named for them, in one of this run's own."""
    with ExitStack() as held:
        if ways.parts is not None:
            refuse_overlap(ways.parts, {**apart, **({"the work folder": work} if work else {})}, "--parts")
            ways = replace(ways, parts=held.enter_context(parts_folder(ways.parts)))
        yield held.enter_context(crew_of(ways))


def _plan_of_raw(study: StudyFiles, last: Last) -> Plan:
    """Plan a study that begins with raw exports; raises InputError where it makes nothing of them."""
    plan = as_far(make_plan(study), last)
    if not plan.steps:
        message = f"{study.folder}: no domain in sdtm/*.yaml makes rows; {NOTHING_MADE}"
        raise InputError(message)
    return plan


def _called(begin: Start) -> str:
    return "the raw folder" if begin.stage == "raw" else "the folder received"


def begins(study: StudyFiles, raw: Path | None, start: Start | None) -> Start:
    """Tell with what data the line begins: those named at the time, else those of study.yaml, below its folder."""
    if raw is not None:
        return Start("raw", str(raw))
    said = study.study.from_ or Start("raw", study.study.raw)
    return start or Start(said.stage, str(study.folder / said.folder))


def specification(study_folder: Path, *, elsewhere: bool = False) -> tuple[StudyFiles, tuple[Entry, ...]]:
    """Load a study, and give the files of its specification as they were before; who has planned it looks again."""
    before = entries(study_files(study_folder))
    study = load_study(study_folder, elsewhere=elsewhere)
    named = (*shared_files(study.study.standards.folders, study_folder), *published_files(study.study, study_folder))
    return study, before + entries(named)


def _begun(
    study: StudyFiles,
    plan: Plan | None,
    specifications: tuple[Entry, ...],
    begin: Start,
    last: Last,
    work: Work,
    crew: Crew,
    tell: Tell,
) -> tuple[Begun, tuple[Entry, ...]]:
    """Give what the line goes on from, and every file that it rests on; of raw exports there is a plan."""
    if plan is not None:
        return _from_raw(study, plan, specifications, Path(begin.folder), last, work, crew, tell)
    return _from_datasets(study, specifications, begin, last, tell)


def _from_raw(
    study: StudyFiles,
    plan: Plan,
    specifications: tuple[Entry, ...],
    source: Path,
    last: Last,
    work: Work,
    crew: Crew,
    tell: Tell,
) -> tuple[Begun, tuple[Entry, ...]]:
    """Begin with raw exports: make SDTM of them, and account for every row."""
    if not source.is_dir():
        message = f"{source}: no such folder of raw exports; name the one in which they lie with --raw"
        raise InputError(message)
    _refuse_moved(plan, study, specifications)
    parts, said = crew.ways.parts or work.package.with_name(PARTS), specified(study, last)
    refuse_workers(crew.ways, said, parts)
    whole = Whole(said, plan, parts, crew, crew.ways.parts and crew.ways.parts.parent)
    tell("read")
    exports = entries(raw_files(plan, source))

    def reads() -> Raw:
        with full_is(whole.named):
            tables = Raw(*read(plan, source, parts / TABLES if _is_large(exports, crew.ways) else None))
        refuse_changed(exports, raw_files(plan, source))
        return tables

    raw = raw_stage(work, plan, exports, reads)
    tell("map")
    rests = base(plan, specifications)

    @cache
    def chain() -> Chained:
        made = chained(raw.value.tables, whole, tell)
        _refuse_moved(plan, study, specifications)  # which workers have read anew
        return made

    sdtm = sdtm_stage(work, plan, rests, raw, lambda: chain().sdtm)

    def analysed() -> Adam:
        made_now = work.folder is None or sdtm.why
        return chain().adam() if made_now else build_adam(sdtm.value.datasets, plan)

    def tabulated() -> Tabulated:
        files = {name: table.file for name, table in raw.value.tables.items()}
        issues = (*raw.value.issues, *sdtm.value.issues)
        return Tabulated(sdtm.value.datasets, files, issues, raw.value.tables, sdtm.value.ledger, sdtm.value.told)

    made = Made("sdtm", sdtm.outputs, tabulated)
    begun = Begun(plan, study.folder, specifications, rests, made, analysed, (raw, sdtm), whole)
    return begun, (*specifications, *exports)


def _is_large(exports: Sequence[Entry], ways: Ways) -> bool:
    """Tell whether raw tables are too large to be read to memory, so that they are read to disk."""
    return ways.ranges > 1 or (not ways.ranges and sum(one.bytes for one in exports) > LARGE)


def _from_datasets(
    study: StudyFiles, specifications: tuple[Entry, ...], begin: Start, last: Last, tell: Tell
) -> tuple[Begun, tuple[Entry, ...]]:
    """Begin with SDTM, or with analysis datasets, that others made: these are read anew each time."""
    if last == "sdtm":
        message = f"--to sdtm: the line begins with {begin}, so there is no SDTM to make; end with adam or results"
        raise InputError(message)
    tell("read")
    files = entries(given_files(begin))
    given = read_given(begin, study)
    refuse_changed(files, given_files(begin))
    plan = as_far(make_plan(study, given.described), last)
    if not plan.analysis.specs:
        message = f"{study.folder}: no dataset in adam/*.yaml, and SDTM is given; write adam/adsl.yaml first"
        raise InputError(message)
    _refuse_moved(plan, study, specifications)
    analyses = given.datasets if begin.stage == "adam" else {}
    value = Tabulated({} if analyses else given.datasets, plan.received, given.issues, analyses=analyses)
    outputs = {f"state/datasets/frames/{one.file}": one.sha256 for one in files}
    made = Made(begin.stage, outputs, lambda: value)

    def analysed() -> Adam:
        return Adam(analyses, ()) if analyses else build_adam(value.datasets, plan)

    begun = Begun(plan, study.folder, specifications, base(plan, specifications), made, analysed)
    return begun, (*specifications, *files)


def _refuse_moved(plan: Plan, study: StudyFiles, specifications: Sequence[Entry]) -> None:
    """Refuse a wrong time stamp before the work, and a specification that changed while it was read."""
    stamp(plan)
    refuse_changed(specifications, _specified(study))


def _specified(study: StudyFiles) -> Iterator[tuple[str, Path]]:
    yield from study_files(study.folder)
    yield from shared_files(study.study.standards.folders, study.folder)
    yield from published_files(study.study, study.folder)


def _reported(made: Line, inputs: Sequence[Entry], work: Work) -> Report:
    """Put together what the stages gave, and write the report."""
    plan, tabulated = made.begun.plan, made.begun.tabulated.value
    results = together(plan, made.shown)
    drawn = (*empty_figures(results), *remarked(results.displays, results.rows))
    issues = (*made.issues.value, *drawn, *several_values(made.adam.value.datasets, plan))
    report = Report(
        study=plan.study.study.id,
        synthetic=plan.study.study.synthetic,
        datasets=made.datasets,
        issues=told(accept((*_unmade(plan), *issues), plan.study)),
        ledger=tabulated.ledger,
        figures=against_published(results, plan.results.published),
        made_at=made_at(plan),
    )
    kept = Reported(plan, tabulated.tables, tabulated.datasets if plan.received else {}, results)
    ledger = made.begun.tabulated.digest("state/ledger/")
    rests = {**made.data, "the ledger": ledger, "issues": issues_digest(report.issues)}
    held = page_stage(work, rests, lambda: reviewed(report, kept, work.package))
    return write_report(report, kept, held.value, inputs, work.package)


def _unmade(plan: Plan) -> Iterator[Issue]:
    """Report datasets that the study describes and nothing makes: where others make them, that is no mistake.

    And what else there is to say of the specification.
    """
    yield from plan.told
    if plan.described:
        number = len(plan.described)
        message = f"{number} dataset{'' if number == 1 else 's'} described only: {', '.join(plan.described)}"
        yield Issue("dataset-described", "note", "study.yaml", message, written="not in the package")
    made = {step.dataset for step in plan.steps if not isinstance(step, DeriveStep)}
    for name in plan.domains:
        if name not in made:
            message = "the study describes the dataset, and nothing makes its records"
            hint = f"say records: or build: in sdtm/{name.lower()}.yaml"
            yield Issue("dataset-unmade", "warning", name, message, written="not in the package", hint=hint)
