"""Tell of which records a check's condition holds: by columns, never record by record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from converter.check.catalogue.computed import COMPUTED
from converter.check.catalogue.context import Context, Counts, as_text
from converter.check.catalogue.others import counts_of, is_filled, looked_up, repeated, there, unusual
from converter.compute.conditions.condition import evaluate, is_missing
from converter.compute.dates.span import certainly_before
from converter.dataset import Frame
from converter.spec.checks.check_condition import COMPARISONS, CheckCondition, Computed, Other
from converter.spec.condition import Condition
from converter.spec.library import load_patterns

WORDED = ("matches", "starts", "ends", "contains", "longer")
"""Tests of how a text is written."""


@dataclass(frozen=True)
class Asking:
    """Records of one dataset of which a condition is asked, in their context.

    `when` tells which records those are; `whole` that they are all, so that an answer may serve other checks, too.
    """

    dataset: str
    frame: Frame
    context: Context
    when: CheckCondition | None = None
    whole: bool = False

    def holds(self, condition: CheckCondition) -> pd.Series:
        """Tell for each record whether the condition holds; a comparison with no answer does not."""
        if parts := condition.all_ or condition.any_:
            return self._joined(parts, every=condition.all_ is not None)
        if condition.not_:
            return ~self.holds(condition.not_)
        return self._of_records(condition)

    def _joined(self, parts: tuple[CheckCondition, ...], *, every: bool) -> pd.Series:
        """Join conditions; what is settled by the first ones is not asked of the others."""
        answer = self.holds(parts[0])
        for part in parts[1:]:
            if answer.all() if not every else not answer.any():
                return answer
            answer = answer & self.holds(part) if every else answer | self.holds(part)
        return answer

    def _of_records(self, condition: CheckCondition) -> pd.Series:
        if condition.exists:
            return there(condition.exists, self.frame, self.context, self._elsewhere)
        if condition.repeated:
            return repeated(self.frame, condition.repeated, self._own(condition.repeated))
        if condition.several:
            variable, within = condition.several.variable, condition.several.within
            return unusual(self.frame, variable, within, self._own((*within, variable)))
        return self._compared(condition)

    def _own(self, variables: tuple[str, ...]) -> Frame:
        wanted: Counts = counts_of(self.dataset, variables, self.when)
        return self.context.counts(wanted, lambda: self.frame[list(wanted.variables)])

    def _elsewhere(self, condition: CheckCondition, frame: Frame) -> pd.Series:
        return replace(self, frame=frame, when=None, whole=False).holds(condition)

    def _compared(self, condition: CheckCondition) -> pd.Series:
        name = condition.variable or ""
        values, test, operand = self.frame[name], condition.test, condition.asked(condition.test)
        if test in COMPARISONS:
            other = self._operand(operand)
            if other is not None:
                return _against(values, test, other, ignore_case=condition.ignore_case)
            if test in {"before", "after"}:
                return _in_time(values, test, pd.Series(str(operand), index=values.index, dtype="str"))
        key = self.dataset, name, test, operand, condition.ignore_case
        if self.whole and key in self.context.held:
            return self.context.held[key].copy()
        answer = _alone(values, test, operand, ignore_case=condition.ignore_case)
        if self.whole:
            self.context.held[key] = answer
        return answer.copy()

    def _operand(self, operand: object) -> pd.Series | None:
        if isinstance(operand, Other):
            return looked_up(operand, self.frame, self.context, self._elsewhere)
        if isinstance(operand, Computed):
            ((function, arguments),) = operand.compute.items()
            return COMPUTED[function](**{name: self._argument(one) for name, one in arguments.items()})
        return None

    def _argument(self, said: str | float | Other) -> pd.Series:
        if isinstance(said, Other):
            return looked_up(said, self.frame, self.context, self._elsewhere)
        if isinstance(said, str):
            return self.frame[said]
        return pd.Series(said, index=self.frame.index)


def _alone(values: pd.Series, test: str, operand: object, *, ignore_case: bool) -> pd.Series:
    """Ask of values what needs no other data."""
    if test in WORDED:
        return _worded(values, test, str(operand))
    return _with_literal(values, test, operand, ignore_case=ignore_case)


def _against(values: pd.Series, test: str, other: pd.Series, *, ignore_case: bool) -> pd.Series:
    """Compare with another column; where either is missing no comparison holds."""
    if ignore_case:
        values, other = as_text(values).str.upper(), as_text(other).str.upper()
    both = is_filled(values) & is_filled(other)
    if test in {"before", "after"}:
        return _in_time(values, test, other) & both
    pair = pd.DataFrame({"value": values, "other": other})
    return evaluate(_other(test), pair) & both


def _in_time(values: pd.Series, test: str, other: pd.Series) -> pd.Series:
    return certainly_before(values, other) if test == "before" else certainly_before(other, values)


def _with_literal(values: pd.Series, test: str, operand: object, *, ignore_case: bool) -> pd.Series:
    """Compare with what the check says; a number is compared as text with text that is no number."""
    if test == "missing":
        return is_missing(values) == bool(operand)
    if ignore_case:
        values, operand = as_text(values).str.upper(), _upper(operand)
    said = operand if isinstance(operand, tuple) else (operand,)
    if pd.api.types.is_numeric_dtype(values) and any(isinstance(one, str) for one in said):
        values = as_text(values)
    return evaluate(_literal(test, operand), values.to_frame("value"))


@cache
def _literal(test: str, operand: object) -> Condition:
    return Condition.model_validate({"variable": "value", test: operand})


@cache
def _other(test: str) -> Condition:
    return Condition.model_validate({"variable": "value", test: {"variable": "other"}})


def _upper(operand: object) -> object:
    if isinstance(operand, tuple):
        return tuple(map(_upper, operand))
    return operand.upper() if isinstance(operand, str) else operand


def _worded(values: pd.Series, test: str, operand: str) -> pd.Series:
    """Ask of each distinct text how it is written; missing values are not asked."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    texts = as_text(pd.Series(distinct, dtype=values.dtype))
    if test == "matches":
        form = pattern(operand)
        answer = texts.map(lambda text: form.fullmatch(text) is not None).astype(bool)
    elif test == "longer":
        answer = texts.str.len() > int(operand)
    elif test == "contains":
        answer = texts.str.contains(operand, regex=False)
    else:
        answer = texts.str.startswith(operand) if test == "starts" else texts.str.endswith(operand)
    answer &= texts != ""
    return pd.Series(answer.to_numpy(dtype=bool)[codes], index=values.index)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Give a named form of text; raises KeyError for an unknown one, which the catalogue's tests refuse."""
    return re.compile(load_patterns().patterns[name].regex)
