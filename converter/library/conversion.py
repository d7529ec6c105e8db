"""A study converted, one dataset of it made, one value explained, published figures compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

import pandas as pd

from converter.dataset import Dataset
from converter.errors import InputError
from converter.library.frames import Folder, Frames, data_folder
from converter.library.studies import AnyStudy, study_folder, study_of_frames
from converter.library.worded import worded
from converter.pipeline.alone import make_alone
from converter.pipeline.conversion import convert as convert_folder
from converter.pipeline.conversion import would_run as would_run_folder
from converter.pipeline.planning import planned
from converter.pipeline.questions import explain as explain_folder
from converter.pipeline.questions import results
from converter.pipeline.stages.workers import Ways
from converter.pipeline.tell import Tell, silent
from converter.report.answers.specification import StudyPlan
from converter.report.report import Explanation, Report
from converter.spec.start import Start

Last = Literal["sdtm", "adam", "results"]
Trace = Literal["parquet", "csv"]
Data = Folder | Frames | None
"""Data that are given: the folder in which they lie, or frames by name; None: as study.yaml says."""


@worded()
def convert(
    study: AnyStudy,
    out: Folder | None = None,
    *,
    raw: Data = None,
    sdtm: Data = None,
    adam: Data = None,
    last: Last = "results",
    work: Folder | None = None,
    trace: Trace = "parquet",
    workers: int | str = 1,
    ranges: int = 0,
    memory: int = 1000,
    tell: Tell = silent,
) -> Report:
    """Convert the data of a study to SDTM, ADaM and results, as `converter convert` does; give the report.

    `study` is its folder, or its files as Python objects (see `read_study`). The line begins with `raw` exports, with
    `sdtm` or with `adam` datasets: a folder, or frames by the name of the raw table or of the dataset; without any, as
    study.yaml says. With `out` the package is written there, whole or not at all; without it nothing is kept but the
    report, whose `frame("AE")` gives each dataset. `last` ends the line earlier; `work`, `trace`, `workers`, `ranges`
    and `memory` are as on the command line; `tell` hears the name of each stage. What is wrong with the data is in the
    report's issues. Raises SpecError, InputError or LedgerError.

    >>> report = convert("examples/demo")
    >>> report.frame("AE")["AEDECOD"].value_counts()
    """
    _refuse_word("last", last, get_args(Last))
    _refuse_word("trace", trace, get_args(Trace))
    ways = Ways(workers, ranges, memory=memory)
    kept = Path(work) if work is not None else None
    with _given(study, raw, sdtm, adam) as given, _package(out) as place:
        report = convert_folder(
            given.study,
            place,
            raw=given.raw,
            start=given.start,
            last=last,
            work=kept,
            trace=trace,
            ways=ways,
            tell=tell,
        )
        return report if out is not None else _held(report)


@worded()
def would_run(
    study: AnyStudy, *, work: Folder, raw: Data = None, sdtm: Data = None, adam: Data = None, last: Last = "results"
) -> dict[str, tuple[str, ...]]:
    """Tell of each stage why it would run again on what `work` holds: nothing of one that is kept. Nothing is run.

    As `converter convert --explain`. Raises SpecError or InputError.

    >>> would_run("examples/demo", work="work")["sdtm"]
    """
    _refuse_word("last", last, get_args(Last))
    with _given(study, raw, sdtm, adam) as given:
        return would_run_folder(given.study, work=Path(work), raw=given.raw, start=given.start, last=last)


@worded()
def make_dataset(study: AnyStudy, name: str, *, raw: Data = None, sdtm: Data = None) -> Report:
    """Make one domain or analysis dataset of a study alone; of a domain its qualifiers, too. Nothing is written.

    Only what it is made of is read and made: of raw frames only those tables need be given. The report has the dataset
    and what was found on the way, without the ledger and the checks of a whole conversion. Raises SpecError or
    InputError.

    >>> make_dataset("examples/demo", "AE").frame("AE")
    """
    with _given(study, raw, sdtm, None, needed=False) as given:
        tables = tuple(raw) if isinstance(raw, Mapping) else None
        return make_alone(given.study, name.upper(), raw=given.raw, start=given.start, given=tables)


@worded()
def explain(
    study: AnyStudy,
    cell: str,
    out: Folder,
    *,
    raw: Data = None,
    sdtm: Data = None,
    adam: Data = None,
    record: int = 0,
    subject: str = "",
    seq: int = 0,
    paramcd: str = "",
    depth: int = 0,
    full: bool = False,
) -> Explanation:
    """Explain one value of a package, as `converter explain` does: its rule, the decision, the raw cells below.

    `cell` is DATASET.VARIABLE; the record is named by its number, or by `subject`, `seq` and `paramcd` as far as these
    are needed. The data are those that `out` was made of, given as for `convert`. Raises SpecError or InputError.

    >>> explain("examples/demo", "AE.AESTDY", "out/demo", subject="DEMO01-101-001", seq=1)
    """
    with _given(study, raw, sdtm, adam) as given:
        return explain_folder(
            given.study,
            cell,
            Path(out),
            raw=given.raw,
            start=given.start,
            record=record,
            subject=subject,
            seq=seq,
            paramcd=paramcd,
            depth=depth,
            full=full,
        )


@worded()
def compare_figures(study: AnyStudy, out: Folder, figure: str = "") -> pd.DataFrame:
    """Compare the published figures of a study with those of a package, as `converter results` does: a row for each.

    `figure` takes only those whose path begins so. Raises SpecError or InputError.

    >>> compare_figures("examples/crb401", "out/crb401", "table_1")
    """
    with study_folder(study) as folder:
        return results(folder, Path(out), figure)


@worded()
def check_study(study: AnyStudy, *, sdtm: Data = None) -> StudyPlan:
    """Tell whether the specification of a study is right, as `converter check STUDY` does; no data are read.

    Gives what it makes, by name. `sdtm` holds the SDTM that others made, where the study makes none: its variables are
    read. Raises SpecError with everything that is wrong.

    >>> check_study("examples/demo").domains
    """
    with study_folder(study) as folder:
        if sdtm is None:
            return StudyPlan(planned(folder))
        with data_folder(sdtm) as data:
            return StudyPlan(planned(folder, data))


@dataclass(frozen=True)
class _Given:
    """Where a study lies and its data, as the pipeline takes them."""

    study: Path
    raw: Path | None = None
    start: Start | None = None


@contextmanager
def _given(study: AnyStudy, raw: Data, sdtm: Data, adam: Data, *, needed: bool = True) -> Iterator[_Given]:
    """Give the folders of a study and of its data: those that are named, or temporary ones of objects and frames."""
    said = {name: data for name, data in {"raw": raw, "sdtm": sdtm, "adam": adam}.items() if data is not None}
    if len(said) > 1:
        message = f"say with what the line begins: one of {', '.join(said)}"
        raise InputError(message)
    if not said and isinstance(study, Mapping):
        message = "a study of Python objects lies in no folder: say where its data are, by raw, sdtm or adam"
        raise InputError(message)
    begin, data = next(iter(said.items()), ("", None))
    with ExitStack() as held:
        folder = held.enter_context(study_folder(study))
        lies = held.enter_context(data_folder(data)) if data is not None else None
        if lies is None:
            yield _Given(folder)
        elif begin == "raw":
            frames = data if isinstance(data, Mapping) else None
            copy = held.enter_context(study_of_frames(folder, frames, needed=needed)) if frames is not None else folder
            yield _Given(copy, lies)
        else:
            yield _Given(folder, start=Start("sdtm" if begin == "sdtm" else "adam", str(lies)))


@contextmanager
def _package(out: Folder | None) -> Iterator[Path]:
    """Give the folder of the package, a temporary one where nobody wants to keep it."""
    if out is not None:
        yield Path(out)
        return
    with TemporaryDirectory(prefix="converter-") as made:
        yield Path(made) / "package"


def _held(report: Report) -> Report:
    """Take the datasets of a report to memory, where their files go."""
    datasets = {
        name: one if isinstance(one, Dataset) else Dataset(one.spec, one.frame, one.lineage, one.making)
        for name, one in report.datasets.items()
    }
    return replace(report, datasets=datasets, files=())


def _refuse_word(name: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        message = f"{name}: expected {', '.join(map(repr, known))}, got {word!r}"
        raise InputError(message)
