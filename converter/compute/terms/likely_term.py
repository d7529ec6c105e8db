"""Which term a text most likely means: by case, spacing and CDISC's synonyms, never by how many letters differ."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from converter.spec.standards.terminology import Term

_BETWEEN = re.compile(r"[\s_.\-]+")
SHOWN = 3


def likely_term(text: str, terms: Iterable[Term]) -> str:
    """Name the terms that a text is another writing or a synonym of, as a hint, or nothing.

    K/cmm is not kg/cm, though but two letters differ: of units and terms every letter counts. What differs is case,
    blanks and hyphens, the sign for micro, and the name: a term is known by its decode and CDISC's synonyms as well.
    """
    wanted = _folded(text)
    return _asked(
        wanted and [term.value for term in terms if wanted in map(_folded, (term.value, term.decode, *term.synonyms))]
    )


def likely_name(text: str, known: Iterable[str]) -> str:
    """Name the known names that a text is another writing of, as a hint, or nothing: ALT is not AST."""
    wanted = _folded(text)
    return _asked(wanted and [name for name in known if wanted == _folded(name)])


def _asked(found: Sequence[str]) -> str:
    shown = " or ".join(f"'{value}'" for value in dict.fromkeys(found[:SHOWN]))
    return f"did you mean {shown}?" if found else ""


def _folded(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold()).replace("\u03bc", "u")
