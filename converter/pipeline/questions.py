"""Questions about a study, a package and the converter itself: results, explanations, listings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from converter.adam.rules import ANALYSIS_RULES
from converter.errors import InputError, nearest
from converter.pipeline.checking.every_check import EVERY_CHECK
from converter.pipeline.conversion import begins
from converter.pipeline.planning import planned
from converter.pipeline.received import read_given
from converter.plan import make_plan
from converter.plan.descriptions.permitted import with_permitted
from converter.plan.schema.document import kind_schema
from converter.plan.schema.kinds import KINDS, PEOPLE
from converter.plan.schema.page import keys_page
from converter.read.cells import cells_of
from converter.read.datasets.joined import joined
from converter.read.datasets.shipped import received_parts, shipped
from converter.read.sas.sas import read_sas_dataset
from converter.report.answers.listing import (
    Listing,
    list_checks,
    list_codelists,
    list_datasets,
    list_issues,
    list_profiles,
    list_rule,
    list_rules,
    list_standards,
    list_variables,
    unknown,
)
from converter.report.pages.admiral_page import admiral_page
from converter.report.pages.check_page import check_page
from converter.report.pages.coverage import coverage_page
from converter.report.pages.reference import page
from converter.report.report import Explanation
from converter.report.why.package import Traced, TracedDataset
from converter.report.why.record import Asked, record_of
from converter.report.why.records import Held, Records
from converter.report.why.screen import Extent, explained
from converter.report.why.trace import STEPS, Made, changed_steps, made_of
from converter.report.why.trace_file import SOURCES, HeldSources, stored_sources
from converter.results.build import build_results
from converter.results.published import against_published
from converter.results.rules import RESULT_RULES
from converter.sdtm.rules import BUILD_RULES, DERIVE_RULES, RECORD_RULES
from converter.spec.checks.check import CheckSpec
from converter.spec.library import load_authorities, load_checks, load_counterparts
from converter.spec.load import StudyFiles, load_study
from converter.spec.standards.analysis_standard import AnalysisStandard
from converter.spec.standards.guides import load_guide, load_standard
from converter.spec.standards.standard import Standard
from converter.spec.start import Start

PACKAGES = ("sdtm", "adam")
NAMED = ("variables", "rules", "codelists", "checks")
"""What is listed of one thing, by its name."""
STANDARD, OF_STANDARD = "sdtmig-3.4", ("datasets", "variables")
"""The standard whose datasets and variables are listed where none is named, and what is listed of one."""

RULES = {
    "record": RECORD_RULES,
    "derive": DERIVE_RULES,
    "build": BUILD_RULES,
    "analysis": ANALYSIS_RULES,
    "result": RESULT_RULES,
}


def results(study_folder: Path, out: Path, figure: str = "") -> pd.DataFrame:
    """Compare the published figures of a study with the results of a package; raises SpecError or InputError.

    `out` is the package that `convert` wrote; the results are made anew from its analysis datasets. `figure` takes only
    figures whose path begins so.
    """
    plan = planned(study_folder)
    paths = list(plan.results.published.figures)
    if figure and not any(path.startswith(figure) for path in paths):
        hint = nearest(figure, {".".join(path.split(".")[:size]) for path in paths for size in range(1, 9)})
        message = f"no published figure begins with '{figure}' ({hint or f'there are {len(paths)} published figures'})"
        raise InputError(message)
    shipped = sorted((out / "adam").glob("*.xpt"))
    if not shipped:
        message = f"{out}: holds no analysis datasets; run convert first"
        raise InputError(message)
    found = joined({path.stem.upper(): read_sas_dataset(path) for path in shipped}, plan.analysis.specs)
    made = build_results({name: dataset.frame for name, dataset in found.items()}, plan)
    compared = against_published(made, plan.results.published)
    return compared[compared["PATH"].str.startswith(figure)]


def explain(  # where the value stands, and where everything lies
    study_folder: Path,
    cell: str,
    out: Path,
    *,
    raw: Path | None = None,
    start: Start | None = None,
    record: int = 0,
    subject: str = "",
    seq: int = 0,
    paramcd: str = "",
    depth: int = 0,
    full: bool = False,
) -> Explanation:
    """Explain one value of a package: its rule, its method, and the raw cells it rests on; raises InputError.

    The record is named by its number, or by subject, parameter and sequence number as far as these are needed. What is
    told fits a screen, unless `depth` asks for so many levels below the value, or `full` for all of them. `raw` and
    `start` say where the data lie, as for `convert`.
    """
    study = load_study(study_folder, elsewhere=raw is not None or start is not None)
    begin = begins(study, raw, start)
    name, _, variable = cell.upper().partition(".")
    package = traced(out, study, begin)
    plan = package.plan
    if name not in package.datasets:
        hint = nearest(name, package.datasets) or f"it holds {', '.join(package.datasets)}"
        message = f"{out}: holds no dataset '{name}' ({hint}); expected DATASET.VARIABLE, such as DM.AGE"
        raise InputError(message)
    spec = {**plan.specs, **plan.analysis.specs}.get(name)
    found = record_of(package.datasets[name].records, Asked(record, subject, seq, paramcd), spec.keys if spec else ())
    return explained(package, name, variable, found, Extent(depth, full))


def traced(out: Path, study: StudyFiles, start: Start | None = None) -> Traced:
    """Read a package with its trace and the data it begins with; raises InputError where the plan is another one."""
    begin = start or begins(study, None, None)
    received = read_given(begin, study, heads=True) if begin.stage != "raw" else None
    plan = make_plan(study, received.described if received else None)
    told = out / "trace" / "steps.csv"
    if not told.is_file():
        message = f"{out}: holds no trace of steps; run convert first"
        raise InputError(message)
    text = dict.fromkeys(STEPS, "str") | {"step": "int64"}
    steps = pd.read_csv(told, dtype=text, keep_default_na=False)
    changed = changed_steps(steps, plan)
    if changed:
        message = f"{out}: the specification is not the one that made it ({changed}); run convert again"
        raise InputError(message)
    mine = dict(iter(steps.groupby("dataset", sort=False)))
    files = [path for part in PACKAGES for path in sorted((out / part).glob("*.xpt"))]
    found = shipped(files, {**plan.specs, **plan.analysis.specs})
    datasets = {
        name: TracedDataset(one, stored_sources(out / "trace", name), made_of(mine.get(name, steps.head(0))))
        for name, one in found.items()
    }
    if received:
        parts = received_parts(received.found, Path(begin.folder))
        given = {name: _as_received(parts.get(name) or Held(one)) for name, one in received.found.items()}
        return Traced({**given, **datasets}, {}, plan)
    return Traced(datasets, cells_of(plan.sources, Path(begin.folder)), plan)


def _as_received(records: Records) -> TracedDataset:
    """Take a dataset that others made: nothing is known of where its records come from."""
    return TracedDataset(records, HeldSources(pd.DataFrame(columns=SOURCES)), Made({}, {}, {}))


def listed(what: str, name: str = "", *, standard: str = STANDARD, json: bool = False) -> str:
    """List what the converter knows, as text or JSON; datasets and variables are those of a `standard`, or of a study.

    A study is named by its folder, as the standard, or as the name of a list of datasets. Raises InputError for what
    cannot be listed, SpecError for an unknown standard.
    """
    if what == "datasets" and _is_study(name):
        standard, name = name, ""
    listings: dict[str, Callable[[], Listing]] = {
        "standards": list_standards,
        "datasets": lambda: list_datasets(_guide(standard)),
        "variables": lambda: list_variables(_guide(standard), name),
        "rules": lambda: list_rule(RULES, name) if name else list_rules(RULES),
        "codelists": lambda: list_codelists(name),
        "profiles": list_profiles,
        "checks": lambda: list_checks(EVERY_CHECK, load_checks()),
    }
    if what not in listings:
        raise unknown(what, tuple(listings))
    if standard != STANDARD and what not in OF_STANDARD:
        message = f"a list of {what} is not that of a standard; those of {' and '.join(OF_STANDARD)} are"
        raise InputError(message)
    if name and what not in NAMED:
        message = f"a list of {what} takes no name, got '{name}'; {' and '.join(NAMED)} do"
        raise InputError(message)
    if what == "checks" and name:
        return check_page(_check(name))
    listing = listings[what]()
    return listing.json() if json else listing.text()


def _check(name: str) -> CheckSpec:
    """Find a check by its id; raises InputError for an unknown one."""
    known = {spec.id: spec for spec in load_checks()}
    if name not in known:
        message = f"unknown check '{name}' {nearest(name, known)}".strip()
        raise InputError(message)
    return known[name]


def _is_study(name: str) -> bool:
    return bool(name) and (Path(name) / "study.yaml").is_file()


def _guide(name: str) -> Standard | AnalysisStandard:
    """Load a guide by its name, or that of a study with all that the study adds to it."""
    if not _is_study(name):
        return load_guide(name)
    files = load_study(Path(name))
    guide = load_standard("sdtmig", files.study.standards.sdtmig, files.standards)
    return with_permitted(guide, files.domains)


def reference() -> dict[str, str]:
    """Write the reference pages of the documentation: file name to text."""
    lead = "Written from the functions themselves; `[argument]` may be left out, `{argument}` is filled in define.xml."
    told = "Written from the functions themselves; every issue names its rule, place, rows, value and mend."
    asked = (
        "What to do about an issue, by the rule that it names; issues of [checks](checks.md) have pages of their own."
    )
    checks = load_checks()
    return {
        "issues.md": page("Issues", asked, list_issues()),
        "rules.md": page("Rules", lead, list_rules(RULES)),
        "checks.md": page("Checks", told, list_checks(EVERY_CHECK, checks)),
        "admiral.md": admiral_page(load_counterparts()),
        "coverage.md": coverage_page(load_authorities(), checks),
        **{f"keys/{kind}.md": keys_page(kind, KINDS[kind].files, kind_schema(kind)) for kind in PEOPLE},
        **{f"checks/{spec.id}.md": check_page(spec) for spec in checks},
    }
