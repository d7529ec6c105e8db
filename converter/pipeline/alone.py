"""One dataset of a study alone, with nothing written: only what it is made of is read and made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from converter.adam.build import build_adam
from converter.compute.describing.describe import describe
from converter.compute.issues.acceptance import accept
from converter.dataset import AnyDataset
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.conversion import begins
from converter.pipeline.received import read_given
from converter.pipeline.stages.data import read
from converter.plan import make_plan
from converter.plan.alone import plan_of_one
from converter.report.report import Report
from converter.report.told import told
from converter.sdtm.build import map_sdtm, screened
from converter.sdtm.found import told as told_found
from converter.spec.dataset import supplemental_of
from converter.spec.load import load_study
from converter.spec.start import Start
from converter.steps import Plan


def make_alone(
    study_folder: Path,
    name: str,
    *,
    raw: Path | None = None,
    start: Start | None = None,
    given: Collection[str] | None = None,
) -> Report:
    """Make one domain or analysis dataset, and of a domain its qualifiers; raises SpecError or InputError.

    `raw` and `start` say where the data lie, as for `convert`; `given` names the raw tables that are there, if not all
    are. Text is as wide as in these datasets, where a package
    has the width of the whole study. The ledger of raw rows and the checks of shipped files are those of a conversion.
    """
    study = load_study(study_folder, elsewhere=raw is not None or start is not None)
    begin = begins(study, raw, start)
    if begin.stage == "adam":
        message = f"the line begins with {begin}, so there is no dataset to make; read that folder"
        raise InputError(message)
    if begin.stage == "raw":
        plan = plan_of_one(make_plan(study), name)
        absent = [one for one in plan.sources if given is not None and one not in given]
        if absent:
            message = f"raw: no frame for {', '.join(absent)}; {name} is made of {', '.join(plan.sources)}"
            raise InputError(message)
        tabulations, issues = _tabulated(plan, Path(begin.folder))
    else:
        received = read_given(begin, study)
        plan = plan_of_one(make_plan(study, received.described), name)
        tabulations, issues = received.datasets, received.issues
    analysed = build_adam(tabulations, plan)
    every = {**tabulations, **analysed.datasets}
    names = [one for one in (name, supplemental_of(plan.specs, name)) if one in every]
    found = (*issues, *analysed.issues)
    identity = plan.study.study
    datasets = describe({one: every[one] for one in names})
    return Report(identity.id, identity.synthetic, datasets, told(accept(found, plan.study)))


def _tabulated(plan: Plan, folder: Path) -> tuple[Mapping[str, AnyDataset], tuple[Issue, ...]]:
    """Read the raw tables of a plan and map them."""
    tables, read_issues = read(plan, folder)
    screening = screened(tables, plan)
    made = map_sdtm({name: kept.whole() for name, kept in screening.tables.items()}, plan)
    return made.datasets, (*read_issues, *screening.issues, *made.issues, *told_found(made.found, plan))
