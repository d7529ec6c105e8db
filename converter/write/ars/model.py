"""The part of the Analysis Results Standard that is written: selections, groupings, methods and analyses.

Source: CDISC Analysis Results Standard 1.0, logical model (https://www.cdisc.org/ars/1-0). Classes and slots have its
names; a slot without a value is left out. What the standard has beside these is not written.
"""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from converter.spec.model import Model

Comparator = Literal["EQ", "NE", "GT", "GE", "LT", "LE", "IN", "NOTIN"]
Operator = Literal["AND", "OR", "NOT"]


class Class(Model):
    """A class of the standard: its slots are written in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class Named(Class):
    """What has a name; the label is for display."""

    name: str
    label: str = ""
    description: str = ""


class Identified(Named):
    """What others refer to by its id."""

    id: str


class WhereClauseCondition(Class):
    """One comparison of a variable; the value is a list, of one unless the comparator is IN or NOTIN."""

    dataset: str
    variable: str
    comparator: Comparator
    value: tuple[str, ...]


class CompoundExpression(Class):
    """Several clauses joined by AND or OR, or one negated by NOT (CompoundSetExpression and its siblings)."""

    logical_operator: Operator
    where_clauses: tuple[WhereClause, ...]


class WhereClause(Class):
    """A selection: a condition or an expression, at its level of the hierarchy and its place there.

    Within the expression of a set or subset it may be another one, by its id (ReferencedAnalysisSet and its siblings).
    """

    level: int
    order: int
    condition: WhereClauseCondition | None = None
    compound_expression: CompoundExpression | None = None
    sub_clause_id: str = ""


class AnalysisSet(WhereClause, Identified):
    """A population: the subjects that are analysed."""


class DataSubset(WhereClause, Identified):
    """The records that are analysed."""


class Group(WhereClause, Identified):
    """One part of the subjects; without a condition all of them."""


class GroupingFactor(Identified):
    """What divides the subjects or the records: groups known beforehand, or (data driven) the values that occur."""

    data_driven: bool
    grouping_dataset: str = ""
    grouping_variable: str = ""
    groups: tuple[Group, ...] = ()


class OrderedGroupingFactor(Class):
    """A grouping that an analysis uses."""

    order: int
    grouping_id: str
    results_by_group: bool


class Operation(Identified):
    """One statistic of a method."""

    order: int


class CodeParameter(Class):
    """A parameter of a program, with its value (TemplateCodeParameter, AnalysisOutputCodeParameter)."""

    name: str
    value: tuple[str, ...] = ()


class ProgrammingCode(Class):
    """What makes a result (AnalysisProgrammingCodeTemplate, AnalysisOutputProgrammingCode)."""

    context: str
    code: str
    parameters: tuple[CodeParameter, ...] = ()


class AnalysisMethod(Identified):
    """The statistics that one kind of result gives."""

    operations: tuple[Operation, ...]
    code_template: ProgrammingCode


class Term(Class):
    """A controlled term, or the id of a term that extends the terminology."""

    controlled_term: str = ""
    sponsor_term_id: str = ""


class ResultGroup(Class):
    """The group of one grouping that a result is of: its id, or its value where the grouping is data driven."""

    grouping_id: str
    group_id: str = ""
    group_value: str = ""


class OperationResult(Class):
    """One statistic: as it was calculated and as it is printed."""

    operation_id: str
    result_groups: tuple[ResultGroup, ...] = ()
    raw_value: str = ""
    formatted_value: str = ""


class Analysis(Identified):
    """One analysis with its results."""

    reason: Term
    purpose: Term
    analysis_set_id: str
    ordered_groupings: tuple[OrderedGroupingFactor, ...] = ()
    data_subset_id: str = ""
    dataset: str
    variable: str = ""
    method_id: str
    programming_code: ProgrammingCode
    results: tuple[OperationResult, ...] = ()
