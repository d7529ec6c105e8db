"""Controlled terminology: codelists, their terms, and the package they were published in."""

from __future__ import annotations

from converter.spec.model import Model


class Term(Model):
    """One term: its submission value, C-code, decode, the synonyms it is known by, and its rank among the others."""

    value: str
    code: str = ""
    decode: str = ""
    synonyms: tuple[str, ...] = ()
    extended: bool = False
    rank: float | None = None


class Codelist(Model):
    """One codelist: its short name (submission value), C-code, name, whether it may be extended, and its terms.

    `whole` tells that define.xml lists every term, also those that no record has.
    `also` names pinned packages of other dates that hold it as well; that of the newest, `package`, is in force.
    """

    name: str
    code: str = ""
    label: str = ""
    extensible: bool = True
    package: str = ""
    also: tuple[str, ...] = ()
    source: str = ""
    comment: str = ""
    whole: bool = False
    terms: tuple[Term, ...] = ()

    @property
    def by_value(self) -> dict[str, Term]:
        """The terms by submission value."""
        return {term.value: term for term in self.terms}


class Package(Model):
    """One terminology package: publishing set (SDTM, ADaM, ...), version (its date), and codelists by short name."""

    publishing_set: str
    version: str
    source: str = ""
    codelists: dict[str, Codelist] = {}
