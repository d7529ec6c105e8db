"""What is handed in, for the gate that judges it: the files as they lie in the tree, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from lxml import etree

from converter.errors import InputError
from converter.pipeline.received import given_files
from converter.pipeline.submission.annotated import Annotated
from converter.pipeline.submission.submitted import Job
from converter.read.datasets.folder import read_dataset
from converter.spec.text.paths import files_below
from converter.submission import define, tree
from converter.submission.crf.pages import FORM, misplaced, pageless
from converter.submission.findings import findings_of
from converter.submission.gate import Handed
from converter.submission.guide.known import unanswered
from converter.submission.start import wrong_start


def handed(job: Job, form: Annotated | None, folder: Path) -> Handed:
    """Tell what is handed in."""
    study = folder / job.root
    sdtm = study / tree.SDTM
    wrong, without = _pages(sdtm)
    told = form.told if form is not None else ()
    summary = _summary(sdtm / "ts.xpt")
    return Handed(
        job.root,
        {file: (study / file).stat().st_size for file in files_below(study)},
        start=tuple(wrong_start(summary, job.study.study.study.id)),
        undescribed=tuple(_undescribed(study)),
        left_out=tuple(_left_out(job)),
        findings=findings_of(job.package),
        misplaced=(*told, *wrong),
        pageless=without,
        unanswered=tuple(unanswered(job.plan, analysis=job.has_analysis)),
    )


def _undescribed(study: Path) -> Iterator[str]:
    """Tell where a define.xml does not describe the datasets beside it; one that cannot be read describes none."""
    for folder in tree.FOLDERS.values():
        if (study / folder / tree.DEFINE).is_file():
            root, wrong = _read(study / folder / tree.DEFINE)
            told = (wrong,) if root is None else define.undescribed(root, files_below(study / folder))
            yield from (f"{folder}: {one}" for one in told)


def _read(path: Path) -> tuple[etree._Element | None, str]:
    """Read a define.xml, or tell why it cannot be read."""
    try:
        return define.read_define(path), ""
    except InputError as error:
        return None, str(error)


def _left_out(job: Job) -> Iterator[str]:
    """Tell of datasets that were received and are not handed in, since the agency does not take their format."""
    if job.begin.stage == "sdtm":
        there = set(job.received.values())
        for file, path in given_files(job.begin):
            if path not in there:
                yield f"{file} is left out: expected {', '.join(job.agency.formats[tree.SDTM])}"


def _pages(sdtm: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell which pages of define.xml are wrong, and what was collected and has none."""
    root, _ = _read(sdtm / tree.DEFINE) if (sdtm / tree.DEFINE).is_file() else (None, "")
    if root is None:
        return (), ()
    form = (sdtm / FORM).read_bytes() if (sdtm / FORM).is_file() else None
    return tuple(misplaced(root, form)), tuple(pageless(root))


def _summary(path: Path) -> pd.DataFrame | None:
    """Read the trial summary; nothing where there is none."""
    found = read_dataset(path, {}) if path.is_file() else ()
    return next((one.frame for one in found), None)
