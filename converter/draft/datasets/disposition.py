"""DS: reasons and milestones; dates of consent and randomisation that stand on other forms are milestones, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from converter.dataset import SurveyedColumn
from converter.draft.columns.asked import WORDS
from converter.draft.columns.form import Form
from converter.draft.columns.lines import Block, Line, coded, constant, equal, filled, line_of
from converter.draft.columns.matching import Match, matches
from converter.draft.columns.values import meanings_of, published, terms_of
from converter.draft.columns.words import bare, squeezed, words_of
from converter.draft.datasets.records import Part, part_of
from converter.spec.collection import load_names
from converter.spec.standards.standard import StandardDataset

MILESTONES = {
    "INFORMED CONSENT OBTAINED": frozenset({"consent"}),
    "RANDOMIZED": frozenset({"randomization"}),
    "ENTERED INTO TRIAL": frozenset({"enrollment"}),
}
"""Terms of milestones and the word in the name of a date, or of a form, that says them."""
SAID = {
    "enrolled": "enrollment",
    "enrol": "enrollment",
    "enr": "enrollment",
    "enrolment": "enrollment",
    "random": "randomization",
}
BESIDE = frozenset({"date", "informed", "signed", "start"})
"""Words that may stand beside those of a milestone."""
EVENT, MILESTONE, OTHER = "DISPOSITION EVENT", "PROTOCOL MILESTONE", "OTHER EVENT"


def disposition_of(form: Form, dataset: StandardDataset) -> Part | None:
    """Draft the records of a form of disposition, or of one milestone."""
    part = part_of(form, dataset)
    found = {match.variable: match for match in matches(form, dataset) if match.part == "value"}
    term, code = found.get("DSTERM"), found.get("DSDECOD")
    if term is None and code is None:
        return _milestone_form(form, dataset)
    if part is None:
        return None
    lines = dict(part.block.lines)
    main = code or term
    assert main is not None  # noqa: S101 - one of the two was found
    lines["DSDECOD"] = _decoded(main.column)
    if term is None:
        lines["DSTERM"] = line_of(replace(main, variable="DSTERM"), dataset)
    other = _other(form, main.column)
    if other:
        lines |= _with_other(other, term or main, main)
        lines.pop(_added(lines, other), None)
    if "DSCAT" not in lines:
        lines["DSCAT"] = _category(main.column, other)
    kept = {name: line for name, line in part.supplemental.items() if name in lines}
    ordered = {name: lines[name] for name in (*dataset.variables, *lines) if name in lines}
    return replace(part, block=replace(part.block, lines=ordered), supplemental=kept)


def _decoded(column: SurveyedColumn) -> Line:
    """Recode to the reasons of not completing, milestones and other events by their own codelists."""
    lists = [codelist for name in ("NCOMPLT", "PROTMLST", "OTHEVENT") if (codelist := published(name))]
    return coded(column, lists[0], others=lists[1:])


def _other(form: Form, main: SurveyedColumn) -> str:
    """Find the column of another event in words, filled where the reason is blank."""
    sample = form.table.sample
    for column in form.answers:
        name = squeezed(bare(column.name))
        if name.endswith(tuple(load_names().specify)) and column.filled and column.name != main.name:
            beside = (sample[main.name].str.strip() == "") & (sample[column.name].str.strip() != "")
            return column.name if beside.any() else ""
    return ""


def _with_other(other: str, term: Match, main: Match) -> dict[str, Line]:
    why = "another event is told in words where the reason is blank"
    return {
        name: Line({"first_filled": {"columns": [other, column], "case": "upper"}}, (other, column), why)
        for name, column in (("DSTERM", term.column.name), ("DSDECOD", main.column.name))
    }


def _added(lines: Mapping[str, Line], other: str) -> str:
    return next((name for name, line in lines.items() if line.call == {"assign": {"column": other}}), "")


def _category(column: SurveyedColumn, other: str) -> Line:
    """Tell milestones from events by their terms."""
    codelist = published("PROTMLST")
    found = {**terms_of(column, codelist), **meanings_of(column, codelist)} if codelist else {}
    said = [value for value in column.values if value in found]
    cases = [{"when": filled(other), "value": OTHER}] if other else []
    cases += [{"when": equal(column.name, said), "value": MILESTONE}] if said else []
    if not cases:
        return constant(EVENT)
    read = (*((other,) if other else ()), *((column.name,) if said else ()))
    return Line({"by_condition": {"cases": cases, "otherwise": EVENT}}, read)


def _milestone_form(form: Form, dataset: StandardDataset) -> Part | None:
    """Draft a form that is one milestone: its title says which, a date when."""
    term = next((term for term, words in MILESTONES.items() if words & _said(form.title)), "")
    date = next((line for name, line in _dated(form, dataset) if name == term), None) or _only_date(form, dataset)
    return Part(_milestone(form, term, date)) if term and date else None


def _only_date(form: Form, dataset: StandardDataset) -> Line | None:
    """Give the line of the date that a form has, where it has one alone."""
    dates = [column for column in form.answers if column.kind == "date"]
    return line_of(Match(dates[0], "DSSTDTC", "value", WORDS), dataset, _time(form)) if len(dates) == 1 else None


def _time(form: Form) -> SurveyedColumn | None:
    """Give the time beside the date of a form, where it has one alone."""
    times = [column for column in form.answers if column.kind == "time"]
    return times[0] if len(times) == 1 else None


def milestones_of(form: Form, dataset: StandardDataset, known: Sequence[str]) -> Iterator[tuple[str, Part]]:
    """Give the milestones that dates on another form tell, but for those that are `known` otherwise."""
    for term, line in _dated(form, dataset):
        if term not in known:
            yield term, Part(_milestone(form, term, line))


def _dated(form: Form, dataset: StandardDataset) -> Iterator[tuple[str, Line]]:
    for column in form.answers:
        words = _said(words_of(bare(column.name))) | _said(words_of(column.label))
        for term, wanted in MILESTONES.items():
            if column.kind == "date" and wanted <= words <= wanted | BESIDE:
                only = len([one for one in form.answers if one.kind == "date"]) == 1
                yield term, line_of(Match(column, "DSSTDTC", "value", WORDS), dataset, _time(form) if only else None)


def _said(words: frozenset[str]) -> frozenset[str]:
    return frozenset(SAID.get(word, word) for word in words)


def _milestone(form: Form, term: str, date: Line) -> Block:
    lines = {"DSTERM": constant(term), "DSDECOD": constant(term), "DSCAT": constant(MILESTONE), "DSSTDTC": date}
    return Block(form.name, lines, where=filled(date.columns[0]))


def terms_in(part: Part, forms: Mapping[str, Form]) -> list[str]:
    """Give the terms that a block of disposition tells, such as its milestones."""
    line = part.block.lines.get("DSDECOD")
    if line is None:
        return []
    if "constant" in line.call:
        return [str(line.call["constant"]["value"])]
    columns = [forms[part.block.table].columns[name] for name in line.columns]
    lists = [codelist for name in ("NCOMPLT", "PROTMLST") if (codelist := published(name))]
    return [
        term
        for column in columns
        for codelist in lists
        for term in (*terms_of(column, codelist).values(), *meanings_of(column, codelist).values())
    ]
