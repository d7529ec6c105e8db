"""SDTM to analysis datasets: run the steps of each dataset in their order, finish it, hand it to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from converter.adam.finish import finished
from converter.adam.history import AnalysisRows, added, extended, first_of_subject, subject_reads, with_step
from converter.adam.tabulation import cut_off, qualified, unqualifying
from converter.adam.unusable import NO_ROW, ambiguous
from converter.compute.issues.offenders import issue_of
from converter.compute.mistyped import TYPE_ERRORS, mistyped, types_of
from converter.dataset import AnyDataset, Dataset, Frame, all_sources
from converter.errors import Problem, SpecError
from converter.issues import Issue
from converter.spec.dataset import qualifiers_of, supplemental_of
from converter.steps import AnalysisStep, BoundRule, Built, Derived, Finding, Plan


@dataclass(frozen=True)
class Adam:
    """The analysis datasets by name, in the order in which they were made, and what was found on the way.

    `several` are the datasets of SDTM and analysis that have several records of a subject, or none of one: of these the
    lineage tells which is read.
    """

    datasets: Mapping[str, AnyDataset]
    issues: tuple[Issue, ...]
    several: frozenset[str] = frozenset()


def build_adam(sdtm: Mapping[str, AnyDataset], plan: Plan, several: Collection[str] = ()) -> Adam:
    """Make the analysis datasets of a plan from SDTM alone.

    Where these are the records of some subjects, `several` names the datasets that have several records of others.
    """
    if not plan.analysis.datasets:
        return Adam({}, ())
    frames, issues = _tabulations(sdtm, plan)
    known = _subjects(frames)
    firsts = {
        name: first_of_subject(frame, len(sdtm[name].frame), told=name in several) for name, frame in frames.items()
    }
    datasets: dict[str, Dataset] = {}
    for name, analysis in plan.analysis.datasets.items():
        rows = AnalysisRows()
        for number, step in enumerate(plan.analysis.steps):
            if step.dataset == name:
                rows = _after(step, number, rows, frames, firsts)
        done = finished(rows, plan.analysis.specs[name], analysis.helpers)
        datasets[name] = done.dataset
        frames[name] = done.dataset.frame
        firsts[name] = first_of_subject(done.dataset.frame, len(done.dataset.frame), told=name in several)
        issues += [_issue(name, named, one, rows.frame, done.positions, known) for named, one in rows.findings]
    return Adam(datasets, tuple(issues), frozenset(name for name, first in firsts.items() if first is not None))


def _tabulations(sdtm: Mapping[str, AnyDataset], plan: Plan) -> tuple[dict[str, Frame], list[Issue]]:
    """Give the SDTM datasets as analysis reads them."""
    frames: dict[str, Frame] = {}
    found: list[tuple[str, Finding]] = []
    for name, dataset in sdtm.items():
        if dataset.spec.qualifies:
            continue
        frame, findings = qualified(name, sdtm, qualifiers_of(plan.specs, name))
        found += ((name, finding) for finding in findings)
        beside = supplemental_of(plan.specs, name)
        if plan.received and beside in sdtm:  # of our own it is known where they come from
            found += ((beside, finding) for finding in unqualifying(name, sdtm))
        if plan.study.study.cutoff:
            frame, findings = cut_off(name, frame, plan.study.study.cutoff)
            found += ((name, finding) for finding in findings)
        frames[name] = frame
    return frames, [
        _issue(name, "", one, sdtm[name].frame, pd.Series(range(sdtm[name].records)), ()) for name, one in found
    ]


def _subjects(frames: Mapping[str, Frame]) -> frozenset[str]:
    return frozenset(str(one) for frame in frames.values() if "USUBJID" in frame for one in frame["USUBJID"].unique())


def _after(
    step: AnalysisStep,
    number: int,
    rows: AnalysisRows,
    frames: Mapping[str, Frame],
    firsts: Mapping[str, pd.Series | None],
) -> AnalysisRows:
    """Add what one step makes: rows after those there are, or variables; `firsts` as in `subject_reads`."""
    datasets = {**frames, step.dataset: rows.frame}
    answer = _answer(step.rule, rows.frame, datasets)
    variable = step.rule.makes[0] if isinstance(answer, Derived) and len(step.rule.makes) == 1 else ""
    told = tuple((variable, finding) for finding in answer.findings)
    made = (
        _with_rows(rows, answer, step, number) if isinstance(answer, Built) else _with_variables(rows, answer, number)
    )
    own = made.frame.iloc[len(rows.frame) :] if isinstance(answer, Built) else made.frame
    read = subject_reads(step, number, own["USUBJID"], firsts) if "USUBJID" in own else ()
    lineage = all_sources(made.lineage, *read)
    several = tuple((variable, finding) for name in step.rule.of_subject for finding in ambiguous(datasets, name))
    moved = _moved(told, len(rows.frame), isinstance(answer, Built))
    return replace(made, lineage=lineage, findings=(*rows.findings, *several, *moved))


def _answer(rule: BoundRule, rows: Frame, datasets: Mapping[str, Frame]) -> Built | Derived:
    """Call a rule; where it fails because text stands in place of numbers, the variables it reads are told with types.

    Types of variables are known only now. A function of the study tells by itself what it failed with.
    """
    try:
        return rule.function(rows, datasets, **rule.arguments)  # type: ignore[no-any-return]
    except TYPE_ERRORS as error:
        if not mistyped(error):
            raise
        reads = types_of(rule.variables, rows, datasets)
        raise _fault(rule, f"failed with {type(error).__name__}: {error} ({reads})") from error


def _with_variables(rows: AnalysisRows, made: Derived, number: int) -> AnalysisRows:
    values = {str(name): _typed(made.values[name]) for name in made.values}
    lineage = all_sources(rows.lineage, with_step(made.sources, number))
    return replace(rows, frame=rows.frame.assign(**values), lineage=lineage, making=added(rows.making, number, made))


def _with_rows(rows: AnalysisRows, made: Built, step: AnalysisStep, number: int) -> AnalysisRows:
    """Add rows after those there are; a variable that either lacks is missing there."""
    offset = len(rows.frame)
    more = _alike(made.frame.apply(_typed).set_axis(made.frame.index + offset), rows.frame)
    before = _alike(rows.frame, more)
    other = [str(name) for name in more if name in before and more[name].dtype != before[name].dtype]
    if other:
        raise _fault(step.rule, f"makes {', '.join(other)} of another type than the steps before it")
    frame = pd.concat([part for part in (before, more) if len(part.columns)])
    text = {*more.select_dtypes("str"), *before.select_dtypes("str")}
    lineage = with_step(made.lineage.assign(row=made.lineage["row"] + offset), number)
    return replace(
        rows,
        frame=frame.fillna(dict.fromkeys(text, "")),
        lineage=all_sources(rows.lineage, lineage),
        making=extended(rows.making, number, made),
    )


def _alike(frame: Frame, other: Frame) -> Frame:
    """Give a frame without rows the types of another one: it has none of its own."""
    return frame if len(frame) else frame.astype({name: other[name].dtype for name in frame if name in other})


def _typed(values: pd.Series) -> pd.Series:
    """Give numbers as float64 and text as text in which a missing value is blank."""
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64")
    return values.astype("str").fillna("")


def _moved(told: tuple[tuple[str, Finding], ...], offset: int, added: bool) -> Iterator[tuple[str, Finding]]:
    """Let findings of added rows name them by the labels that they have now."""
    for variable, finding in told:
        rows = finding.rows.where(finding.rows == NO_ROW, finding.rows + offset) if added else finding.rows
        yield variable, replace(finding, rows=rows)


def _issue(
    dataset: str, variable: str, finding: Finding, frame: Frame, positions: pd.Series, known: Collection[str]
) -> Issue:
    """Turn a finding into an issue that names records of the finished dataset, or the subjects that have no record.

    A value without a record begins with its subject, if it is about one of those that are `known`.
    """
    subjects = frame["USUBJID"].reindex(finding.rows).fillna("") if "USUBJID" in frame else ""
    shown = pd.Series(finding.values.to_numpy(), dtype="object").astype("str")
    without = finding.rows == NO_ROW
    written = finding.written if isinstance(finding.written, str) else finding.written.to_numpy()
    offenders = pd.DataFrame(
        {
            "row": positions.reindex(finding.rows).fillna(-1).astype("int64").to_numpy() + 1,
            "subject": pd.Series(subjects, index=finding.rows).to_numpy(),
            "value": shown.to_numpy(),
            "written": written,
        }
    )
    offenders.loc[without, "subject"] = [_subject_of(text, known) for text in shown[without]]
    return issue_of(
        offenders,
        rule=finding.rule,
        severity=finding.severity,
        place=dataset,
        variable=variable,
        message=finding.message,
        hint=finding.hint,
    )


def _subject_of(text: str, known: Collection[str]) -> str:
    """Give the subject that a value begins with, whose name may have blanks; blank where it is none that is known."""
    words = text.split(" ")
    begins = (" ".join(words[:number]) for number in range(len(words), 0, -1))
    return next((one for one in begins if one in known), "")


def _fault(rule: BoundRule, message: str) -> SpecError:
    file, _, line = rule.place.rpartition(":")
    return SpecError([Problem(file, int(line), rule.name, f"function '{rule.name}' {message}")])
