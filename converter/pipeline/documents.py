"""The documents that a define.xml refers to: what it calls them, and the files of the study that lie beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.plan.problems.files import is_copied
from converter.spec.dataset import DatasetSpec
from converter.spec.described.description import ACRF
from converter.spec.text.paths import inside
from converter.steps import Plan
from converter.write.define.described_results import documents_in
from converter.write.define.references import references_in

ANALYSIS = "ADaM"
"""The publishing set of the standard of analysis datasets."""


@dataclass(frozen=True)
class Documents:
    """Each document as define.xml names its file, and the files that are copied, by their name beside define.xml."""

    names: Mapping[str, str]
    files: Mapping[str, Path]


def documents_of(plan: Plan, folder: Path) -> Documents:
    """Give the documents of a define.xml; `folder` is that of the study, or of a specification of others.

    Those of study.yaml lie in the folder; those of define.yaml need not: where they do they are copied, else named
    only. The define.xml of analysis datasets has the annotated CRF and the documents of study.yaml, which are those of
    SDTM, where it refers to them alone; the annotated CRF stays where the study is of analysis datasets only.
    """
    said = {key: Path(name).name for key, name in plan.study.documents.items()}
    files = {Path(name).name: inside(folder, name) for name in plan.study.documents.values()}
    for key, one in plan.define.documents.items():
        if key not in said and one.file:
            here = folder / one.file
            copied = is_copied(folder, one.file)
            said[key] = here.name if copied else one.file
            files |= {here.name: here} if copied else {}
    if plan.standard.publishing_set == ANALYSIS:
        others = {*plan.study.documents, *((ACRF,) if _has_tabulations(plan) else ())}
        asked = {*_referred(plan, "Analysis"), *(plan.define.documents.keys() - others)}
        said = {key: name for key, name in said.items() if key in asked}
    kind = "Analysis" if plan.standard.publishing_set == ANALYSIS else "Tabulation"
    unlisted = {key for key, one in plan.define.documents.items() if one.only_referred}
    unlisted -= set(_referred(plan, kind)) if unlisted else set()
    said = {key: name for key, name in said.items() if key not in unlisted}
    return Documents(said, {name: path for name, path in files.items() if name in said.values()})


def _has_tabulations(plan: Plan) -> bool:
    return bool(plan.study.tables) or any(one.purpose == "Tabulation" for one in plan.described.values())


def _referred(plan: Plan, kind: str) -> Iterator[str]:
    """Name the documents that datasets of a kind refer to, and the described displays of analysis datasets."""
    every = (*plan.specs.values(), *plan.analysis.specs.values(), *plan.described.values())
    specs: list[DatasetSpec] = [spec for spec in every if spec.purpose == kind]
    yield from documents_in(plan.define.displays if kind == "Analysis" else ())
    yield from (one.document for spec in specs for _, one in references_in(spec, plan.define))
