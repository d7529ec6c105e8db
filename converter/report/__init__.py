"""Reports: as text, JSON, tables and one page; the words of each load when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy import lazy_names

if TYPE_CHECKING:
    from converter.report.answers.comparison import comparison_json, comparison_text
    from converter.report.answers.published import figures_text, subjects_text
    from converter.report.answers.specification import specification_json, specification_text
    from converter.report.answers.stages import stages_json, stages_text
    from converter.report.answers.terminology import changes_text
    from converter.report.answers.verification import verification_json, verification_text
    from converter.report.closing import closing_text
    from converter.report.json import as_json, explanation_json, report_json
    from converter.report.junit import report_junit
    from converter.report.life.audited import audited_json, audited_text
    from converter.report.life.installation import healthy, installation_json, installation_text
    from converter.report.life.movement_text import movement_json, movement_text
    from converter.report.life.used import used_json, used_text
    from converter.report.report import Explanation, Report
    from converter.report.sarif import report_sarif
    from converter.report.text import SHOWN, places_text, report_text, reproduced
    from converter.report.why.why_text import explanation_text

__all__ = [
    "SHOWN",
    "Explanation",
    "Report",
    "as_json",
    "audited_json",
    "audited_text",
    "changes_text",
    "closing_text",
    "comparison_json",
    "comparison_text",
    "explanation_json",
    "explanation_text",
    "figures_text",
    "healthy",
    "installation_json",
    "installation_text",
    "movement_json",
    "movement_text",
    "places_text",
    "report_json",
    "report_junit",
    "report_sarif",
    "report_text",
    "reproduced",
    "specification_json",
    "specification_text",
    "stages_json",
    "stages_text",
    "subjects_text",
    "used_json",
    "used_text",
    "verification_json",
    "verification_text",
]

__getattr__ = lazy_names(
    __name__,
    {
        "Explanation": "converter.report.report",
        "Report": "converter.report.report",
        "SHOWN": "converter.report.text",
        "as_json": "converter.report.json",
        "audited_json": "converter.report.life.audited",
        "audited_text": "converter.report.life.audited",
        "changes_text": "converter.report.answers.terminology",
        "closing_text": "converter.report.closing",
        "comparison_json": "converter.report.answers.comparison",
        "comparison_text": "converter.report.answers.comparison",
        "explanation_json": "converter.report.json",
        "explanation_text": "converter.report.why.why_text",
        "figures_text": "converter.report.answers.published",
        "healthy": "converter.report.life.installation",
        "installation_json": "converter.report.life.installation",
        "installation_text": "converter.report.life.installation",
        "movement_json": "converter.report.life.movement_text",
        "movement_text": "converter.report.life.movement_text",
        "places_text": "converter.report.text",
        "report_json": "converter.report.json",
        "report_junit": "converter.report.junit",
        "report_sarif": "converter.report.sarif",
        "report_text": "converter.report.text",
        "reproduced": "converter.report.text",
        "specification_json": "converter.report.answers.specification",
        "specification_text": "converter.report.answers.specification",
        "stages_json": "converter.report.answers.stages",
        "stages_text": "converter.report.answers.stages",
        "subjects_text": "converter.report.answers.published",
        "used_json": "converter.report.life.used",
        "used_text": "converter.report.life.used",
        "verification_json": "converter.report.answers.verification",
        "verification_text": "converter.report.answers.verification",
    },
)
