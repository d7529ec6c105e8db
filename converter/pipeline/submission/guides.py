"""Write the reviewer's guides of a package: as PDF to hand in, as DOCX to edit, as pages to read."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from converter.pipeline.package import stamp
from converter.spec.start import Stage
from converter.steps import Plan
from converter.submission.document import Document
from converter.submission.findings import findings_of
from converter.submission.guide.adrg import adrg
from converter.submission.guide.known import Balance, Known
from converter.submission.guide.sdrg import sdrg
from converter.submission.page import page_of
from converter.submission.pdf import pdf_of
from converter.submission.tree import ADAM, SDTM
from converter.submission.word import docx_of


def known_of(plan: Plan, package: Path, form: str, begins: Stage = "raw") -> Known:
    """Give what is known of a package: its report tells records and rows; `form` how the annotated form was made.

    `begins` tells with which data the line begins.
    """
    said = json.loads((package / "report.json").read_bytes())
    records = {one["name"]: int(one["records"]) for one in said["datasets"]}
    names = ("rows_in", "mapped", "merged", "set aside", "not mapped")
    balance = tuple(Balance(one["table"], one["file"], *(int(one[name]) for name in names)) for one in said["ledger"])
    return Known(plan, records, findings_of(package), balance, version("converter"), form, begins)


def guide_files(known: Known) -> dict[str, bytes]:
    """Give the files of the guides: the PDF below the folder of the study, the others by their names alone."""
    guides = {SDTM: ("csdrg", sdrg(known))} if known.tabulations() else {}
    guides |= {ADAM: ("adrg", adrg(known))} if known.analyses() else {}
    made = (_files(known, folder, name, said) for folder, (name, said) in guides.items())
    return {file: data for files in made for file, data in files.items()}


def _files(known: Known, folder: str, name: str, document: Document) -> dict[str, bytes]:
    return {
        f"{folder}/{name}.pdf": pdf_of(document),
        f"{name}.docx": docx_of(document, stamp(known.plan)),
        f"{name}.html": page_of(document).encode(),
    }
