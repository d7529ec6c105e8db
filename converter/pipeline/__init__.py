"""The pipeline: what the command line calls, and what a program imports."""

from converter.pipeline.beginning import import_terminology, init
from converter.pipeline.conversion import convert, silent
from converter.pipeline.existing import check, define
from converter.pipeline.lists import write_lists
from converter.pipeline.questions import explain, listed, planned, reference, results

__all__ = [
    "check",
    "convert",
    "define",
    "explain",
    "import_terminology",
    "init",
    "listed",
    "planned",
    "reference",
    "results",
    "silent",
    "write_lists",
]
