"""Annotate the case report form of a study: drawn from its exports, or laid on the sponsor's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.pipeline.inputs import raw_files, refuse_moved
from converter.pipeline.stages.data import read
from converter.spec.text.paths import inside
from converter.steps import Plan
from converter.submission.crf.annotated import annotate
from converter.submission.crf.annotations import Target, is_form
from converter.submission.crf.apart import apart
from converter.submission.crf.blank import draw_forms
from converter.submission.crf.forms import Form, forms_of
from converter.submission.crf.laid import laid_on, pages_of
from converter.submission.crf.pages import FORM
from converter.submission.crf.spots import find_spots, upright
from converter.submission.crf.xfdf import xfdf_of


@dataclass(frozen=True)
class Annotated:
    """An annotated form: the PDF, its annotations to import, the pages of each variable, and what was not found."""

    pdf: bytes
    xfdf: bytes
    pages: Mapping[Target, tuple[int, ...]]
    told: tuple[str, ...]
    forms: tuple[Form, ...]


def annotated_form(plan: Plan, study: Path, raw: Path, was: Mapping[str, str]) -> Annotated | None:
    """Annotate the form of a study; nothing where no table was collected on one.

    `was` has the SHA-256 of the inputs of the package: raises InputError for exports that are others by now.
    """
    if not any(is_form(name, plan) for name in plan.sources):
        return None
    refuse_moved(raw_files(plan, raw), was, raw)
    tables, _ = read(plan, raw)
    forms = forms_of(plan, tables)
    return _laid(plan, study, forms) if forms else None


def _laid(plan: Plan, study: Path, forms: tuple[Form, ...]) -> Annotated:
    said, labels = plan.study.crf, {name: spec.label for name, spec in plan.specs.items()}
    if said.file:
        blank = upright(inside(study, said.file).read_bytes())
        found = find_spots(blank, forms, said.forms)
        pages, told = found.pages, found.told
        laid = apart(laid_on(forms, found.spots, labels, stacked=False), found.printed, found.edges)
    else:
        drawn = draw_forms(forms, plan.study.study.id)
        blank, pages, told = drawn.pdf, drawn.pages, ()
        laid = laid_on(forms, drawn.spots, labels)
    visits = [one.name for one in sorted(plan.study.visits, key=lambda one: one.number)]
    visits = [*dict.fromkeys(visits), plan.study.unscheduled.name]
    return Annotated(annotate(blank, laid, forms, pages, visits), xfdf_of(laid, FORM), pages_of(laid), told, forms)
