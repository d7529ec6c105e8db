"""What a submission says that only a person knows: words for the reviewer's guides, and the blank case report form."""

from __future__ import annotations

from typing import Literal

from converter.spec.model import Model
from converter.spec.text.kinds import PageNumber
from converter.spec.text.names import InnerFile


class Guide(Model):
    """Words of the reviewer's guides that no data tell; what is missing is listed, and is a gap in the guides."""

    design: str = ""
    amendments: str = ""
    submission_status: str = ""
    collection: str = ""
    not_submitted: str = ""
    screen_failures: str = ""
    data_handling: str = ""
    special_subjects: str = ""
    windows: str = ""
    validation: str = ""


QUESTIONS: dict[str, str] = {
    "design": "How is the study designed, in a few sentences (phase, arms, blinding, duration, primary objective)?",
    "amendments": "Which amendments of the protocol matter for the data, and what did they change?",
    "submission_status": "Is the study complete or ongoing, and what was the data cut-off chosen for?",
    "collection": "How were data collected (EDC, laboratories, diaries, adjudication), and who was blinded?",
    "not_submitted": "Which collected data are not submitted, and why?",
    "screen_failures": "Are screen failures and subjects who were not treated in the datasets?",
    "data_handling": "Which rules of the data management or the database lock matter to a reviewer?",
    "special_subjects": "Which subjects need special rules of analysis (enrolled twice, wrong treatment, site closed)?",
    "windows": "How are visits windowed for analysis, and which record counts where there are several?",
    "validation": "How were datasets and programs validated, and by whom?",
}
"""What is asked of a person, by the key under `guide:`; the last three are asked where there are analysis datasets."""
ANALYSIS_ONLY = frozenset({"special_subjects", "windows", "validation"})


class BlankForm(Model):
    """The sponsor's blank case report form: its PDF in the study's folder, and the pages of each raw table.

    `labels` say under which words a column is printed on the form, by table and column.
    """

    file: InnerFile | Literal[""] = ""
    forms: dict[str, tuple[PageNumber, ...]] = {}
    labels: dict[str, dict[str, str]] = {}
