"""Terms of the standard, and the terms that extend them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from converter.write.ars.event import Enumeration, SponsorTerm, TerminologyExtension
from converter.write.ars.model import Term
from converter.write.ars.parts import identifier

TERMS: Mapping[Enumeration, tuple[str, ...]] = {
    "AnalysisReasonEnum": (
        "SPECIFIED IN PROTOCOL",
        "SPECIFIED IN SAP",
        "DATA DRIVEN",
        "REQUESTED BY REGULATORY AGENCY",
    ),
    "AnalysisPurposeEnum": ("PRIMARY OUTCOME MEASURE", "SECONDARY OUTCOME MEASURE", "EXPLORATORY OUTCOME MEASURE"),
    "OutputFileTypeEnum": ("pdf", "rtf", "txt"),
}
"""Source: CDISC Analysis Results Standard 1.0, the enumerations of these names."""


def term(word: str, enumeration: Enumeration) -> Term:
    """Give a term of the standard, or refer to the one that extends it."""
    known = word in TERMS[enumeration]
    return Term(controlled_term=word) if known else Term(sponsor_term_id=_id(word, enumeration))


def extensions(words: Mapping[Enumeration, Iterable[str]]) -> Iterator[TerminologyExtension]:
    """Extend each terminology by the words used that it lacks."""
    for enumeration, used in words.items():
        new = tuple(dict.fromkeys(word for word in used if word not in TERMS[enumeration]))
        if new:
            terms = tuple(SponsorTerm(id=_id(word, enumeration), submission_value=word) for word in new)
            yield TerminologyExtension(id=identifier("TE", enumeration), enumeration=enumeration, sponsor_terms=terms)


def _id(word: str, enumeration: Enumeration) -> str:
    return identifier("TE", enumeration, word)
