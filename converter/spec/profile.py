"""EDC profiles: what the exports of Rave, Veeva, REDCap and others have in common, as data."""

from __future__ import annotations

from converter.spec.model import Model


class Profile(Model):
    """How one system exports its forms.

    `subject` is the template of the subject id over the export's columns; `system` names columns that the system adds
    (they are not data and need no mapping), with the reason; `raw_suffix` marks the column with the text as it was
    typed, which a first specification prefers; `delimiter` and `encodings` are what its files use.
    """

    name: str
    description: str
    source: str
    delimiter: str = ","
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")
    subject: str = ""
    system: dict[str, str] = {}
    raw_suffix: str = ""
