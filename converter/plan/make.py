"""Study and standards to a plan: resolve every name, bind every rule, fix the order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from converter.adam.rules import ANALYSIS_RULES
from converter.errors import Problem, SpecError, nearest
from converter.issues import place_of
from converter.plan.analysis import analysis_plan, received_analyses
from converter.plan.binding.bind import Context, bind, parse_call
from converter.plan.binding.methods import method_problems, study_methods
from converter.plan.binding.shapes import shape_problems, unread_columns
from converter.plan.checks import check_problems, study_checks
from converter.plan.descriptions.datasets import IDENTIFIERS, dataset_spec, unknown_variables
from converter.plan.descriptions.described import described_problems, described_specs, parted
from converter.plan.descriptions.displays import unwritten_displays
from converter.plan.descriptions.non_standard import supplemental_spec
from converter.plan.descriptions.permitted import with_permitted
from converter.plan.loaded import loaded
from converter.plan.named import named_sources
from converter.plan.order import ordered
from converter.plan.problems.defaults import default_problems
from converter.plan.problems.design import design_problems, rule_problems
from converter.plan.problems.files import file_problems
from converter.plan.problems.inputs import missing_inputs
from converter.plan.problems.levels import level_problems, standard_problems
from converter.plan.problems.limits import with_rounded_limits
from converter.plan.problems.references import domain_problems, judgement_problems, lookup_problems
from converter.plan.results import result_plan
from converter.plan.sources import sources, table_problems
from converter.plan.terminology import codelist_problems, resolved_codelist, used_codelists
from converter.plan.unused import unused_names, unused_texts
from converter.sdtm.rules import ALSO_READS, BUILD_RULES, DERIVE_RULES, OF_SUBJECT, ORIGINS, RECORD_RULES
from converter.spec.dataset import Origin
from converter.spec.library import codelist_names, load_package, newest_codelist
from converter.spec.standards.guides import load_standard
from converter.spec.standards.standard import variable_prefix
from converter.spec.text.yaml import dotted
from converter.steps import BoundRule, BuildStep, DeriveStep, Plan, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from converter.issues import Issue
    from converter.plan.descriptions.received import Received
    from converter.spec.dataset import DatasetSpec
    from converter.spec.domain import Domain, RuleCall
    from converter.spec.load import StudyFiles
    from converter.spec.model import Written
    from converter.spec.standards.standard import Standard
    from converter.spec.standards.terminology import Codelist, Package
    from converter.steps import AnalysisPlan, ResultPlan, Step

NON_STANDARD = "a non-standard variable is declared under supplemental:, or added to the dataset in standards/"
COLLECTED = Origin(type="Collected", source="Investigator")
DERIVED = Origin(type="Derived", source="Sponsor")


@dataclass(frozen=True)
class Bench:
    """What binding a study's rules needs: files, standard, rules by shape, codelists, what names stand for."""

    files: StudyFiles
    standard: Standard
    rules: Mapping[str, Mapping[str, Callable[..., Any]]]
    packages: tuple[Package, ...]
    published: Callable[[str], Codelist | None]
    published_names: tuple[str, ...]
    names: Written

    def codelist(self, name: str) -> Codelist | None:
        """Give a codelist by name as the study uses it."""
        return resolved_codelist(name, self.files.study, self.published)

    @property
    def codelist_names(self) -> tuple[str, ...]:
        """The names of the codelists: published, then the study's own."""
        return (*self.published_names, *self.files.study.codelists)


def make_plan(files: StudyFiles, received: Received | None = None) -> Plan:
    """Resolve, bind and order a study; raises SpecError with every problem found.

    `received` are the datasets that the line begins with; without them it begins with raw exports.
    """
    whole = files
    files, beside = parted(whole)
    bench = _bench(files)
    domains = files.domains if received is None else {}
    made = [_domain_steps(domain, bench) for domain in domains.values()]
    steps = [step for steps, _ in made for step in steps]
    read, unread = sources(files, steps) if received is None else ({}, ())
    problems = [*_problems_of_files(files, beside, bench), *(one for _, wrong in made for one in wrong), *unread]
    problems += [*missing_inputs(steps, bench.standard, files), *rule_problems(steps, files)]
    problems += [*lookup_problems(steps, files), *unread_columns(steps, files)]
    if problems:
        raise SpecError(problems)
    specs = _specs(bench, steps) if received is None else received.tabulations
    context = Context("", files.study, bench.codelist, bench.codelist_names, (files.folder / "criteria",), bench.names)
    analysis = _analysis(bench, context, specs, received)
    results = result_plan(files, context, analysis.specs)
    described = described_specs(beside, bench.standard, analysis.standard) if analysis.standard else {}
    places = (*_places(files, results), *specs, *described)
    every = {**described, **specs, **analysis.specs}
    made_specs = (*specs.values(), *analysis.specs.values())
    wrong = [*judgement_problems(files, _variables(bench, every), places)]
    wrong += [*level_problems(every, whole), *standard_problems(beside)]
    if wrong:
        raise SpecError(wrong)
    return Plan(
        study=files.study,
        standard=bench.standard,
        packages=bench.packages,
        codelists={
            **(received.codelists if received else {}),
            **used_codelists(_codelist_names(bench, (*made_specs, *described.values())), bench.codelist),
        },
        sources=read,
        domains=domains,
        specs=specs,
        steps=ordered(steps, files.folder),
        analysis=analysis,
        results=results,
        received=received.files if received else {},
        described=described,
        define=files.define,
        checks=study_checks(files),
        told=_told(files, every, received),
    )


