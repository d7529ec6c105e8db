"""Tables that share a domain: what one of them tells of its records the others tell, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from converter.draft.columns.form import Form, can_be_named
from converter.draft.columns.lines import TODO, Line, constant
from converter.draft.columns.words import bare, squeezed
from converter.draft.datasets.records import Part
from converter.spec.collection import load_names

CATEGORISED = frozenset({"CM", "EX", "PR", "MH", "AE", "CE", "QS", "FA"})
"""Domains whose records are told apart by the form they come from."""
EVALUATED = frozenset({"TU", "TR", "RS"})
"""Domains that say who assessed (SDTMIG 3.4, 6.3)."""


def together(parts: Sequence[Part], domain: str, forms: Mapping[str, Form]) -> list[Part]:
    """Give each table of a domain its visit where another has one, and lines of forms that no other form has."""
    visited = any("VISIT" in part.block.lines for part in parts)
    tables = {part.block.table for part in parts}
    return [_with(part, domain, forms[part.block.table], visited=visited, several=len(tables) > 1) for part in parts]


def _with(part: Part, domain: str, form: Form, *, visited: bool, several: bool) -> Part:
    lines, number = dict(part.block.lines), f"{domain}SPID"
    if visited and form.visit and "VISIT" not in lines:
        lines["VISIT"] = Line({"visit": {"column": form.visit}}, (form.visit,))
    title = _title_column(form)
    if several and title and number in lines and lines[number].columns == (form.record,):
        call = {"columns": [title, form.record], "separator": " "}
        lines[number] = Line({"join_columns": call}, (title, form.record), "several forms have lines of one number")
    if several and form.titles and domain in CATEGORISED and f"{domain}CAT" not in lines:
        lines[f"{domain}CAT"] = constant(" ".join(form.titles[0].upper().split()), f"{TODO}: the title of the form")
    if domain in EVALUATED and f"{domain}EVAL" not in lines and f"{domain}ORRES" in lines:
        lines[f"{domain}EVAL"] = constant("INVESTIGATOR", f"{TODO}: who assessed it")
    return replace(part, block=replace(part.block, lines=lines))


def _title_column(form: Form) -> str:
    """Find the column that says what the form is called."""
    by_name = {squeezed(bare(name)): name for name in form.columns if can_be_named(name)}
    return next((by_name[one] for one in load_names().form if one in by_name and form.columns[by_name[one]].filled), "")
