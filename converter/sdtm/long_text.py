"""Text that XPT can hold: printable ASCII of at most 200 bytes, nothing lost."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.describing.data_type import byte_lengths
from converter.compute.distinct import each_distinct
from converter.compute.terms.signs import spelled
from converter.steps import Finding, Mapped

LIMIT = 200
REPLACEMENTS = {
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
    "\u2026": "...", "\u00b0": " deg ", "\u00b1": "+/-",
    "\u2264": "<=", "\u2265": ">=", "\u00f7": "/", "\u00df": "ss", "\u00c6": "AE", "\u00e6": "ae",
    "\u00d8": "O", "\u00f8": "o", "\u0152": "OE", "\u0153": "oe", "\u03b1": "alpha", "\u2010": "-", "\u2011": "-",
    "\u00bc": " 1/4", "\u00bd": " 1/2", "\u00be": " 3/4", "\u200b": "", "\u00ad": "", "\ufeff": "",
    "\u03b2": "beta", "\u03b3": "gamma", "\u03ba": "kappa", "\u03bb": "lambda", "\t": " ", "\r": " ", "\n": " ",
}  # fmt: skip
_TABLE = str.maketrans(REPLACEMENTS)


def pieces(text: str, limit: int = LIMIT) -> list[str]:
    """Cut text into pieces of at most `limit` bytes, at blanks where there are any; joined by blanks they are the text.

    A word longer than the limit is cut within. Text that fits gives itself alone.
    """
    answer = []
    while len(text.encode()) > limit:
        head = text.encode()[: limit + 1].decode("utf-8", errors="ignore")
        cut = head.rfind(" ")
        if cut <= 0:
            cut = len(text.encode()[:limit].decode("utf-8", errors="ignore"))
        answer.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*answer, text]


def ascii_text(values: pd.Series) -> Mapped:
    """Write text in printable ASCII: known characters by their equivalents, accents dropped, others as \\uXXXX.

    An exponent gets a caret (10^9), as the codelist UNIT writes it. Each changed value is reported as `text-not-ascii`,
    with what was written.
    """
    if pc.all(pc.ascii_is_printable(pa.array(values)), min_count=0).as_py():
        return Mapped(values)
    plain = each_distinct(values, _ascii, "str")
    changed = plain != values
    finding = Finding(
        rule="text-not-ascii",
        severity="warning",
        rows=values.index[changed],
        values=values[changed],
        message="has characters that XPT v5 cannot hold portably",
        written="written as '" + plain[changed] + "'",
        hint="correct it at the source, or accept the replacement",
    )
    return Mapped(plain, (finding,))


def _ascii(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFKD", spelled(text).translate(_TABLE))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    # XPT pads text with blanks, so one at the end ('39 deg ') would not come back
    return "".join(c if c.isascii() and c.isprintable() else f"\\u{ord(c):04x}" for c in kept).rstrip(" ")


def continued(values: pd.Series) -> pd.DataFrame:
    """Split text over the limit: column 0 what fits, columns 1, 2, ... the rest, blank where there is none."""
    long = byte_lengths(values) > LIMIT
    if not long.any():
        return pd.DataFrame({0: values})
    split = values[long].map(pieces)
    width = max((len(parts) for parts in split), default=1)
    columns = {0: values.mask(values.index.isin(split.index), split.str[0])}
    for position in range(1, width):
        rest = split.str[position].astype("str").fillna("")
        columns[position] = rest.reindex(values.index).astype("str").fillna("")
    return pd.DataFrame(columns)
