"""The planned arms: by the columns of their code and their name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from converter.dataset import SurveyedColumn
from converter.draft.columns.lines import TODO, Line
from converter.draft.columns.words import squeezed

CODE, ARM_CODE = 8, 20
"""Characters of a code that is no name, and of an arm's code."""


@dataclass(frozen=True)
class Arms:
    """The planned arms that the exports name: code and name of each."""

    names: Mapping[str, str] = field(default_factory=dict)


def arms_of_columns(lines: Mapping[str, Line], columns: Mapping[str, SurveyedColumn]) -> Arms:
    """Name the arms by the columns of code and name, whose values appear in the same order; by one of them, alone."""
    held = {
        name: columns[lines[name].columns[0]]
        for name in ("ARMCD", "ARM")
        if name in lines and lines[name].columns[0] in columns
    }
    codes, names = (_values(held[name]) if name in held else [] for name in ("ARMCD", "ARM"))
    if codes and len(codes) == len(names):
        pairs = dict(zip(codes, names, strict=True))
    else:
        pairs = {one: one for one in codes} or {code: name for name, code in _codes(names).items()}
    return Arms(
        {code: name for code, name in pairs.items() if code and len(code) <= ARM_CODE and not is_failure(code, name)}
    )


def _values(column: SurveyedColumn) -> list[str]:
    return [value.strip() for value in column.values if value.strip()]


def _codes(names: Sequence[str]) -> dict[str, str]:
    """Give the code of each arm by its name: the names where all may be codes, else their letters and digits."""
    if all(len(name) <= CODE and " " not in name for name in names):
        return {name: name for name in names}
    return {name: squeezed(name)[:ARM_CODE] or "ARM" for name in names}


def is_failure(*texts: str) -> bool:
    """Tell whether texts stand in the place of an arm for a subject who was given none."""
    return any(
        squeezed(text) in {"SCRNFAIL", "SCREENFAILURE", "SCREENFAIL", "NOTASSGN", "NOTASSIGNED", "NOTTRT"}
        for text in texts
    )


def arms_lines(lines: Mapping[str, Line], columns: Mapping[str, SurveyedColumn]) -> dict[str, Line]:
    """Take the code of an arm where only its name was exported; the name follows from the planned arms."""
    made: dict[str, Line] = {}
    for code, name in (("ARMCD", "ARM"), ("ACTARMCD", "ACTARM")):
        if name in lines and code not in lines and lines[name].columns[0] in columns:
            column = columns[lines[name].columns[0]]
            codes = _codes(_values(column))
            given = {one: made_of for one, made_of in codes.items() if not is_failure(one)}
            if given and any(one != made_of for one, made_of in codes.items()):
                call = {"recode": {"column": column.name, "map": given}}
                made[code] = Line(call, (column.name,), f"{TODO}: the codes of the protocol")
            else:
                made[code] = Line({"assign": {"column": column.name}}, (column.name,))
    return made
