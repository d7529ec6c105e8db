"""Issues as JUnit XML: a suite for each dataset or file, a case for each rule, so that CI systems list what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from converter.issues import SEVERITIES, and_more
from converter.spec.library import load_checks, load_titles
from converter.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.issues import Issue, Severity
    from converter.report.report import Report

TOLD = 20
"""Issues of a case that its text names."""
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
CATALOGUE = "checks"
"""The suite of the checks that found nothing, or could not be asked."""


def report_junit(report: Report, least: Severity | None = "error") -> str:
    """Write the issues of a report as JUnit: a failure where open ones are at least as severe as `least`.

    What is less severe is a case that passed and says what was found; what the study accepts is skipped with its
    reason; `least` None lets nothing fail. Checks of the catalogue that told of nothing pass, those that could not be
    asked are skipped with the reason.
    """
    root = Element("testsuites", name=report.study)
    places = dict.fromkeys(issue.place for issue in report.issues)
    for place in places:
        _suite(root, place, [issue for issue in report.issues if issue.place == place], least)
    _silent(root, report)
    for suite in root:
        _count(suite)
    _count(root)
    indent(root)
    return f"{DECLARATION}\n{tostring(root, encoding='unicode')}\n"


def _suite(root: Element, place: str, issues: Sequence[Issue], least: Severity | None) -> None:
    suite = SubElement(root, "testsuite", name=place)
    for rule in dict.fromkeys(issue.rule for issue in issues):
        own = [issue for issue in issues if issue.rule == rule]
        case = SubElement(suite, "testcase", classname=place, name=f"{rule}: {load_titles().get(rule, rule)}")
        open_ = [issue for issue in own if not issue.accepted]
        failing = [issue for issue in open_ if _reaches(issue, least)]
        if failing:
            told = SubElement(case, "failure", type=failing[0].severity, message=visible(failing[0].message))
            told.text = _lines(open_)
        elif open_:
            SubElement(case, "system-out").text = _lines(open_)
        else:
            SubElement(case, "skipped", message=visible(f"accepted: {own[0].accepted}"))


def _silent(root: Element, report: Report) -> None:
    """List the checks of the catalogue that told of nothing, and those that could not be asked."""
    told = {issue.rule for issue in report.issues}
    suite = SubElement(root, "testsuite", name=CATALOGUE)
    for spec in load_checks():
        if spec.id not in told and spec.severity != "off":
            case = SubElement(suite, "testcase", classname=CATALOGUE, name=f"{spec.id}: {spec.title}")
            if spec.id in report.not_run:
                SubElement(case, "skipped", message=f"not run: {report.not_run[spec.id]}")


def _reaches(issue: Issue, least: Severity | None) -> bool:
    return least is not None and SEVERITIES.index(issue.severity) <= SEVERITIES.index(least)


def _lines(issues: Sequence[Issue]) -> str:
    named = [f"{issue.severity} {issue}" for issue in issues[:TOLD]]
    return visible("\n".join([*named, *filter(None, [and_more(len(issues) - TOLD, "issue").strip()])]))


def _count(element: Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("errors", "0")
