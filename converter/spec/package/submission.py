"""What a submission says whoever asks for it, as data: words that explain nothing, colours, file tags."""

from __future__ import annotations

from functools import cache

from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model


class EmptyReasons(Model):
    """Phrases that explain nothing."""

    source: str
    phrases: tuple[str, ...]


class Colours(Model):
    """The fills of the datasets of a form, in order."""

    source: str
    fills: tuple[str, ...]


class Twins(Model):
    """How the names of columns end that say again what another column of the same field says."""

    source: str
    endings: tuple[str, ...]

    def field(self, column: str) -> str:
        """Name the field of a column."""
        ending = next((one for one in self.endings if column.upper().endswith(one)), "")
        return column[: -len(ending)] if ending else column


class Tags(Model):
    """The file tag of what lies in a folder of a study, and of single files in them."""

    source: str
    folders: dict[str, str]
    files: dict[str, str]

    def of(self, name: str) -> str:
        """Give the tag of a file, named below the folder of the study; blank where it has none."""
        return self.files.get(name) or self.folders.get(name.rpartition("/")[0], "")


class SubmissionWords(Model):
    """`specs/submission.yaml`."""

    empty_reasons: EmptyReasons
    colours: Colours
    twins: Twins
    tags: Tags


@cache
def load_submission_words() -> SubmissionWords:
    """Load what a submission says whoever asks for it."""
    return read_spec(SubmissionWords, specs_folder() / "submission.yaml")
