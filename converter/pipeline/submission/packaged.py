"""Hand in a package: the tree that an agency takes, with its gate, its manifest, and what lies beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from converter.errors import InputError
from converter.pipeline.conversion import begins, convert, specification
from converter.pipeline.documents import documents_of
from converter.pipeline.submission.annotated import Annotated, annotated_form
from converter.pipeline.submission.guides import guide_files, known_of
from converter.pipeline.submission.handed import handed
from converter.pipeline.submission.split import split
from converter.pipeline.submission.submitted import Job, job_of
from converter.pipeline.tell import Tell, silent
from converter.plan.analysis import analysis_package
from converter.report.json import as_json
from converter.spec.described.description import ACRF
from converter.spec.package.agency import load_agency
from converter.spec.package.submission import load_submission_words
from converter.spec.start import Start
from converter.spec.text.paths import below, files_below
from converter.submission import define, displays, programs, tree
from converter.submission.crf.pages import FORM, name_document, write_pages
from converter.submission.gate import Gate, judge
from converter.submission.guide.known import Known, Part
from converter.submission.told import gate_body, gate_json, gate_text
from converter.write.define_page.page import define_page
from converter.write.define_xml import PAGE, STYLESHEET
from converter.write.folder.listing import listing_of
from converter.write.folder.manifest import Entry, entries, manifest
from converter.write.folder.ours import MANIFEST, some, strangers
from converter.write.folder.place import refuse_overlap
from converter.write.folder.whole import whole_folder, write_text

MADE = "package"
GUIDES = {
    "sdtm": ("LF.csdrg", "csdrg.pdf", "Clinical Study Data Reviewer's Guide"),
    "adam": ("LF.adrg", "adrg.pdf", "Analysis Data Reviewer's Guide"),
}
"""The guide of each part: how define.xml names it, its file, its title."""
HEAD = 1 << 16
"""Bytes in which Dataset-JSON says which define.xml describes it."""


@dataclass(frozen=True)
class Submission:
    """What was handed in: the folder, its files below it, and the gate."""

    folder: Path
    files: tuple[str, ...]
    gate: Gate


def hand_in(
    study_folder: Path,
    out: Path,
    *,
    agency: str = "fda",
    made: Path | None = None,
    raw: Path | None = None,
    start: Start | None = None,
    dataset_bytes: int | None = None,
    tell: Tell = silent,
) -> Submission:
    """Hand in a study: write the tree of Module 5 for an agency to `out`, whole or not at all, and judge it.

    `made` is the package that `convert` wrote of the study as it is now; without it the study is converted first. Where
    the line begins with SDTM that others made (`start`, or from: of study.yaml), that is handed in as it was received.
    A dataset over `dataset_bytes` (as the agency says, if nothing is said) is whole there, and in parts beside.
    The same package gives the same bytes. Raises SpecError and InputError as `convert` does, and InputError for a
    package that is not as it was written, or that another specification or another version made.
    """
    taken = load_agency(agency)
    if dataset_bytes is not None:
        taken = taken.model_copy(update={"dataset_bytes": dataset_bytes})
    study, specifications = specification(study_folder, elsewhere=raw is not None or start is not None)
    begin = begins(study, raw, start)
    refuse_overlap(out, {"the study folder": study_folder, **({"the package": made} if made else {})})
    with _package(study_folder, out, made, begin, specifications, tell) as source, whole_folder(out) as folder:
        job = job_of(study, specifications, source, taken, begin)
        tell("submission")
        gate = _write(job, folder)
        files = tuple(sorted([*files_below(folder), MANIFEST]))
        _write_manifest(job, gate, folder)
    return Submission(out, files, gate)


@contextmanager
def _package(
    study: Path, out: Path, made: Path | None, begin: Start, specifications: Sequence[Entry], tell: Tell
) -> Iterator[Path]:
    """Give a package of the study as it is now: the one that is there, else one that is made meanwhile."""
    if made is not None:
        _refuse_other(made, specifications)
        yield made
        return
    out.resolve().parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".package-", dir=out.resolve().parent) as folder:
        convert(study, Path(folder) / MADE, start=begin, tell=tell)
        yield Path(folder) / MADE


def _refuse_other(made: Path, specifications: Sequence[Entry]) -> None:
    """Raise InputError for a package that is not as it was written, or that the study of today did not make."""
    was = listing_of(made)
    if changed := strangers(made):
        message = f"{made}: is not as it was written: {some(changed)}; convert again"
        raise InputError(message)
    now = {one.file: one.sha256 for one in specifications}
    moved = sorted(file for file, digest in now.items() if was.inputs.get(file) != digest)
    if moved:
        message = f"{made}: the specification has changed since: {some(moved)}; convert again"
        raise InputError(message)
    if was.versions.get("converter") != version("converter"):
        message = f"{made}: was made by converter {was.versions.get('converter')}; convert again"
        raise InputError(message)


def _write(job: Job, folder: Path) -> Gate:
    """Write everything but the manifest, and give the gate."""
    for file, place in job.places.items():
        _copy(job, file, _new(folder, place))
    _copy_received(job, folder)
    parts = dict(_split(job, folder))
    drawn = dict(_write_displays(job, folder))
    form = _write_form(job, folder)
    for name, data in guide_files(replace(_known(job, form), split=parts)).items():
        _new(folder, f"{job.root}/{name}" if name.endswith(".pdf") else f"{tree.BESIDE}/{name}").write_bytes(data)
    for part in tree.FOLDERS:
        if f"{part}/{tree.DEFINE}" in job.places:
            _write_define(job, part, drawn, form, folder)
    for name, text in _programs(job).items():
        write_text(_new(folder, f"{job.root}/{tree.PROGRAMS}/{name}"), text)
    gate = judge(job.agency, handed(job, form, folder))
    write_text(folder / "gate.json", gate_json(gate))
    write_text(folder / "gate.txt", gate_text(gate, None))
    return gate


def _new(folder: Path, place: str) -> Path:
    path = below(folder, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _copy(job: Job, file: str, path: Path) -> None:
    """Copy a file; Dataset-JSON refers to the define.xml where that lies now."""
    with (job.package / file).open("rb") as old, path.open("wb") as new:
        head = old.read(HEAD)
        for part, place in job.places.items() if file.startswith("dataset-json/") else ():
            if part.endswith(f"/{tree.DEFINE}"):
                here = tree.reference(place, job.places[file])
                head = head.replace(f'"../{part}"'.encode(), f'"{here}"'.encode(), 1)
        new.write(head)
        shutil.copyfileobj(old, new)


def _copy_received(job: Job, folder: Path) -> None:
    """Copy tabulations as they were received; where files are named anew, their define.xml follows."""
    named = {path.name: place.rpartition("/")[2] for place, path in job.received.items()}
    for place, path in job.received.items():
        shutil.copyfile(path, _new(folder, place))
        if path.name == tree.DEFINE and any(old != new for old, new in named.items()):
            root = define.read_define(path)
            define.redirect(root, lambda href: named.get(href, href))
            (folder / place).write_bytes(define.define_bytes(root, named.get(STYLESHEET, STYLESHEET)))


def _split(job: Job, folder: Path) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Split each dataset that is larger than the agency takes, and give its parts by its name."""
    for place in tree.FOLDERS.values() if job.agency.splits else ():
        here = folder / job.root / place
        for path in sorted(here.glob("*.xpt")):
            if parts := split(path, here / tree.SPLIT, job.agency.dataset_bytes):
                yield path.stem.upper(), parts


