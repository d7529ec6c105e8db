"""Sources of dates that study.yaml says once, by name, for every analysis dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from converter.adam.source import Source
from converter.errors import SpecError
from converter.spec.text.problems import problems_of

if TYPE_CHECKING:
    from converter.errors import Problem
    from converter.spec.load import StudyFiles
    from converter.spec.model import Written


def named_sources(files: StudyFiles) -> Written:
    """Give what the names of a study stand for, its sources made; raises SpecError with every mistake in them."""
    document = files.documents[""]
    problems: list[Problem] = []
    made: dict[str, Source] = {}
    for name, said in files.study.sources.items():
        source, wrong = problems_of(Source, document.below(("sources", name), said), files.names)
        problems += wrong
        if source is not None:
            made[name] = source
    if problems:
        raise SpecError(problems)
    return replace(files.names, sources=made)
