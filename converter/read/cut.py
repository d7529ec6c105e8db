"""A file that was cut on its way: what is whole of it is read, and that the rest is missing is told."""

from __future__ import annotations

from converter.issues import Issue


def cut(file: str, message: str, whole: int) -> Issue:
    """Tell that a file was cut, what shows it, and how many whole records are read."""
    return Issue(
        rule="file-cut",
        severity="error",
        place=file,
        message=message,
        written=f"the {whole} whole records are read",
        hint="copy or export the file again",
    )
