"""A small specification as a workbook in the form of Pinnacle 21, for tests to change."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

Sheet = list[list[object]]
STUDY: Sheet = [
    ["Attribute", "Value"],
    ["StudyName", "S1"],
    ["StudyDescription", "A small study"],
    ["ProtocolName", "S1-01"],
    ["StandardName", "CDISC SDTM"],
    ["StandardVersion", "3.4"],
]
DATASETS: Sheet = [
    ["Dataset", "Label", "Class", "Structure", "Key Variables", "Repeating", "Reference Data", "Comment"],
    ["DM", "Demographics", "SPECIAL PURPOSE", "One record per subject", "STUDYID, USUBJID", "No", "No", None],
]
VARIABLES: Sheet = [
    [
        *("Order", "Dataset", "Variable", "Label", "Data Type", "Length", "Format", "Mandatory", "Codelist", "Origin"),
        *("Pages", "Method", "Predecessor", "Comment"),
    ],
    [1, "DM", "STUDYID", "Study Identifier", "text", 2, None, "Yes", None, "Protocol"],
    [2, "DM", "DOMAIN", "Domain Abbreviation", "text", 2, None, "Yes", None, "Assigned"],
    [3, "DM", "USUBJID", "Unique Subject Identifier", "text", 6, None, "Yes", None, "Derived", None, "DM.USUBJID"],
    [4, "DM", "SUBJID", "Subject Identifier for the Study", "text", 3, None, "Yes", None, "CRF", "4"],
    [5, "DM", "AGE", "Age", "integer", 3, None, "No", None, "Derived", None, "DM.AGE"],
    [6, "DM", "SEX", "Sex", "text", 1, None, "Yes", "SEX", "CRF", "4 5", None, None, "DM.SEX"],
]
CODELISTS: Sheet = [
    ["ID", "Name", "NCI Codelist Code", "Data Type", "Order", "Term", "NCI Term Code", "Decoded Value"],
    ["SEX", "Sex", "C66731", "text", 1, "F", "C16576", "Female"],
    ["SEX", "Sex", "C66731", "text", 2, "M", "C20197", "Male"],
]
METHODS: Sheet = [
    ["ID", "Name", "Type", "Description", "Expression Context", "Expression Code", "Document", "Pages"],
    ["DM.USUBJID", "Subject", "Computation", "STUDYID and SUBJID with a hyphen between."],
    ["DM.AGE", "Age", "Computation", "Whole years from birth to RFSTDTC."],
]
COMMENTS: Sheet = [["ID", "Description", "Document", "Pages"], ["DM.SEX", "As recorded."]]
DOCUMENTS: Sheet = [["ID", "Title", "Href"], ["blankcrf", "Annotated Case Report Form", "acrf.pdf"]]
SHEETS: dict[str, Sheet] = {
    "Define": STUDY,
    "Datasets": DATASETS,
    "Variables": VARIABLES,
    "Codelists": CODELISTS,
    "Methods": METHODS,
    "Comments": COMMENTS,
    "Documents": DOCUMENTS,
}
"""The sheets of the specification."""
DM = "STUDYID,DOMAIN,USUBJID,SUBJID,AGE,SEX\nS1,DM,S1-001,001,40,F\nS1,DM,S1-002,002,51,M\n"
"""The data that it describes."""


def write_workbook(path: Path, **sheets: Sheet | None) -> Path:
    """Write the specification, with these sheets in place of its own; nothing leaves a sheet out."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {**SHEETS, **sheets}.items():
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
    book.save(path)
    return path
