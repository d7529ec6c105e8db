"""A first specification from a survey of raw exports: a draft to be read and completed, that runs as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from converter.dataset import Survey, SurveyedTable
from converter.draft.columns.form import Form, form_of
from converter.draft.columns.lines import Block, Call, Line
from converter.draft.columns.order import with_day_first
from converter.draft.columns.subjects import with_subjects
from converter.draft.datasets.demographics import subjects_of
from converter.draft.datasets.derived import derived
from converter.draft.datasets.disposition import disposition_of, milestones_of, terms_in
from converter.draft.datasets.domains import domains_of, holds_subjects
from converter.draft.datasets.findings import finding_of
from converter.draft.datasets.records import Part, part_of
from converter.draft.datasets.together import together
from converter.draft.trial.arms import Arms
from converter.draft.trial.design import criteria_of, starts
from converter.draft.trial.study_file import study_yaml
from converter.draft.trial.visits import VisitFound, visits_of
from converter.draft.written import built_yaml, domain_yaml
from converter.spec.standards.standard import Standard

LONGEST_NAME = 56
"""Characters of a table's name, which has room for a number behind it."""
EMERGENT = {"label": "Treatment Emergent Flag", "origin": "DERIVED", "evaluator": "CLINICAL STUDY SPONSOR"}
"""How the flag of events under treatment is shipped, which reviewers ask for in SUPPAE."""
EXPOSURE = "what was collected (EC) becomes EX; draft EC as well where doses were planned, missed or blinded"


@dataclass(frozen=True)
class Drafted:
    """Everything a draft says: the forms, the parts of each domain, what each derives, arms, visits and criteria."""

    forms: tuple[Form, ...]
    parts: Mapping[str, tuple[Part, ...]]
    derive: Mapping[str, Mapping[str, Call]]
    built: Mapping[str, tuple[Call, Mapping[str, Call]]]
    arms: Arms = field(default_factory=Arms)
    visits: tuple[VisitFound, ...] = ()
    unscheduled: tuple[str, ...] = ()
    criteria: tuple[dict[str, str], ...] = ()
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def read(self, form: Form) -> frozenset[str]:
        """Give the columns of a table that the draft reads."""
        blocks = [part.block for parts in self.parts.values() for part in parts]
        own = frozenset(column for block in blocks if block.table == form.name for column in block.reads)
        joined = [join for block in blocks for join in block.join if join["table"] == form.name]
        return own | {column for join in joined for column in (*join["columns"].values(), *join["by"].values())}


def first_study(surveyed: Survey, study: str, raw: str, created: str, standard: Standard) -> dict[str, str]:
    """Write `study.yaml` and one `sdtm/xx.yaml` for each domain that the tables seem to hold: file name to text.

    A domain for which no column suggests anything is left to write. What the survey told of files stands in the draft
    as remarks. `raw` is the folder of the exports below that of the study, blank where they lie elsewhere.
    """
    drafted = _drafted(surveyed, standard)
    files = {f"sdtm/{domain.lower()}.yaml": _domain(domain, drafted) for domain in drafted.parts}
    files |= {f"sdtm/{domain.lower()}.yaml": built_yaml(domain, *built) for domain, built in drafted.built.items()}
    return {"study.yaml": study_yaml(drafted, surveyed.told, study, raw, created), **files}


def _drafted(surveyed: Survey, standard: Standard) -> Drafted:
    tables = with_day_first(surveyed.tables)
    names = _table_names(tables)
    forms = with_subjects([form_of(name, table) for name, table in zip(names, tables, strict=True)])
    roles = _roles(forms, standard)
    parts, arms = _parts(forms, roles, standard)
    made = {domain: _made(of_domain) for domain, of_domain in parts.items()}
    visits, unscheduled = visits_of(forms, _visit_columns(parts))
    criteria = _criteria(forms, parts)
    known = _known(parts, made, {form.name: form for form in forms}, unscheduled, standard)
    built = dict(_built(parts, made, known, arms, visits, criteria))
    known |= {name: ["*"] for name in built}
    derive = {
        domain: derived(standard.datasets[domain], _blocks(of_domain), made[domain], known)
        for domain, of_domain in parts.items()
    }
    return Drafted(tuple(forms), parts, derive, built, arms, tuple(visits), tuple(unscheduled), tuple(criteria), known)


