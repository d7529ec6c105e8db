"""The description of a submission, whoever wrote it and in whatever form: datasets, codelists, methods, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from pydantic import Field

from converter.spec.dataset import Reference, ValueLevel
from converter.spec.described.results_metadata import DescribedDisplay
from converter.spec.domain import VariableChange
from converter.spec.model import Model
from converter.spec.standards.standard import DatasetClass
from converter.spec.study import Dictionary, StudyCodelist

MethodType = Literal["Computation", "Imputation"]
Trail: TypeAlias = tuple[str, ...]
"""A path in a description: datasets, DM, variables, AGE, label."""
ACRF = "acrf"
"""The name of the annotated CRF among documents, to which pages of an origin refer."""


NO_VALUES, NO_RECORDS = "The variable has no values in this study.", "No records were collected."
"""What our define.xml says of a variable and of a dataset without data, where nobody says more."""


@dataclass(frozen=True)
class Note:
    """What a reader tells of a specification: where, what kind of thing, and the text it is about.

    `lost` tells that the text is not kept, or leads nowhere; else it was taken as the kind says.
    """

    place: str
    kind: str
    value: str = ""
    lost: bool = False


class DescribedStudy(Model):
    """Who the study is, as a specification tells it; `created` is the day of its file, where it says so."""

    name: str = ""
    description: str = ""
    protocol: str = ""
    created: date | None = None


class UsedStandard(Model):
    """A standard that datasets or codelists follow: an implementation guide (IG) or a terminology package (CT)."""

    name: str
    version: str
    type: Literal["IG", "CT"] = "IG"
    publishing_set: str = ""
    status: str = ""
    comment: str = ""


class DescribedDataset(Model):
    """One dataset as a specification describes it; `variables` are in its order.

    `domain` is the value of DOMAIN, also where that is the name; blank for analysis datasets.
    """

    name: str
    label: str = ""
    class_: DatasetClass | None = None
    subclass: str = ""
    domain: str = ""
    purpose: Literal["Tabulation", "Analysis"] = "Tabulation"
    structure: str = ""
    keys: tuple[str, ...] = ()
    repeating: bool | None = None
    reference_data: bool | None = None
    has_data: bool = True
    standard: str = ""
    is_standard: bool | None = None
    comment: str = ""
    notes: dict[str, str] = {}
    variables: dict[str, VariableChange] = {}
    value_level: tuple[ValueLevel, ...] = ()


UNNAMED = "Unknown"
"""The language of a program of which nobody says it."""


class Code(Model):
    """A method as a program: its language or system, and the text."""

    context: str
    text: str


class SharedMethod(Model):
    """What there is of a method beside its text, by which descriptions name it."""

    text: str
    name: str = ""
    type: MethodType = "Computation"
    code: tuple[Code, ...] = ()
    documents: tuple[Reference, ...] = ()


class SharedComment(Model):
    """What there is of a comment beside its text, by which descriptions name it."""

    text: str
    documents: tuple[Reference, ...] = ()


class DocumentFile(Model):
    """A document that a define.xml refers to: its file, seen from define.xml, and its title.

    One that is `only_referred` to is not listed among the supplemental documents.
    """

    file: str
    title: str = ""
    only_referred: bool = False


class DefineFile(Model):
    """What a define.xml holds beside datasets, as `define.yaml` says it.

    `methods` and `comments` tell the program and the documents of those that have them; `documents` are those of a
    specification whose files need not be at hand; `displays` are described only, those of results/ are made.
    """

    context: Literal["", "Submission", "Other"] = ""
    comment: str = ""
    standards: tuple[UsedStandard, ...] = ()
    methods: tuple[SharedMethod, ...] = ()
    comments: tuple[SharedComment, ...] = ()
    documents: dict[str, DocumentFile] = {}
    displays: tuple[DescribedDisplay, ...] = ()


class Submission(Model):
    """A whole specification: what a study folder, a workbook or a define.xml says of datasets, form for form the same.

    Methods and comments stand as text where they are used; `define` has what else there is of them. `places` tells
    where its file says each thing (Variables!H12, line 34), by its path as `compute.difference` has it.
    """

    study: DescribedStudy = DescribedStudy()
    standards: tuple[UsedStandard, ...] = ()
    datasets: dict[str, DescribedDataset] = {}
    codelists: dict[str, StudyCodelist] = {}
    dictionaries: dict[str, Dictionary] = {}
    define: DefineFile = DefineFile()
    places: dict[Trail, str] = Field(default={}, exclude=True, repr=False)

    def place(self, *path: str) -> str:
        """Tell where the file says what stands at a path, else what it is part of; blank where neither is known."""
        for length in range(len(path), 1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return ""
