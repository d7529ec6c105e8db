"""The steps of a plan: rules bound to their arguments, in the order in which they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import pandas as pd

from converter.dataset import Dataset, Frame, no_lineage, no_sources
from converter.issues import place_of
from converter.spec.condition import Condition
from converter.spec.described.description import DefineFile
from converter.spec.published import Published

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from converter.issues import Issue, Severity
    from converter.spec.analysis import Analysis
    from converter.spec.checks.check import CheckSpec
    from converter.spec.dataset import DatasetSpec, Origin
    from converter.spec.display import Display
    from converter.spec.domain import Domain, Records
    from converter.spec.profile import Profile
    from converter.spec.standards.analysis_standard import AnalysisStandard
    from converter.spec.standards.standard import Standard
    from converter.spec.standards.terminology import Codelist, Package
    from converter.spec.study import Study, Table

SUBJECTS = "ADSL"
"""The analysis dataset of the subjects: one record for each."""

Column: TypeAlias = Annotated[str, "column"]
"""A rule's argument that names a raw column."""

Variable: TypeAlias = Annotated[str, "variable"]
"""A rule's argument that names a variable: 'AESTDTC' of the same dataset, or 'DM.RFSTDTC' of another."""

SourceVariable: TypeAlias = Annotated[str, "source"]
"""A variable of the dataset that the argument `dataset` beside it names."""

SourceCondition: TypeAlias = Annotated[Condition, "source"]
"""A condition on variables of the dataset that the argument `dataset` beside it names."""

NewVariable: TypeAlias = Annotated[str, "made"]
"""A rule's argument that names a variable which the rule makes."""

CopiedVariable: TypeAlias = Annotated[str, "source", "made"]
"""A variable of the dataset that the argument `dataset` names, made under the same name."""


@dataclass(frozen=True)
class Finding:
    """What a rule has to say of some rows: `rows` are index labels of the frame it was given.

    `values` is the offending text, aligned with `rows`; `written` says what the rule wrote instead.
    """

    rule: str
    severity: Severity
    rows: pd.Index
    values: pd.Series
    message: str
    written: str | pd.Series = ""
    hint: str = ""


@dataclass(frozen=True)
class Told:
    """What a finding said of records of a dataset: its rule, the variable (blank: all), record numbers from 1."""

    rule: str
    dataset: str
    variable: str
    rows: frozenset[int]


@dataclass(frozen=True)
class Mapped:
    """The values a rule gives, on the index of the frame it was given, and what it found on the way.

    `sources` has one row for each record of another dataset that a value rests on: `row` (index label of the frame),
    `table` (the dataset) and `source_row` (index label there). `usual` are the terms that rows write exactly;
    `alone` is found of rows only if rows of other subjects write them.
    """

    values: pd.Series
    findings: tuple[Finding, ...] = ()
    sources: Frame = field(default_factory=no_sources)
    alone: tuple[Finding, ...] = ()
    usual: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Built:
    """All rows of a domain that one rule made, on a RangeIndex, and the records of other datasets they rest on.

    `lineage` is as in `Dataset`: `row` is the position in `frame`, `table` a dataset, `source_row` its index label.
    """

    frame: Frame
    lineage: Frame = field(default_factory=no_lineage)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Derived:
    """The variables a derivation gives, on the index of the rows it was given, and the records they rest on.

    `sources` has one row for each record behind a value: `row` (index label of the rows), `variable` (the one it stands
    behind; blank for all of them), `table` (a dataset) and `source_row` (index label of its frame). `only` tells, of a
    variable that the derivation sets on some rows alone, on which; the others keep what they had.
    """

    values: Frame
    sources: Frame = field(default_factory=no_sources)
    findings: tuple[Finding, ...] = ()
    only: Mapping[str, pd.Series] = field(default_factory=dict)


@dataclass(frozen=True)
class BoundRule:
    """One rule of the registry with its arguments: what it does (`method`), what it reads, where the spec says so.

    `columns` are raw columns; `variables` are inputs written 'AESTDTC' (same dataset) or 'DM.RFSTDTC' (another one; or
    'SE.*' for all of it); `of_subject` those that the specification itself writes with their dataset, the subject's
    value; `makes` are the variables that an analysis rule makes.
    """

    name: str
    function: Callable[..., Any]
    arguments: Mapping[str, Any]
    method: str
    origin: Origin
    place: str
    columns: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    of_subject: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordsStep:
    """Make rows of `dataset` from one raw table."""

    dataset: str
    position: int
    records: Records
    rules: Mapping[str, BoundRule]


