"""Values below the lower limit of quantification: text such as '<50' as a number, by a declared rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from converter.adam.groups import found
from converter.adam.set_values import kept
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.subject import holds
from converter.compute.numbers.numbers import read_numbers, split_results
from converter.compute.numbers.rounding import COMPARE, same
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, Finding, NewVariable, Variable

Substitute = Literal["zero", "half", "limit", "missing"]
FACTORS: Mapping[Substitute, float] = {"zero": 0.0, "half": 0.5, "limit": 1.0, "missing": np.nan}
"""What part of the limit stands for a value below it."""
TERMS: Mapping[Substitute, str] = {"zero": "", "half": "HALFLLOQ", "limit": "LLOQ", "missing": ""}
"""DTYPE of each rule in CDISC terminology (C81224), which has no term for zero."""
WORDS = ("BLQ", "BLOQ", "BQL", "LLOQ", "<LLOQ", "<LOQ")


def derive_vars_lloq(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    substitute: Substitute,
    text: Variable = "AVALC",
    limit_var: Variable | None = None,
    limit: float | None = None,
    words: tuple[str, ...] = WORDS,
    new_var: NewVariable = "AVAL",
    dtype_var: NewVariable = "DTYPE",
    dtype: str | None = None,
    flag_var: NewVariable | None = None,
    where: Condition | None = None,
) -> Derived:
    """Number of {text}; below the lower limit of quantification (its own, else {limit_var} or {limit}): {substitute}.

    `rows` has the text, which stays as it is. A value is below the limit that its text names ('<50'), or below
    `limit_var`, else `limit`, if it is a smaller number or one of `words` in any letter case. `dtype_var` says that the
    number was put in its place: `dtype`, else HALFLLOQ or LLOQ (CDISC terminology has no term for zero); `flag_var` is
    Y on every value below the limit. Text that is no result is an error and gives no number (`lloq-unreadable`), as
    does a value below a limit that is not known (`lloq-no-limit`); a limit of the text that is another than the
    declared one counts, with a warning (`lloq-differs`). Where `where` does not hold the variables keep what they have,
    and `dtype_var` does so on every value that is not below a limit. Source: the rule is the study's; DTYPE as in
    ADaMIG 1.3.
    """
    counts, read = holds(where, rows, datasets), _read(rows, text, words, _declared(rows, limit_var, limit))
    below = read["below"]
    stands = 0.0 * read["bound"].fillna(0.0) if substitute == "zero" else read["bound"] * FACTORS[substitute]
    number = read["plain"].mask(below, stands)
    term = TERMS[substitute] if dtype is None else dtype
    put = counts & below & number.notna() & (term != "")
    values = {
        new_var: kept(rows, new_var, number, counts),
        dtype_var: kept(rows, dtype_var, flagged(put, term), put),
    }
    if flag_var:
        values[flag_var] = kept(rows, flag_var, flagged(below), counts)
    findings = _unread(rows[text][counts], read[counts], needed=substitute in {"half", "limit"})
    only = {**dict.fromkeys(values, counts), dtype_var: put}
    return Derived(pd.DataFrame(values), findings=findings, only=only)


def _read(rows: Frame, text: str, words: Sequence[str], declared: pd.Series) -> Frame:
    """Read results: the number (`plain`), whether it is `below` a limit and which one (`bound`), the one `declared`.

    `own` tells where the text names the limit itself.
    """
    parts, written = split_results(rows[text]), rows[text].str.strip().str.upper()
    own = parts["comparator"].isin(["<", "<="]) & parts["number"].notna()
    plain = parts["number"].where(parts["comparator"] == "")
    below = own | written.isin([word.upper() for word in words]) | COMPARE["lt"](plain, declared)
    bound = parts["number"].where(own, declared)
    return pd.DataFrame({"plain": plain, "below": below, "bound": bound, "own": own, "declared": declared})


def _declared(rows: Frame, limit_var: str | None, limit: float | None) -> pd.Series:
    constant = pd.Series(np.nan if limit is None else limit, index=rows.index, dtype="float64")
    return constant if limit_var is None else read_numbers(rows[limit_var])[0].fillna(constant)


def _unread(text: pd.Series, read: Frame, *, needed: bool) -> tuple[Finding, ...]:
    """Report text that gives no number, and limits that differ; `needed` tells whether the rule reckons with limits."""
    unreadable = (text.str.strip() != "") & ~read["below"] & read["plain"].isna()
    unlimited = read["below"] & read["bound"].isna() & needed
    differs = read["own"] & read["declared"].notna() & ~same(read["bound"], read["declared"])
    other = "names another limit than the declared one; its own counts"
    return (
        *found(
            "lloq-unreadable", "error", text[unreadable], "no result that can be read: no number", "add it to words:"
        ),
        *found(
            "lloq-no-limit", "error", text[unlimited], "below a limit that is not known: no number", "declare limit:"
        ),
        *found("lloq-differs", "warning", text[differs], other),
    )
