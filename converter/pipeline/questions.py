"""Questions about a study, a package and the converter itself: results, explanations, listings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from converter.adam.rules import ANALYSIS_RULES
from converter.check.checks import ANALYSIS_CHECKS, CHECKS
from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.pipeline.conversion import read
from converter.plan import make_plan
from converter.read.joined import joined
from converter.read.sas import read_sas_dataset
from converter.report.explain import Traced, explained
from converter.report.listing import (
    Listing,
    list_checks,
    list_codelists,
    list_datasets,
    list_profiles,
    list_rule,
    list_rules,
    list_standards,
    list_variables,
    unknown,
)
from converter.report.record import Asked, record_of
from converter.report.reference import page
from converter.report.report import Explanation
from converter.results.build import build_results
from converter.results.published import against_published
from converter.results.rules import RESULT_RULES
from converter.sdtm.rules import BUILD_RULES, DERIVE_RULES, RECORD_RULES
from converter.spec.load import load_study

PACKAGES = ("sdtm", "adam")


RULES = {
    "record": RECORD_RULES,
    "derive": DERIVE_RULES,
    "build": BUILD_RULES,
    "analysis": ANALYSIS_RULES,
    "result": RESULT_RULES,
}


def results(study_folder: Path, out: Path) -> pd.DataFrame:
    """Compare the published figures of a study with the results of a package; raises SpecError or InputError.

    `out` is the package that `convert` wrote; the results are made anew from its analysis datasets.
    """
    plan = make_plan(load_study(study_folder))
    shipped = sorted((out / "adam").glob("*.xpt"))
    if not shipped:
        message = f"{out}: holds no analysis datasets; run convert first"
        raise InputError(message)
    found = joined({path.stem.upper(): read_sas_dataset(path) for path in shipped}, plan.analysis.specs)
    made = build_results({name: dataset.frame for name, dataset in found.items()}, plan)
    return against_published(made, plan.results.published)


def explain(  # where the value stands, and where everything lies
    study_folder: Path,
    cell: str,
    out: Path,
    *,
    raw: Path | None = None,
    record: int = 0,
    subject: str = "",
    seq: int = 0,
    paramcd: str = "",
) -> Explanation:
    """Explain one value of a package: its rule, its method, and the raw cells it rests on; raises InputError.

    The record is named by its number, or by subject, parameter and sequence number as far as these are needed.
    """
    plan = make_plan(load_study(study_folder))
    name, _, variable = cell.upper().partition(".")
    shipped = [path for part in PACKAGES for path in sorted((out / part).glob("*.xpt"))]
    if name.lower() not in {path.stem for path in shipped}:
        message = f"{out}: holds no dataset '{name}'; run convert first, and write DATASET.VARIABLE"
        raise InputError(message)
    tables, _ = read(plan, raw or study_folder / plan.study.raw)
    package = Traced({path.stem.upper(): _traced(path, out) for path in shipped}, tables, plan)
    spec = {**plan.specs, **plan.analysis.specs}.get(name)
    asked = Asked(record, subject, seq, paramcd)
    return explained(package, name, variable, record_of(package.datasets[name][0], asked, spec.keys if spec else ()))


def _traced(path: Path, out: Path) -> tuple[FoundDataset, pd.DataFrame]:
    """Read one dataset of a package with the sources of its records."""
    trace = out / "trace" / f"{path.stem}.csv"
    sources = pd.read_csv(trace, dtype={"table": "str", "item": "str"}, keep_default_na=False)
    return read_sas_dataset(path), sources


def listed(what: str, name: str = "", *, json: bool = False) -> str:
    """List what the converter knows, as text or JSON; raises InputError for what cannot be listed."""
    listings: dict[str, Callable[[], Listing]] = {
        "standards": list_standards,
        "datasets": list_datasets,
        "variables": lambda: list_variables(name),
        "rules": lambda: list_rule(RULES, name) if name else list_rules(RULES),
        "codelists": lambda: list_codelists(name),
        "profiles": list_profiles,
        "checks": lambda: list_checks(CHECKS, ANALYSIS_CHECKS),
    }
    if what not in listings:
        raise unknown(what, tuple(listings))
    listing = listings[what]()
    return listing.json() if json else listing.text()


def reference() -> dict[str, str]:
    """Write the reference pages of the documentation: file name to text."""
    lead = "Written from the functions themselves; `[argument]` may be left out, `{argument}` is filled in define.xml."
    told = "Written from the functions themselves; every issue names its rule, place, rows, value and mend."
    return {
        "rules.md": page("Rules", lead, list_rules(RULES)),
        "checks.md": page("Checks", told, list_checks(CHECKS, ANALYSIS_CHECKS)),
    }
