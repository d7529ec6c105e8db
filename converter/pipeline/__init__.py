"""The pipeline: what the command line calls, and what a program imports; each part loads when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy import lazy_names

if TYPE_CHECKING:
    from converter.pipeline.beginning import import_terminology, init
    from converter.pipeline.checking.existing import check, define
    from converter.pipeline.checking.lists import write_lists
    from converter.pipeline.checking.rule import explain_rule
    from converter.pipeline.conversion import convert, would_run
    from converter.pipeline.edits.diff import diff_spec
    from converter.pipeline.life.audit import audit, begin_audit, write_audit
    from converter.pipeline.life.compared import compare, comparison_settings, write_comparison
    from converter.pipeline.life.diff import diff, write_movement
    from converter.pipeline.life.doctor import doctor
    from converter.pipeline.life.uses import uses
    from converter.pipeline.life.verified import verify
    from converter.pipeline.planning import planned
    from converter.pipeline.questions import explain, listed, reference, results
    from converter.pipeline.specs.interchange import export_spec, import_spec
    from converter.pipeline.specs.schema import write_schemas
    from converter.pipeline.specs.specification import holds_datasets
    from converter.pipeline.specs.terminology import compare_terminology
    from converter.pipeline.stages.workers import Ways, workers_of
    from converter.pipeline.submission.packaged import hand_in
    from converter.pipeline.tell import silent
    from converter.submission.told import gate_json, gate_text

__all__ = [
    "Ways",
    "audit",
    "begin_audit",
    "check",
    "compare",
    "compare_terminology",
    "comparison_settings",
    "convert",
    "define",
    "diff",
    "diff_spec",
    "doctor",
    "explain",
    "explain_rule",
    "export_spec",
    "gate_json",
    "gate_text",
    "hand_in",
    "holds_datasets",
    "import_spec",
    "import_terminology",
    "init",
    "listed",
    "planned",
    "reference",
    "results",
    "silent",
    "uses",
    "verify",
    "workers_of",
    "would_run",
    "write_audit",
    "write_comparison",
    "write_lists",
    "write_movement",
    "write_schemas",
]

__getattr__ = lazy_names(
    __name__,
    {
        "Ways": "converter.pipeline.stages.workers",
        "audit": "converter.pipeline.life.audit",
        "begin_audit": "converter.pipeline.life.audit",
        "check": "converter.pipeline.checking.existing",
        "compare": "converter.pipeline.life.compared",
        "compare_terminology": "converter.pipeline.specs.terminology",
        "comparison_settings": "converter.pipeline.life.compared",
        "convert": "converter.pipeline.conversion",
        "define": "converter.pipeline.checking.existing",
        "diff": "converter.pipeline.life.diff",
        "diff_spec": "converter.pipeline.edits.diff",
        "doctor": "converter.pipeline.life.doctor",
        "explain": "converter.pipeline.questions",
        "explain_rule": "converter.pipeline.checking.rule",
        "export_spec": "converter.pipeline.specs.interchange",
        "gate_json": "converter.submission.told",
        "gate_text": "converter.submission.told",
        "hand_in": "converter.pipeline.submission.packaged",
        "holds_datasets": "converter.pipeline.specs.specification",
        "import_spec": "converter.pipeline.specs.interchange",
        "import_terminology": "converter.pipeline.beginning",
        "init": "converter.pipeline.beginning",
        "listed": "converter.pipeline.questions",
        "planned": "converter.pipeline.planning",
        "reference": "converter.pipeline.questions",
        "results": "converter.pipeline.questions",
        "silent": "converter.pipeline.tell",
        "uses": "converter.pipeline.life.uses",
        "verify": "converter.pipeline.life.verified",
        "workers_of": "converter.pipeline.stages.workers",
        "would_run": "converter.pipeline.conversion",
        "write_audit": "converter.pipeline.life.audit",
        "write_comparison": "converter.pipeline.life.compared",
        "write_lists": "converter.pipeline.checking.lists",
        "write_movement": "converter.pipeline.life.diff",
        "write_schemas": "converter.pipeline.specs.schema",
    },
)
