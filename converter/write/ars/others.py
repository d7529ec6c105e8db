"""Subjects selected by records of any dataset: those that have such a record, or that have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from converter.spec.condition import Condition
from converter.write.ars.conditions import Selection, selection
from converter.write.ars.model import CompoundExpression, WhereClause

SUBJECT = "USUBJID"


@dataclass(frozen=True)
class Others:
    """The subjects with a record of `dataset` that meets `where`; with `without` those that have none."""

    dataset: str
    where: Condition
    without: bool = False

    def __str__(self) -> str:
        """Say who they are."""
        return f"Subjects with {'no' if self.without else 'a'} record of {self.dataset} where {self.where.describe()}"

    @property
    def records(self) -> Others:
        """The subjects who have such a record."""
        return Others(self.dataset, self.where)


def others_of(arguments: Mapping[str, Any], *names: str) -> tuple[Others, ...]:
    """List the records of other datasets that some arguments of a result ask for.

    An argument is one or several with `dataset` and `where`, such as members; what it reads as its value (`variable`)
    must be there. Arguments of other kinds say nothing of records.
    """
    given = (arguments.get(name) for name in names)
    listed = (one if isinstance(one, tuple) else (one,) for one in given)
    return tuple(_others(one) for several in listed for one in several if hasattr(one, "dataset"))


def _others(one: Any) -> Others:  # noqa: ANN401 - models of several results
    read = getattr(one, "variable", "" if one.where else SUBJECT)
    there = (Condition(variable=read, missing=False),) if read else ()
    parts = (*there, *((one.where,) if one.where else ()))
    where = parts[0] if len(parts) == 1 else Condition(all_=parts)
    return Others(one.dataset, where, bool(getattr(one, "without", False)))


def expression(clauses: Sequence[WhereClause]) -> CompoundExpression:
    """Join clauses, of which all must hold."""
    return CompoundExpression(logical_operator="AND", where_clauses=tuple(clauses))


def references(others: Sequence[Others], ids: Mapping[Others, str], order: int = 1) -> Iterator[WhereClause]:
    """Refer to what is selected elsewhere, negated where subjects have none; the first stands at a place in order."""
    for number, one in enumerate(others, order):
        if not one.without:
            yield WhereClause(level=2, order=number, sub_clause_id=ids[one.records])
        else:
            inner = WhereClause(level=3, order=1, sub_clause_id=ids[one.records])
            negated = CompoundExpression(logical_operator="NOT", where_clauses=(inner,))
            yield WhereClause(level=2, order=number, compound_expression=negated)


def divided(others: Sequence[Others]) -> dict[str, Selection]:
    """Say who is among several groups of others and who is not, each condition of the dataset that it is asked of.

    What the standard cannot say is said in words.
    """
    clauses = tuple(_clause(one, number) for number, one in enumerate(others, 1))
    if None in clauses:
        words = "; ".join(map(str, others))
        return {"Members": {"description": f"{words}."}, "Others": {"description": f"Not: {words}."}}
    inner = WhereClause(level=2, order=1, compound_expression=expression([one for one in clauses if one]))
    negated = CompoundExpression(logical_operator="NOT", where_clauses=(inner,))
    return {
        "Members": {"compound_expression": expression([one for one in clauses if one])},
        "Others": {"compound_expression": negated},
    }


def _clause(one: Others, order: int) -> WhereClause | None:
    found = selection(Condition(not_=one.where) if one.without else one.where, one.dataset, 2)
    if "description" in found:
        return None
    return WhereClause.model_validate({"level": 2, "order": order, **found})
