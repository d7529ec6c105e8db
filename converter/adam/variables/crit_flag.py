"""Criteria of a parameter: what is asked, and whether a record meets it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import judged
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable


def derive_vars_crit_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criterion: str,
    when: Condition,
    new_var: NewVariable = "CRIT1",
    flag_var: NewVariable = "CRIT1FL",
    numeric_var: NewVariable | None = None,
    values_yn: bool = False,
    where: Condition | None = None,
) -> Derived:
    """Write the criterion '{criterion}' and flag it where {when}.

    Without `values_yn` the criterion stands beside the flag Y alone. With it the flag is N on the other rows. It is
    blank where a missing value leaves the condition open, with `ne` and `not` too: such a row cannot be judged; the
    criterion stands on all rows that have a flag. `numeric_var` is the flag as 1 and 0. Rows where `where` does not
    hold (another parameter) get nothing. Source: ADaMIG 1.3, CRITy, CRITyFL, CRITyFN; admiral.
    """
    counts, known = holds(where, rows, datasets), judged(when, rows, datasets)
    yes = counts & known.fillna(value=False).astype(bool)
    no = counts & ~known.fillna(value=True).astype(bool) & values_yn
    flag = flagged(yes).mask(no, "N")
    values = {new_var: flagged(yes | no, criterion), flag_var: flag}
    if numeric_var:
        values[numeric_var] = flag.map({"Y": 1.0, "N": 0.0}).astype("float64")
    return Derived(pd.DataFrame(values))
