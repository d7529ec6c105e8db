"""The draft of study.yaml: who the study is, its tables, arms, visits, and what a person must still say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from converter.draft.columns.form import Form, can_be_named
from converter.draft.columns.lines import TODO
from converter.draft.columns.values import PACKAGE
from converter.draft.trial.design import arms_of, elements_of, summary_of
from converter.draft.trial.visits import VisitFound
from converter.draft.written import flow, remark
from converter.spec.library import load_profile
from converter.spec.text.yaml import quoted

if TYPE_CHECKING:
    from converter.draft.study import Drafted

SHOWN = 80
"""How much of a name is shown that cannot be one."""
REMARKS = 20
"""How many remarks about its files a first specification has at most."""
ASKED = "TITLE, SPONSOR, INDIC, TRT, TPHASE, TBLIND, STYPE, PLANSUB, AGEMIN, AGEMAX, SEXPOP, OBJPRIM, OUTMSPRI, ..."
"""Parameters of the trial summary that only the protocol tells."""


def study_yaml(drafted: Drafted, told: Sequence[str], study: str, raw: str, created: str) -> str:
    """Write `study.yaml` of a draft; `told` is what the survey said of the files."""
    lines = [
        "# A draft of a study, made from the raw exports; TODO says what a person must decide.",
        "# `unused:` lists the columns that nothing maps, with the reason.",
        *(remark(line).strip() for line in told[:REMARKS]),
        *_identity(study, created),
        'usubjid: "{study}-{subject}"',
        f"raw: {quoted(raw)}" if raw else "# The raw exports lie outside this folder: convert it with --raw FOLDER.",
        "tables:",
        *(line for form in drafted.forms for line in _table(form, drafted)),
        *_section("elements", elements_of(drafted.arms), "the usual design: correct it by the protocol"),
        *_section("arms", arms_of(drafted.arms), "as the exports name them"),
        *_visits(drafted),
        *_listed("criteria", drafted.criteria, "their text and version"),
        *_nested(
            "lookups",
            {name: one for parts in drafted.parts.values() for part in parts for name, one in part.lookups.items()},
        ),
        *_section(
            "codelists",
            {name: one for parts in drafted.parts.values() for part in parts for name, one in part.codelists.items()},
            "of the form",
        ),
        *_listed(
            "trial_summary", summary_of(drafted.forms, drafted.arms, drafted.known), f"from the protocol: {ASKED}"
        ),
    ]
    return "\n".join(lines) + "\n"


def _identity(study: str, created: str) -> list[str]:
    return [
        "study:",
        f"  id: {quoted(study)}",
        f"  name: {quoted(study)}",
        f"  description: {quoted(f'Study {study}')} # {TODO}: its title",
        f"  created: {created}",
        "standards:",
        '  sdtmig: "3.4"',
        f"  terminology: [{PACKAGE}]",
    ]


def _table(form: Form, drafted: Drafted) -> Iterator[str]:
    table = form.table
    yield f"  {quoted(form.name)}: # {table.rows} rows{_becomes(form, drafted)}"
    yield f"    file: {quoted(table.file)}"
    yield from (f"    {setting}: {quoted(value)}" for setting, value in table.settings.items())
    if table.decode:
        yield "    decode: true"
    if table.profile != "generic":
        yield f"    profile: {table.profile}"
    yield (
        f"    subject: {quoted(form.subject)}"
        if form.subject
        else f"    # subject: {TODO}: which column identifies the subject?"
    )
    yield from _unused(form, drafted)


def _becomes(form: Form, drafted: Drafted) -> str:
    names = [domain for domain, parts in drafted.parts.items() if any(part.block.table == form.name for part in parts)]
    return f", {', '.join(names)}" if names else f"; {TODO}: no domain was recognised"


def _unused(form: Form, drafted: Drafted) -> Iterator[str]:
    """List the columns that nothing reads, each with the reason, but for those that its system is known for."""
    system = load_profile(form.table.profile).system
    read = {*drafted.read(form), *_named_in(form.subject)}
    idle = [column for column in form.table.columns if column.name not in read and column.name not in system]
    if any(can_be_named(column.name) for column in idle):
        yield "    unused:"
    for column in idle:
        reason = form.idle.get(column.name) or _reason(column.kind, column.filled)
        if can_be_named(column.name):
            yield f"      {quoted(column.name)}: {quoted(reason)}"
        else:
            yield f"      # no specification can name it: {ascii(column.name)[:SHOWN]}: {reason}"


def _reason(kind: str, filled: int) -> str:
    return "blank in this export" if not filled else f"{TODO} not recognised ({kind}, {filled} filled)"


def _named_in(template: str) -> list[str]:
    return [part.partition("}")[0] for part in template.split("{")[1:]]


def _visits(drafted: Drafted) -> Iterator[str]:
    if drafted.visits:
        yield f"visits: # {TODO}: numbers, planned days and windows of the protocol"
        yield from (f"  - {flow(_visit(one))}" for one in drafted.visits)
    if drafted.unscheduled:
        yield f"unscheduled: {flow({'raw': list(drafted.unscheduled)})}"


def _visit(one: VisitFound) -> dict[str, Any]:
    number = float(one.number)
    return {
        "number": int(number) if number.is_integer() else number,
        "name": one.name,
        **({"day": int(one.day)} if one.day else {}),
        "start_rule": TODO,
        **({"raw": list(one.raw)} if one.raw != (one.name,) else {}),
    }


def _section(title: str, entries: Mapping[str, Any], todo: str) -> Iterator[str]:
    if entries:
        yield f"{title}: # {TODO}: {todo}"
        yield from (f"  {quoted(name)}: {flow(one)}" for name, one in entries.items())


def _listed(title: str, entries: Sequence[Mapping[str, str]], todo: str) -> Iterator[str]:
    if entries:
        yield f"{title}: # {TODO}: {todo}"
        yield from (f"  - {flow(one)}" for one in entries)


def _nested(title: str, tables: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if tables:
        yield f"{title}:"
        for name, rows in tables.items():
            yield f"  {quoted(name)}:"
            yield from (f"    {quoted(key)}: {flow(one)}" for key, one in rows.items())
