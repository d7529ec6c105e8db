"""The document of the Analysis Results Standard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from converter.dataset import Frame
from converter.steps import Plan
from converter.write.ars.analyses import analysis, has_levels, rows_by_part
from converter.write.ars.contents import list_of_analyses, list_of_outputs
from converter.write.ars.event import Enumeration, ReportingEvent, TerminologyExtension
from converter.write.ars.groupings import groupings
from converter.write.ars.methods import methods
from converter.write.ars.outputs import file_type, output
from converter.write.ars.parts import identifier, parts_of
from converter.write.ars.selections import analysis_sets, data_subsets
from converter.write.ars.terms import extensions
from converter.write.define.names import study_description
from converter.write.folder.whole import write_text

Files = Mapping[str, Sequence[str]]
"""The files that show a display, by its name: paths from the folder of the document."""


def write_ars(rows: Frame, folder: Path, *, plan: Plan, created: datetime, files: Files | None = None) -> Path:
    """Write the results of a plan as `ars.json`, whole or not at all, and give its path.

    `rows` has one statistic a record: DISPLAY, ROW, COLUMN, METHOD, STAT, LEVEL, STATN, STATC and SHOWN. Source: CDISC
    Analysis Results Standard 1.0.
    """
    event = reporting_event(rows, plan=plan, created=created, files=files or {})
    content = event.model_dump(by_alias=True, exclude_defaults=True)
    return write_text(folder / "ars.json", f"{json.dumps(content, ensure_ascii=False, indent=2)}\n")


def reporting_event(rows: Frame, *, plan: Plan, created: datetime, files: Files) -> ReportingEvent:
    """Describe the displays of a plan, what they analyse and how, and the results."""
    parts = parts_of(plan.results)
    results = rows_by_part(parts, rows)
    (sets, set_ids), (subsets, subset_ids) = analysis_sets(parts), data_subsets(parts)
    displays = tuple(plan.results.displays.values())
    study = plan.study.study
    return ReportingEvent(
        id=identifier("RE", study.id),
        name=study.name,
        label=study_description(study),
        description=f"Results of {study.protocol or study.id}, created {created:%Y-%m-%dT%H:%M:%S}.",
        main_list_of_contents=list_of_analyses(displays, parts),
        other_lists_of_contents=(list_of_outputs(displays),),
        terminology_extensions=_extensions(plan, files),
        analysis_sets=sets,
        data_subsets=subsets,
        analysis_groupings=tuple(groupings(parts, [name for name, made in results.items() if has_levels(made)])),
        methods=tuple(methods(plan.results.steps, rows)),
        analyses=tuple(analysis(part, results[part.analysis], set_ids, subset_ids) for part in parts),
        outputs=tuple(output(display, files.get(display.display, ())) for display in displays),
    )


def _extensions(plan: Plan, files: Files) -> tuple[TerminologyExtension, ...]:
    displays = plan.results.displays
    words: dict[Enumeration, list[str]] = {
        "AnalysisReasonEnum": [display.reason for display in displays.values()],
        "AnalysisPurposeEnum": [display.purpose for display in displays.values()],
        "OutputFileTypeEnum": [file_type(path) for name in displays for path in files.get(name, ())],
    }
    return tuple(extensions(words))
