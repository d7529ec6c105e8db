"""The part of the Analysis Results Standard that is written: outputs, contents, terminology and the whole event.

Source: CDISC Analysis Results Standard 1.0, logical model (https://www.cdisc.org/ars/1-0).
"""

from __future__ import annotations

from typing import Literal

from converter.write.ars.model import (
    Analysis,
    AnalysisMethod,
    AnalysisSet,
    Class,
    DataSubset,
    GroupingFactor,
    Identified,
    Named,
    Term,
)

Enumeration = Literal["AnalysisReasonEnum", "AnalysisPurposeEnum", "OutputFileTypeEnum"]
Section = Literal["Title", "Footnote"]


class DisplaySubSection(Class):
    """One text of a display."""

    id: str
    text: str


class OrderedSubSection(Class):
    """One text of a display at its place."""

    order: int
    sub_section: DisplaySubSection


class DisplaySection(Class):
    """The texts of one type of a display."""

    section_type: Section
    ordered_sub_sections: tuple[OrderedSubSection, ...]


class OutputDisplay(Identified):
    """One display."""

    display_title: str
    display_sections: tuple[DisplaySection, ...]


class OrderedDisplay(Class):
    """A display at its place in an output."""

    order: int
    display: OutputDisplay


class OutputFile(Named):
    """A file that shows an output."""

    location: str
    file_type: Term


class Output(Identified):
    """What is handed out: a display with its files."""

    file_specifications: tuple[OutputFile, ...] = ()
    displays: tuple[OrderedDisplay, ...]


class SponsorTerm(Class):
    """A term that the standard lacks."""

    id: str
    submission_value: str


class TerminologyExtension(Class):
    """The terms that extend one terminology of the standard."""

    id: str
    enumeration: Enumeration
    sponsor_terms: tuple[SponsorTerm, ...]


class OrderedListItem(Named):
    """An entry of contents: an output, an analysis or a heading, with the entries below it."""

    level: int
    order: int
    output_id: str = ""
    analysis_id: str = ""
    sublist: NestedList | None = None


class NestedList(Class):
    """Entries of contents."""

    list_items: tuple[OrderedListItem, ...]


class ListOfContents(Named):
    """A list of the analyses and outputs."""

    contents_list: NestedList


class ReportingEvent(Identified):
    """All results of a study, and what they rest on."""

    main_list_of_contents: ListOfContents
    other_lists_of_contents: tuple[ListOfContents, ...] = ()
    terminology_extensions: tuple[TerminologyExtension, ...] = ()
    analysis_sets: tuple[AnalysisSet, ...] = ()
    data_subsets: tuple[DataSubset, ...] = ()
    analysis_groupings: tuple[GroupingFactor, ...] = ()
    methods: tuple[AnalysisMethod, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    outputs: tuple[Output, ...] = ()
