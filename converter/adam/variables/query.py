"""Terms grouped for analysis: custom queries, and lookups of the study."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import shown
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.study import Study
from converter.steps import Derived, NewVariable, Variable


def derive_var_query(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    name: str,
    terms: dict[Variable, tuple[str, ...]],
    where: Condition | None = None,
) -> Derived:
    """Name the query {name} where a term is one of {terms}.

    `terms` lists, for each variable of `rows` such as AEDECOD or AEBODSYS, the terms of the query, in any letter case;
    `where` narrows the rows, and one that lacks what it asks is not named (OCCDS 1.1, CQzzNAM).
    """
    named = pd.Series(data=False, index=rows.index)
    for variable, known in terms.items():
        named |= rows[variable].str.strip().str.upper().isin([term.strip().upper() for term in known if term.strip()])
    return Derived(flagged(named & met(where, rows, datasets), name).to_frame(new_var))


def derive_vars_lookup(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    by: Variable,
    table: str,
    variables: dict[NewVariable, str],
    numeric: tuple[str, ...] = (),
    otherwise: Variable | None = None,
    study: Study,
) -> Derived:
    """Look up {by} in the study's table {table}.

    `rows` has text, or numbers as the keys of the table write them. `variables` gives the column of the table for each
    new variable, `numeric` those that are numbers. What the table lacks is missing, or text as `otherwise` has it, such
    as a term that is in no group.
    """
    del datasets
    known = study.lookups.get(table, {})
    keys = shown(rows[by]).str.rstrip()
    made = {
        new: keys.map({key: row.get(column, "") for key, row in known.items()}) for new, column in variables.items()
    }
    values = {
        new: pd.to_numeric(found, errors="coerce").astype("float64")
        if new in numeric
        else found.fillna(rows[otherwise] if otherwise else "").astype("str")
        for new, found in made.items()
    }
    return Derived(pd.DataFrame(values, index=rows.index))