def _write_displays(job: Job, folder: Path) -> Iterator[tuple[str, str]]:
    """Draw each table and figure as PDF, and give the place of each file of the package that it stands for."""
    from converter.submission.pdf import pdf_of  # noqa: PLC0415 - an extra

    for file in job.places:
        if file.startswith("results/") and file.endswith((".html", displays.DRAWN)):
            stem = file.removeprefix("results/").rpartition(".")[0]
            place = f"{job.root}/{tree.MISC}/{tree.written(stem, job.agency.names)}.pdf"
            _new(folder, place).write_bytes(pdf_of(displays.display_document(job.package / file)))
            yield file, place


def _write_form(job: Job, folder: Path) -> Annotated | None:
    """Write the annotated form and its annotations to import; one that the study brings along stays as it is."""
    if job.raw is None or ACRF in job.study.study.documents:
        return None
    form = annotated_form(job.plan, job.study.folder, job.raw, listing_of(job.package).inputs)
    if form is not None:
        _new(folder, f"{job.root}/{tree.SDTM}/{FORM}").write_bytes(form.pdf)
        _new(folder, f"{tree.BESIDE}/acrf.xfdf").write_bytes(form.xfdf)
    return form


def _known(job: Job, form: Annotated | None) -> Known:
    """Give what is known for the guides."""
    given = "given" if ACRF in job.study.study.documents else ""
    made = "laid" if job.study.study.crf.file else "drawn"
    return known_of(job.plan, job.package, given if form is None else made, job.begin.stage)