@dataclass(frozen=True)
class BuildStep:
    """Make all rows of `dataset` by one rule over other datasets and the study."""

    dataset: str
    rule: BoundRule


@dataclass(frozen=True)
class DeriveStep:
    """Give `variable` of `dataset` its value."""

    dataset: str
    variable: str
    rule: BoundRule


Step = RecordsStep | BuildStep | DeriveStep


@dataclass(frozen=True)
class AnalysisStep:
    """Add rows or variables to an analysis dataset by one rule.

    `makes` are the variables of the rows, `predecessors` those that are taken unchanged, each with where from.
    """

    dataset: str
    rule: BoundRule
    makes: tuple[str, ...]
    makes_rows: bool
    predecessors: Mapping[str, str]


@dataclass(frozen=True)
class AnalysisPlan:
    """The analysis datasets of a study in the order in which they are made, their descriptions and their steps."""

    standard: AnalysisStandard | None = None
    datasets: Mapping[str, Analysis] = field(default_factory=dict)
    specs: Mapping[str, DatasetSpec] = field(default_factory=dict)
    steps: tuple[AnalysisStep, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one result says: a statistic a row, and the records behind it.

    `statistics` has STAT (its name), LEVEL (the category or time that it is of, else blank), STATN (a number) and STATC
    (text, blank of a number). `behind` has `table` and `source_row`, index labels.
    """

    statistics: Frame
    behind: Frame


@dataclass(frozen=True)
class ResultStep:
    """Make one result in each column of a display."""

    display: str
    row: str
    rule: BoundRule

    @property
    def dataset(self) -> str:
        """The dataset that is analysed: the one the rule was given, else that of the subjects."""
        return str(self.rule.arguments.get("dataset") or SUBJECTS)


@dataclass(frozen=True)
class ResultPlan:
    """The displays of a study by name, the steps that make their results, and the published figures."""

    displays: Mapping[str, Display] = field(default_factory=dict)
    steps: tuple[ResultStep, ...] = ()
    published: Published = field(default_factory=lambda: Published(figures={}))


@dataclass(frozen=True)
class Source:
    """One raw table to read: the study's description of it, the profile it follows, the columns the plan uses.

    `part` is the sheet, member or form that it reads, where other tables read other parts of the same file.
    """

    name: str
    table: Table
    profile: Profile
    columns: tuple[str, ...] = ()
    part: str = ""

    @property
    def place(self) -> str:
        """What issues call the table: its file, and the part of it, for rows of two sheets have the same numbers."""
        return place_of(self.table.file, self.part)

    @property
    def subject(self) -> str:
        """The template of the subject id: the table's own, or that of its profile."""
        return self.table.subject or self.profile.subject


@dataclass(frozen=True)
class Plan:
    """Everything resolved, bound and ordered; no data read yet.

    `received` gives the file of each dataset that others made, where the line begins with them. `described` are the
    datasets that the study describes and does not make, `define` what else a define.xml of them holds. `checks` are
    those that are data, the study's own included. `told` is what there is to say of a specification that is right.
    """

    study: Study
    standard: Standard
    packages: tuple[Package, ...]
    codelists: Mapping[str, Codelist]
    sources: Mapping[str, Source]
    domains: Mapping[str, Domain]
    specs: Mapping[str, DatasetSpec]
    steps: tuple[Step, ...] = ()
    analysis: AnalysisPlan = field(default_factory=AnalysisPlan)
    results: ResultPlan = field(default_factory=ResultPlan)
    received: Mapping[str, str] = field(default_factory=dict)
    described: Mapping[str, DatasetSpec] = field(default_factory=dict)
    define: DefineFile = field(default_factory=DefineFile)
    checks: tuple[CheckSpec, ...] = ()
    told: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Fate:
    """What became of raw rows outside the lineage: 'merged', 'set aside' or 'not mapped', with the reason.

    `rows` are row numbers of the raw table; `dataset` is the domain that took the decision.
    """

    table: str
    dataset: str
    fate: Literal["merged", "set aside", "not mapped"]
    rows: tuple[int, ...]
    reason: str


__all__ = [
    "SUBJECTS",
    "AnalysisPlan",
    "AnalysisStep",
    "Answer",
    "BoundRule",
    "BuildStep",
    "Built",
    "Column",
    "CopiedVariable",
    "Dataset",
    "DeriveStep",
    "Derived",
    "Fate",
    "Finding",
    "Frame",
    "Mapped",
    "NewVariable",
    "Plan",
    "RecordsStep",
    "ResultPlan",
    "ResultStep",
    "Source",
    "SourceCondition",
    "SourceVariable",
    "Step",
    "Told",
    "Variable",
]
