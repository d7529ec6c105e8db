"""The forms of a study: one for each raw table that a form collected, with its fields, and the visits that it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from converter.dataset import Collected
from converter.spec.package.submission import load_submission_words
from converter.steps import BoundRule, Plan, RecordsStep
from converter.submission.crf.annotations import NOT_SUBMITTED, Annotation, Cell, annotations_of, is_form

PAGE_NAME, FOLDER_NAME = "DataPageName", "FolderName"
"""Columns that say what an EDC system calls a form and a visit."""
RUNNING = "Not of one visit"
CHOICES, CHOICE = 8, 40
"""As many terms of a list are shown as choices, each of so many characters."""


@dataclass(frozen=True)
class Field:
    """One field of a form: its column, what stands beside it, the choices that it has, and its annotations."""

    column: str
    label: str
    choices: tuple[str, ...]
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True)
class Form:
    """One form: the raw table that it is collected in, its title, its fields in order, and its visits."""

    table: str
    title: str
    fields: tuple[Field, ...]
    visits: tuple[str, ...]

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets that the form fills, in the order of its fields."""
        every = (one.dataset for field in self.fields for one in field.annotations)
        return tuple(dict.fromkeys(name for name in every if name))


def forms_of(plan: Plan, tables: Mapping[str, Collected]) -> tuple[Form, ...]:
    """Give the forms of a study, in the order of its tables; a form without a field is none."""
    annotated = annotations_of(plan)
    forms = (_form(name, table, annotated, plan) for name, table in tables.items() if is_form(name, plan))
    return tuple(form for form in forms if form.fields)


def _form(name: str, table: Collected, annotated: Mapping[Cell, tuple[Annotation, ...]], plan: Plan) -> Form:
    said = plan.study.crf.labels.get(name, {})
    codes = dict(_coded(name, plan))
    fields = tuple(
        Field(one, said.get(one, one), _choices(one, table, codes), every)
        for one, every in _fields(name, table.columns, annotated, plan)
    )
    return Form(name, _title(name, table, plan), fields, _visits(name, table, plan))


def _fields(
    name: str, columns: Iterable[str], annotated: Mapping[Cell, tuple[Annotation, ...]], plan: Plan
) -> Iterator[tuple[str, tuple[Annotation, ...]]]:
    """Give each field with its annotations; a column that nobody reads is not submitted, if it is a field at all.

    Columns of the EDC system, those that name the record, and twins of an annotated column are no fields of their own.
    """
    source, twins = plan.sources[name], load_submission_words().twins
    fields = {twins.field(column) for table, column in annotated if table == name}
    for column in columns:
        every = annotated.get((name, column), ())
        if every:
            yield column, every
        elif not (column in source.profile.system or column in source.columns or twins.field(column) in fields):
            yield column, (Annotation("", NOT_SUBMITTED),)


def _title(name: str, table: Collected, plan: Plan) -> str:
    said = plan.study.tables[name].description
    pages = table.column(PAGE_NAME) if PAGE_NAME in table.columns else None
    named = [] if pages is None else [str(one) for one in dict.fromkeys(pages) if one]
    return said or " / ".join(named[:3]) or name.upper()


def _visits(name: str, table: Collected, plan: Plan) -> tuple[str, ...]:
    """Name the planned visits at which a form was filled, in their order; RUNNING where it is of none."""
    column = _visit_column(name, plan) or (FOLDER_NAME if FOLDER_NAME in table.columns else "")
    seen = {str(one) for one in table.column(column).unique()} if column in table.columns else set()
    visits = sorted(plan.study.visits, key=lambda one: one.number)
    names = dict.fromkeys(one.name for one in visits if seen & {one.name, *one.raw})
    unplanned = plan.study.unscheduled
    if names and seen & set(unplanned.raw):
        names[unplanned.name] = None
    return tuple(names) or (RUNNING,)


def _visit_column(name: str, plan: Plan) -> str:
    rules = (step.rules.get("VISIT") for step in _steps(name, plan))
    return next((rule.columns[0] for rule in rules if rule and rule.columns), "")


def _steps(name: str, plan: Plan) -> Iterator[RecordsStep]:
    return (step for step in plan.steps if isinstance(step, RecordsStep) and step.records.table == name)


def _coded(name: str, plan: Plan) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the columns that hold terms of a list, with the words that the list knows, in small letters."""
    for step in _steps(name, plan):
        for rule in step.rules.values():
            if rule.name == "recode":
                words = frozenset(one.casefold() for one in _words(rule, plan))
                yield from ((column, words) for column in rule.columns)


def _words(rule: BoundRule, plan: Plan) -> Iterator[str]:
    yield from rule.arguments.get("map") or ()
    codelist = plan.codelists.get(str(rule.arguments.get("codelist", "")))
    for term in codelist.terms if codelist else ():
        yield from (term.value, term.decode, *term.synonyms)


def _choices(column: str, table: Collected, coded: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Give the terms of a coded column that its list knows, where they are few; free text is nobody's choice."""
    known = coded.get(column, frozenset())
    terms = sorted({str(one) for one in table.column(column).unique() if str(one).casefold() in known})
    return tuple(terms) if len(terms) <= CHOICES and all(len(one) <= CHOICE for one in terms) else ()
