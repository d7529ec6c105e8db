"""EDC profiles: what the exports of Rave, Veeva, REDCap and others have in common, as data."""

from __future__ import annotations

from converter.spec.model import Model


class Profile(Model):
    """How one system exports its forms.

    `subject` is the template of the subject id over the export's columns; `system` names columns that the system adds
    (they are not data and need no mapping), with the reason; `raw_suffix` marks the column with the text as it was
    typed; `decode_suffix` and `code_suffix` mark decoded and coded twins; `missing` lists texts that mean 'no value';
    `delimiter` and `encodings` are what its files use.
    """

    name: str
    description: str
    source: str
    delimiter: str = ","
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")
    subject: str = ""
    site: str = ""
    system: dict[str, str] = {}
    raw_suffix: str = ""
    code_suffix: str = ""
    decode_suffix: str = ""
    date_formats: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