def _table_names(tables: Sequence[SurveyedTable]) -> list[str]:
    """Name each table after its file, and its sheet, form or member where it has several; no name stands twice."""
    names: list[str] = []
    for table in tables:
        words = " ".join((PurePosixPath(table.file).with_suffix("").as_posix(), *table.settings.values()))
        name = re.sub(r"\W+", "_", words).lower().strip("_")[:LONGEST_NAME].strip("_") or "table"
        count = sum(1 for other in names if re.fullmatch(rf"{name}(_\d+)?", other))
        names.append(f"{name}_{count + 1}" if name in names else name)
    return names


def _roles(forms: Sequence[Form], standard: Standard) -> dict[str, list[str]]:
    """Give the domains of each form; exposure as collected becomes exposure where nothing else does (SDTMIG 6.1.3).

    Where no form is one of demographics, they are of a table of other domains that holds those of each subject once.
    """
    roles = {form.name: domains_of(form, standard) for form in forms}
    if not any("EX" in domains for domains in roles.values()):
        roles = {name: ["EX" if domain == "EC" else domain for domain in domains] for name, domains in roles.items()}
    if not any("DM" in domains for domains in roles.values()):
        held = next((form.name for form in forms if holds_subjects(form, standard)), "")
        roles = {name: [*domains, *(["DM"] if name == held else [])] for name, domains in roles.items()}
    return roles


def _parts(
    forms: Sequence[Form], roles: Mapping[str, Sequence[str]], standard: Standard
) -> tuple[dict[str, tuple[Part, ...]], Arms]:
    """Draft each domain of each form; DM comes of one form, with what the others know of each subject."""
    found: dict[str, list[Part]] = {}
    arms = Arms()
    first = next((form for form in forms if roles[form.name][:1] == ["DM"]), None) or next(
        (form for form in forms if "DM" in roles[form.name]), None
    )
    if first:
        others = [form for form in forms if form is not first]
        part, arms = subjects_of(first, standard.datasets["DM"], others, shared=len(roles[first.name]) > 1)
        found["DM"] = [part] if part.block.lines else []
    for form in forms:
        for domain in roles[form.name]:
            if domain != "DM" and (
                made := _part(form, domain, standard, shared=_shares(form, domain, roles[form.name]))
            ):
                found.setdefault(domain, []).append(made)
    named = {form.name: form for form in forms}
    told = [term for part in found.get("DS", []) for term in terms_in(part, named)]
    for form in forms:
        if "DS" not in roles[form.name]:
            for term, part in milestones_of(form, standard.datasets["DS"], told):
                told.append(term)
                found.setdefault("DS", []).append(part)
    return {domain: tuple(together(found[domain], domain, named)) for domain in sorted(found) if found[domain]}, arms


def _shares(form: Form, domain: str, domains: Sequence[str]) -> bool:
    """Tell whether a table belongs to other domains as well: of a flat project of REDCap, which is no form, to all."""
    return domain != domains[0] or (form.table.profile == "redcap" and len(domains) > 1)


def _part(form: Form, domain: str, standard: Standard, *, shared: bool) -> Part | None:
    dataset = standard.datasets[domain]
    if domain == "DS" and not shared:
        return disposition_of(form, dataset)
    if dataset.dataset_class == "FINDINGS":
        part = finding_of(form, dataset, shared=shared)
        return _criterion(part) if domain == "IE" else part
    return part_of(form, dataset, shared=shared)


def _criterion(part: Part | None) -> Part | None:
    """Take text and category of a criterion from the protocol, where the export does not tell them."""
    if part is None or "IETESTCD" not in part.block.lines or not part.block.lines["IETESTCD"].columns:
        return part
    column = part.block.lines["IETESTCD"].columns[0]
    lines = dict(part.block.lines)
    if lines.get("IETEST", lines["IETESTCD"]).columns == (column,):
        lines["IETEST"] = Line({"criterion": {"column": column}}, (column,))
    lines.setdefault("IECAT", Line({"criterion_category": {"column": column}}, (column,)))
    return replace(part, block=replace(part.block, lines=lines))


def _made(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part.block.lines))


def _blocks(parts: Sequence[Part]) -> list[Block]:
    return [part.block for part in parts]


def _visit_columns(parts: Mapping[str, Sequence[Part]]) -> Iterator[tuple[str, str]]:
    for of_domain in parts.values():
        for part in of_domain:
            if "VISIT" in part.block.lines:
                yield part.block.table, part.block.lines["VISIT"].columns[0]