def _write_define(job: Job, part: str, drawn: Mapping[str, str], form: Annotated | None, folder: Path) -> None:
    """Write define.xml and its page, with the leafs where the files lie now, and the pages of the annotated form."""
    file = f"{part}/{tree.DEFINE}"
    root, place = define.read_define(job.package / file), job.places[file]
    every = {**job.places, **drawn}

    def where(href: str) -> str:
        named = href.removeprefix("../") if href.startswith("../") else f"{part}/{href}"
        return tree.reference(every[named], place) if named in every else href

    define.redirect(root, where)
    if form is not None and part == "sdtm":
        write_pages(root, form.pages)
    name_document(root, *GUIDES[part], "SupplementalDoc")
    (folder / place).write_bytes(define.define_bytes(root, STYLESHEET))
    write_text((folder / place).with_name(PAGE), define_page(root))


def _programs(job: Job) -> dict[str, str]:
    """Give the specification as texts, which file each is, the versions, and how to run them."""
    folder = job.study.folder
    files = [one.file for one in job.specifications]
    named = programs.program_names(files, job.agency.names)
    texts = {named[file]: (folder / file).read_text(encoding="utf-8") for file in files}
    here = f"{job.root}/{tree.PROGRAMS}/{programs.FILES}"
    documents = {
        file: tree.reference(job.places[place], here) for file, place in _documents(job) if place in job.places
    }
    return {
        **texts,
        programs.FILES: programs.files_text(named, documents),
        programs.PINS: programs.pins_text(),
        programs.README: programs.readme_text(job.study.study.study.id, analysis=job.has_analysis),
    }


def _documents(job: Job) -> Iterator[tuple[str, str]]:
    """Give each document of the study that a package holds: its file in the study, and in the package."""
    folder = job.study.folder
    plans = {"sdtm": job.plan, **({"adam": analysis_package(job.plan)} if job.has_analysis else {})}
    for part, plan in plans.items():
        for name, path in documents_of(plan, folder).files.items():
            yield path.relative_to(folder.resolve()).as_posix(), f"{part}/{name}"


def _write_manifest(job: Job, gate: Gate, folder: Path) -> None:
    """List every file with its SHA-256 and its tag, what the package was made of, and the gate; the last file."""
    tags = load_submission_words().tags
    outputs = entries([(file, folder / file) for file in files_below(folder)])
    body: dict[str, Any] = manifest(job.inputs(), outputs)
    for one in body["outputs"]:
        if tag := tags.of(one["file"].removeprefix(f"{job.root}/")):
            one["tag"] = tag
    write_text(folder / MANIFEST, as_json({**body, "gate": gate_body(gate)}))
