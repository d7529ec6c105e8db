"""The line: raw exports in, SDTM out, every row accounted for. Reading this is reading the tool."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from converter.compute.acceptance import accept
from converter.compute.describe import describe
from converter.plan import make_plan
from converter.report.report import Report
from converter.sdtm.build import build_sdtm
from converter.spec.load import load_study
from converter.write.whole import whole_folder

Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


def convert(study_folder: Path, out: Path, *, raw: Path | None = None, tell: Tell = silent) -> Report:
    """Convert the raw exports of a study to an SDTM package in `out`, whole or not at all.

    `raw` is the folder of the exports (default: the one study.yaml names); `tell` hears the name of each stage.
    Raises SpecError, InputError or LedgerError; what is wrong with the data is in the report's issues.
    """
    tell("plan")
    files = load_study(study_folder)
    plan = make_plan(files)
    tell("read")
    tables, found = read(plan, raw or study_folder / plan.study.raw)
    tell("map")
    sdtm = build_sdtm(tables, plan)
    datasets = describe(sdtm.datasets)
    with whole_folder(out) as folder:
        tell("write")
        write(datasets, plan, folder)
        tell("check")
        checked = check_written(datasets, plan, folder / "sdtm")
        issues = accept((*found, *sdtm.issues, *checked), plan.study)
        tell("report")
        report = Report(plan.study.study.id, plan.study.study.synthetic, datasets, issues, (), sdtm.ledger)
        return write_report(report, sdtm.ledger, tables, plan, folder)
