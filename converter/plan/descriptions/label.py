"""What a transport file holds of a label: 40 printable ASCII characters."""

from __future__ import annotations

LONGEST = 40
"""Characters of QLABEL (SDTMIG 3.4, 8.4) and of a label in SAS XPT v5."""


def label_fault(label: str) -> tuple[str, str]:
    """Say what is wrong with a label, and how to mend it; two blanks where it fits."""
    if not (label.isascii() and (label.isprintable() or not label)):
        return f"the label {label!a} is not printable ASCII, as XPT v5 asks", "write it in other letters"
    if len(label) > LONGEST:
        return f"the label has {len(label)} characters; at most {LONGEST} fit", "shorten it"
    return "", ""
