"""DM: the subject and its site, races that were ticked, arms, and what other forms know of each subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from converter.dataset import SurveyedColumn
from converter.draft.columns.asked import WORDS
from converter.draft.columns.form import Form
from converter.draft.columns.lines import TODO, Block, Call, Line, constant, equal, filled, line_of, yes_of
from converter.draft.columns.matching import Match, matches, named
from converter.draft.columns.subjects import columns_in
from converter.draft.columns.values import published, terms_of
from converter.draft.columns.words import bare, words_of
from converter.draft.datasets.records import Part, answers, beyond
from converter.draft.trial.arms import Arms, arms_lines, arms_of_columns, is_failure
from converter.spec.standards.standard import StandardDataset

ELSEWHERE = (
    "ARMCD",
    "ARM",
    "ACTARMCD",
    "ACTARM",
    "DTHDTC",
    "AGE",
    "SEX",
    "RACE",
    "ETHNIC",
    "COUNTRY",
    "BRTHDTC",
)
"""What DM may take from another form of the subject."""
FAILED = frozenset(
    {
        frozenset({"screen", "failure"}),
        frozenset({"scrnfail"}),
        frozenset({"screenfailure"}),
        frozenset({"screenfail"}),
        frozenset({"screen", "fail"}),
    }
)
NAME = 40
"""Characters that are shown of a column whose race is not known."""
RACES = 6
_TICKED = re.compile(r"(?i)^(?:dm)?c?race[_ ]*(.+)$")


def subjects_of(
    form: Form, dataset: StandardDataset, others: Sequence[Form], *, shared: bool = False
) -> tuple[Part, Arms]:
    """Draft DM from its form, with what other forms with a record a subject know: arms, death.

    Of a table that is `shared` with other domains no qualifiers are drafted.
    """
    found = matches(form, dataset)
    lines = {**_identity(form), **answers(form, dataset, found)} if form.subject else answers(form, dataset, found)
    used = {match.column.name for match in found}
    races = _ticked(form)
    if races and "RACE" not in {match.variable for match in found if match.column.distinct > 1}:
        lines["RACE"] = _race(races)
        used |= set(races)
    if "AGE" in lines and "AGEU" not in lines:
        lines["AGEU"] = constant("YEARS")
    joins = list(_joined(form, dataset, others, lines)) if form.subject else []
    for _, added in joins:
        lines |= added
    columns = {column.name: column for one in (*others, form) for column in one.table.columns}
    arms = arms_of_columns(lines, columns)
    lines |= arms_lines(lines, columns)
    for code, name in (("ARMCD", "ARM"), ("ACTARMCD", "ACTARM")):
        if code in lines and name in lines and lines[code].columns == lines[name].columns:
            del lines[name]
    lines |= dict(_not_assigned(form, lines, columns, used))
    lines |= _death(lines, columns)
    left = [] if shared else [one for one in form.answers if one.name not in used]
    extra, qualifiers = beyond(form, dataset, left)
    ordered = {name: lines[name] for name in dataset.variables if name in lines}
    joined = tuple(join for join, _ in joins)
    return Part(Block(form.name, {**ordered, **extra}, _one_row(form, lines), joined), qualifiers), arms


def _death(lines: Mapping[str, Line], columns: Mapping[str, SurveyedColumn]) -> dict[str, Line]:
    """Flag who died, and nobody else (SDTMIG 3.4: Y or blank): by the column that says it, else by the date."""
    if "DTHFL" not in lines:
        held = lines["DTHDTC"].columns[:1] if "DTHDTC" in lines else ()
        return {"DTHFL": Line({"flag": {"when": filled(held[0])}}, held)} if held else {}
    line = lines["DTHFL"]
    column = columns.get(line.columns[0]) if line.columns else None
    yes = yes_of(column) if column else []
    return {"DTHFL": Line({"flag": {"when": equal(line.columns[0], yes)}}, line.columns, line.why)} if yes else {}


def _one_row(form: Form, lines: Mapping[str, Line]) -> Call:
    """Take of a table with several rows a subject those that tell demographics; no condition where each has one row."""
    subject = columns_in(form.subject)
    asked = [
        lines[name].columns[0] for name in ("SEX", "BRTHDTC", "AGE", "RACE") if name in lines and lines[name].columns
    ]
    if not subject or not asked or not form.table.sample[subject].duplicated().any():
        return {}
    return filled(asked[0]) if asked[0] in form.columns else {}


def _identity(form: Form) -> dict[str, Line]:
    """Give SUBJID and SITEID: of an id that begins with the site, its parts."""
    columns = columns_in(form.subject)
    own, site = columns[-1], form.site if form.site in form.columns else ""
    line = Line({"assign": {"column": own}}, (own,))
    where = Line({"assign": {"column": site}}, (site,)) if site else None
    if len(columns) == 1 and _begins_with_site(form, own, site):
        cut = {"column": own, "separator": "-"}
        line = Line({"split_column": {**cut, "part": 2}}, (own,), "the part behind the site")
        where = where or Line({"split_column": {**cut, "part": 1}}, (own,), "a guess: the part before the number")
    return {"SUBJID": line, **({"SITEID": where} if where else {})}


def _begins_with_site(form: Form, own: str, site: str) -> bool:
    """Tell whether ids are a site, a hyphen and a number, with several subjects at a site or the site beside them."""
    cells = form.table.sample[own].str.strip()
    parts = [cell.split("-") for cell in cells if cell]
    if not parts or any(len(part) != 2 or not all(part) for part in parts):  # noqa: PLR2004 - site and number
        return False
    if site:
        beside = form.table.sample[site].str.strip()[cells != ""]
        return all(part[0] == one for part, one in zip(parts, beside, strict=True))
    return len({part[0] for part in parts}) < len({"-".join(part) for part in parts})


def _ticked(form: Form) -> dict[str, tuple[str, list[str]]]:
    """Give the columns in which a race is ticked: its term, blank where the name does not say it, and what says yes."""
    codelist = published("RACE")
    found: dict[str, tuple[str, list[str]]] = {}
    for column in form.answers:
        said = _TICKED.match(bare(column.name))
        yes = yes_of(column)
        if said and codelist and (yes or column.kind == "empty") and column.distinct <= 2:  # noqa: PLR2004 - yes and no
            text = column.label.rpartition("=")[2] or said[1].strip("_").replace("_", " ")
            told = SurveyedColumn("", 0, 0, "text", (), (text.strip(),), ())
            term = next(iter(terms_of(told, codelist).values()), "") or _begun(text, codelist.by_value)
            found[column.name] = (term, yes or ["1"])
    return found if len(found) > 1 else {}


def _begun(text: str, terms: Mapping[str, object]) -> str:
    begin = [term for term in terms if term.startswith(text.strip().upper()) and len(text.strip()) > 1]
    return begin[0] if len(begin) == 1 else ""


def _race(races: Mapping[str, tuple[str, list[str]]]) -> Line:
    """Set the race that is ticked, MULTIPLE where two are (SDTMIG 3.4, 5.2)."""
    ticked = [equal(column, yes) for column, (_, yes) in races.items()]
    several = [{"all": list(two)} for two in combinations(ticked[:RACES], 2)]
    named = [
        {"when": equal(column, yes), "value": term or f"{TODO} {column}"[:NAME]}
        for column, (term, yes) in races.items()
    ]
    unsure = [column for column, (term, _) in races.items() if not term]
    why = f"{TODO}: the race of {', '.join(unsure)}" if unsure else ""
    return Line(
        {"by_condition": {"cases": [{"when": {"any": several}, "value": "MULTIPLE"}, *named]}}, tuple(races), why
    )


def _joined(
    form: Form, dataset: StandardDataset, others: Sequence[Form], lines: Mapping[str, Line]
) -> Iterator[tuple[Call, dict[str, Line]]]:
    """Bring what other forms tell of each subject, where the form of demographics does not: arms, death, ..."""
    taken, own = set(lines), columns_in(form.subject)
    if len(own) != 1:
        return
    for other in others:
        keys = columns_in(other.subject)
        found = [
            match
            for match in named(other, dataset)
            if match.variable in ELSEWHERE and match.part == "value" and match.score >= WORDS
        ]
        wanted = [
            match for match in found if match.variable not in taken and _once(other, match) and match.column.filled
        ]
        if wanted and len(keys) == 1 and other is not form:
            taken |= {match.variable for match in wanted}
            yield _join(other, own[0], keys[0], form, wanted, dataset)


def _once(form: Form, match: Match) -> bool:
    """Tell whether a form says one thing of a subject, in however many rows."""
    subject = columns_in(form.subject)[0] if form.subject else ""
    if not subject:
        return False
    sample = form.table.sample
    rows = sample[(sample[match.column.name].str.strip() != "")][[subject, match.column.name]]
    return not rows.drop_duplicates()[subject].duplicated().any()


def _join(
    other: Form, own: str, key: str, form: Form, wanted: Sequence[Match], dataset: StandardDataset
) -> tuple[Call, dict[str, Line]]:
    names = {
        match.column.name: match.column.name
        if match.column.name not in form.columns
        else f"{match.column.name}_{other.name}"
        for match in wanted
    }
    join: Call = {"table": other.name, "by": {own: key}, "columns": {new: old for old, new in names.items()}}
    if len(wanted) == 1:
        join["where"] = filled(wanted[0].column.name)
    renamed = [replace(match, column=replace(match.column, name=names[match.column.name])) for match in wanted]
    return join, {match.variable: line_of(match, dataset) for match in renamed}


def _not_assigned(
    form: Form, lines: Mapping[str, Line], columns: Mapping[str, SurveyedColumn], used: set[str]
) -> Iterator[tuple[str, Line]]:
    """Say why a subject has no arm: a column of screen failures, or the code of an arm that says it."""
    for column in form.answers:
        if words_of(bare(column.name)) in FAILED and (yes := yes_of(column)):
            used.add(column.name)
            yield "ARMNRS", _case(column.name, yes, "SCREEN FAILURE")
            return
    read = [name for name in (lines["ARMCD"].columns if "ARMCD" in lines else ()) if name in columns]
    said = [value for name in read for value in columns[name].values if is_failure(value)]
    if said:
        yield "ARMNRS", _case(read[0], said, "SCREEN FAILURE")


def _case(column: str, values: Sequence[str], term: str) -> Line:
    cases: list[dict[str, Any]] = [{"when": equal(column, values), "value": term}]
    return Line({"by_condition": {"cases": cases}}, (column,))