def _problems_of_files(files: StudyFiles, beside: StudyFiles, bench: Bench) -> Iterator[Problem]:
    """Find what is wrong with files by themselves, before rules are bound; `beside` are those that only describe."""
    yield from (*table_problems(files), *shape_problems(files), *design_problems(files), *file_problems(files))
    yield from check_problems(files)
    yield from codelist_problems(files, bench.published, bench.published_names)
    yield from default_problems(files, bench.rules)
    yield from described_problems(beside, bench.codelist_names)


def _told(files: StudyFiles, every: Mapping[str, DatasetSpec], received: Received | None) -> tuple[Issue, ...]:
    """Tell what is right and serves nothing: names, texts, and displays that no define.xml can say."""
    texts = unused_texts(files, every.values()) if received is None else ()
    return (*unused_names(files), *texts, *unwritten_displays(files, every))


def _analysis(
    bench: Bench, context: Context, specs: Mapping[str, DatasetSpec], received: Received | None
) -> AnalysisPlan:
    if received and received.analyses:
        return received_analyses(bench.files, received.analyses)
    return analysis_plan(bench.files, bench.rules["analysis"], context, specs)


def _bench(files: StudyFiles) -> Bench:
    """Load what ships and what the study brings along: the standard, the terminology, the functions."""
    said = files.study.standards
    folders = (files.folder / "terminology",)
    packages = tuple(
        loaded(files, ("standards", "terminology", number), partial(load_package, name, folders))
        for number, name in enumerate(said.terminology)
    )
    load = partial(load_standard, "sdtmig", said.sdtmig, files.standards)
    standard = loaded(files, ("standards", "sdtmig"), load)
    return Bench(
        files=files,
        standard=with_permitted(standard, files.domains),
        rules=_registries(files),
        packages=packages,
        published=cache(lambda name: newest_codelist(said.terminology, name, folders)),
        published_names=tuple(name for package in said.terminology for name in codelist_names(package, folders)),
        names=named_sources(files),
    )


def _codelist_names(bench: Bench, specs: Iterable[DatasetSpec]) -> list[str]:
    """Name the codelists of the standard's variables, of the described datasets, and of the study itself."""
    known = (variable for dataset in bench.standard.datasets.values() for variable in dataset.variables.values())
    said = (place for spec in specs for place in (*spec.variables, *spec.value_level))
    names = [name for variable in known for name in variable.codelists]
    return [*names, *(name for place in said for name in place.codelists), *bench.files.study.codelists]


def _variables(bench: Bench, specs: Mapping[str, DatasetSpec]) -> dict[str, set[str]]:
    """List the variables of each dataset that issues may name."""
    found = {name: set(known.variables) for name, known in bench.standard.datasets.items()}
    for name, domain in bench.files.domains.items():
        found[name] |= set(domain.supplemental)
        beside = bench.standard.datasets.get(bench.standard.non_standard.dataset)
        known = set(beside.variables) if beside else set()
        found[bench.standard.non_standard.name_of(name)] = known | set(domain.supplemental)
    return found | {name: found.get(name, set()) | set(spec.by_name) for name, spec in specs.items()}


def _places(files: StudyFiles, results: ResultPlan) -> tuple[str, ...]:
    """List what issues may name beside datasets: raw files, displays, and what is about a whole package."""
    tables = (place for one in files.study.tables.values() for place in (one.file, place_of(one.file, one.part)))
    return (*tables, *results.displays, "ADaM", "define.xml", "study.yaml", *map(files.relative, _names(files)))


def _names(files: StudyFiles) -> tuple[str, ...]:
    return tuple(document.file for document in files.documents.values())


def _registries(files: StudyFiles) -> dict[str, dict[str, Callable[..., Any]]]:
    ours = {"record": RECORD_RULES, "derive": DERIVE_RULES, "build": BUILD_RULES, "analysis": ANALYSIS_RULES}
    own = study_methods(files.folder, frozenset(name for rules in ours.values() for name in rules))
    if problems := [*method_problems(files, own)]:
        raise SpecError(problems)
    return {shape: {**rules, **own[shape]} for shape, rules in ours.items()}