def _criteria(forms: Sequence[Form], parts: Mapping[str, Sequence[Part]]) -> list[dict[str, str]]:
    named = {form.name: form for form in forms}
    found = [
        part.block
        for part in parts.get("IE", ())
        if part.block.lines.get("IETESTCD") and part.block.lines["IETESTCD"].columns
    ]
    told = [one for block in found for one in criteria_of(named[block.table], block.lines["IETESTCD"].columns[0])]
    return list({one["id"]: one for one in told}.values())


def _known(
    parts: Mapping[str, Sequence[Part]],
    made: Mapping[str, Sequence[str]],
    forms: Mapping[str, Form],
    unscheduled: Sequence[str],
    standard: Standard,
) -> dict[str, Sequence[str]]:
    """Say what other domains may rest on: variables by domain, DM with its dates of reference, and what was told."""
    terms = [term for part in parts.get("DS", ()) for term in terms_in(part, forms)]
    known: dict[str, Sequence[str]] = {"DM": [], **made}
    known |= {"unscheduled": ["*"]} if unscheduled else {}
    known |= {"consent": ["*"]} if "INFORMED CONSENT OBTAINED" in terms else {}
    known |= {"random": ["*"]} if "RANDOMIZED" in terms else {}
    known |= {"death": ["*"]} if "DEATH" in terms else {}
    if "DM" in parts:
        more = derived(standard.datasets["DM"], _blocks(parts["DM"]), made["DM"], known)
        known["DM"] = [*made["DM"], *more]
    return known


def _built(
    parts: Mapping[str, Sequence[Part]],
    made: Mapping[str, Sequence[str]],
    known: Mapping[str, Sequence[str]],
    arms: Arms,
    visits: Sequence[VisitFound],
    criteria: Sequence[dict[str, str]],
) -> Iterator[tuple[str, tuple[Call, Mapping[str, Call]]]]:
    """Give the datasets that one rule makes: trial design, and elements and visits of subjects."""
    dates = {"RFICDTC", "RFXSTDTC", "RFXENDTC", "RFPENDTC", "ARMCD", "RFSTDTC"}
    if arms.names and dates <= set(known["DM"]):
        build = {"subject_elements": {"starts": starts(arms), "end": "DM.RFPENDTC"}}
        days = {"SESTDY": {"study_day": {"date": "SESTDTC"}}, "SEENDY": {"study_day": {"date": "SEENDTC"}}}
        yield "SE", (build, {"SESEQ": {"sequence": {"by": ["SESTDTC"]}}, **days})
    dated = [
        f"{domain}.{domain}DTC"
        for domain, names in made.items()
        if {"VISIT", f"{domain}DTC"} <= set(names) and _all_have(parts[domain], domain)
    ]
    if dated and "SV" not in parts:
        days = {"SVSTDY": {"study_day": {"date": "SVSTDTC"}}, "SVENDY": {"study_day": {"date": "SVENDTC"}}}
        yield "SV", ({"subject_visits": {"dates": dated}}, days if "RFSTDTC" in known["DM"] else {})
    if arms.names:
        yield "TA", ({"trial_arms": {}}, {})
        yield "TE", ({"trial_elements": {}}, {})
    if criteria:
        yield "TI", ({"trial_criteria": {}}, {})
    yield "TS", ({"trial_summary": {"parameters": "TSPARMCD"}}, {})
    if visits:
        yield "TV", ({"trial_visits": {}}, {})


def _all_have(parts: Sequence[Part], domain: str) -> bool:
    return all({"VISIT", f"{domain}DTC"} <= set(part.block.lines) for part in parts)


def _domain(domain: str, drafted: Drafted) -> str:
    parts = drafted.parts[domain]
    supplemental = {name: call for part in parts for name, call in part.supplemental.items()}
    supplemental |= {name: EMERGENT for name in drafted.derive[domain] if name == "AETRTEM"}
    variables = {name: call for part in parts for name, call in part.variables.items()}
    columns = [column.name.upper() for part in parts for column in _columns(part, drafted)]
    remarks = [EXPOSURE] if domain == "EX" and any(name.startswith(("EC", "IT.EC")) for name in columns) else []
    return domain_yaml(domain, _blocks(parts), drafted.derive[domain], supplemental, variables, remarks)


def _columns(part: Part, drafted: Drafted) -> Iterator[Any]:
    yield from next(form.table.columns for form in drafted.forms if form.name == part.block.table)