def _domain_steps(domain: Domain, bench: Bench) -> tuple[list[Step], list[Problem]]:
    """Bind all rules of one domain."""
    if domain.domain not in bench.standard.datasets:
        file, line = bench.files.place(domain.domain, "domain")
        message = f"unknown domain '{domain.domain}' of {bench.standard.name} {bench.standard.version}"
        own = f"a domain of your own has label: and class:, or stands in standards/{domain.domain.lower()}.yaml"
        hint = nearest(domain.domain, bench.standard.datasets) or own
        return [], [Problem(file, line, "domain", message, hint)]
    steps: list[Step] = []
    problems = list(_unknown_variables(domain, bench))
    problems += domain_problems(domain, bench.standard, bench.codelist_names, bench.files)
    for position, records in enumerate(domain.records):
        mine, wrong = _bound(records.map, "record", ("records", position, "map"), domain, bench, records.table)
        others = {name: rule for name, rule in domain.map.items() if name not in records.map}
        shared, more = _bound(others, "record", ("map",), domain, bench, records.table)
        steps.append(RecordsStep(domain.domain, position, records, {**shared, **mine}))
        problems += [*wrong, *(one for one in more if one not in problems)]
    if domain.build:
        rules, wrong = _bound({"build": domain.build}, "build", (), domain, bench, "")
        steps += [BuildStep(domain.domain, rule) for rule in rules.values()]
        problems += wrong
    rules, wrong = _bound(with_rounded_limits(domain.derive), "derive", ("derive",), domain, bench, "")
    steps += [DeriveStep(domain.domain, variable, rule) for variable, rule in rules.items()]
    return steps, [*problems, *wrong]


def _unknown_variables(domain: Domain, bench: Bench) -> Iterator[Problem]:
    """Find mapped names that neither the standard nor the study's supplemental qualifiers know."""
    places: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = [
        (("records", position, "map"), records.map) for position, records in enumerate(domain.records)
    ]
    places += [(("map",), domain.map), (("derive",), domain.derive), (("variables",), domain.variables)]
    for position, level in enumerate(domain.value_level):
        own = (name for name in level.where.variables if "." not in name)
        places.append((("value_level", position), dict.fromkeys((level.variable, *own))))
    known = bench.standard.datasets[domain.domain]
    for path, names in places:
        for name in unknown_variables(names, known, domain):
            file, line = bench.files.place(domain.domain, *path, name)
            hint = nearest(name, known.variables) or NON_STANDARD
            message = f"{domain.domain} has no variable '{name}' in {bench.standard.name} {bench.standard.version}"
            yield Problem(file, line, dotted((*path, name)), message, hint)


def _bound(
    calls: Mapping[str, RuleCall],
    shape: str,
    path: tuple[str | int, ...],
    domain: Domain,
    bench: Bench,
    table: str,
) -> tuple[dict[str, BoundRule], list[Problem]]:
    bound: dict[str, BoundRule] = {}
    problems: list[Problem] = []
    prefix, study = variable_prefix(domain.domain), bench.files.study
    context = Context(prefix, study, bench.codelist, bench.codelist_names, names=bench.names)
    for variable, rule in calls.items():
        document = bench.files.documents[domain.domain]
        call = parse_call(rule, document, (*path, variable), bench.files.relative(document.file))
        if isinstance(call, Problem):
            problems.append(call)
            continue
        result = bind(call, bench.rules[shape], _origin(call.name, shape, table, bench), context)
        if isinstance(result, BoundRule):
            also = ALSO_READS[call.name](**result.arguments) if call.name in ALSO_READS else ()
            subject = result.of_subject if call.name in OF_SUBJECT else ()
            every = tuple(dict.fromkeys((*result.variables, *also)))
            bound[variable] = replace(result, variables=every, of_subject=subject)
        else:
            problems += result
    return bound, problems


def _origin(rule: str, shape: str, table: str, bench: Bench) -> Origin:
    """Give the origin of what a rule makes: the rule's own, else the table's, else collected or derived by shape."""
    declared = bench.files.study.tables.get(table)
    collected = declared.origin if declared and declared.origin else COLLECTED
    return ORIGINS.get(rule) or (collected if shape == "record" else DERIVED)


def _specs(bench: Bench, steps: Sequence[Step]) -> dict[str, DatasetSpec]:
    """Describe every dataset of the plan; a domain with supplemental qualifiers is followed by its SUPP--."""
    specs: dict[str, DatasetSpec] = {}
    for name, domain in bench.files.domains.items():
        rules: dict[str, list[BoundRule]] = defaultdict(list)
        for step in steps:
            if step.dataset == name and isinstance(step, RecordsStep):
                for variable, rule in step.rules.items():
                    rules[variable].append(rule)
            elif step.dataset == name and isinstance(step, DeriveStep):
                rules[step.variable].append(step.rule)
            elif step.dataset == name and isinstance(step, BuildStep):
                for variable in bench.standard.datasets[name].variables:
                    if variable not in {*IDENTIFIERS, *domain.derive}:
                        rules[variable].append(step.rule)
        specs[name] = dataset_spec(domain, bench.standard, rules, bench.files.study.usubjid)
        known = bench.standard.datasets[name]
        if {"USUBJID", "APID"} & set(known.variables) and known.dataset_class != "RELATIONSHIP":
            beside = supplemental_spec(specs[name], bench.standard, domain.supplemental, rules)
            specs[beside.name] = beside
    return specs
