"""Where each file of a package lies in a submission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import relpath
from unicodedata import combining, normalize

from converter.spec.package.agency import Names

SDTM, ADAM = "tabulations/sdtm", "analysis/adam/datasets"
PROGRAMS, MISC = "analysis/adam/programs", "misc"
FOLDERS: Mapping[str, str] = {"sdtm": SDTM, "adam": ADAM}
"""Folders of a package and those of a study in a submission."""
SPLIT = "split"
"""The folder in that of a dataset in which its parts lie, where it is larger than an agency takes."""
BESIDE = "beside"
"""The folder for what no agency takes: Dataset-JSON, guides to edit, annotations to import."""
KEPT_BESIDE = ("dataset-json/", "results/")
"""What of a package lies there."""
DEFINE = "define.xml"


def study_root(study: str, names: Names) -> str:
    """Name the folder of a study below a submission: m5/datasets/crb-401."""
    return f"m5/datasets/{written(study, names)}"


def written(name: str, names: Names) -> str:
    """Write a name in lower case and in the characters that are taken: letters without their accents, else a hyphen."""
    plain = (one for one in normalize("NFKD", name.lower()) if not combining(one))
    return re.sub("-+", "-", "".join(one if one in names.characters else "-" for one in plain)).strip("-")


def file_written(name: str, names: Names) -> str:
    """Write the name of a file; what stands after its last dot is its ending."""
    stem, dot, ending = name.rpartition(".")
    return f"{written(stem, names)}.{ending.lower()}" if dot else written(name, names)


def places(files: Iterable[str], root: str, names: Names) -> dict[str, str]:
    """Give the place of each file of a package in a submission; what neither the tree nor `beside` takes is left out.

    Files whose names become one are told apart by a number.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for file in files:
        folder, _, name = file.partition("/")
        if folder in FOLDERS:
            place = f"{root}/{FOLDERS[folder]}/{file_written(name, names)}"
        elif file.startswith(KEPT_BESIDE):
            place = f"{BESIDE}/{file}"
        else:
            continue
        found[file] = _apart(place, taken)
        taken.add(found[file])
    return found


def _apart(place: str, taken: set[str]) -> str:
    """Give a place that nothing has yet."""
    stem, _, ending = place.rpartition(".")
    tries = (place, *(f"{stem}-{number}.{ending}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


def reference(target: str, source: str) -> str:
    """Write the path of a file as another one refers to it; both are named below the submission."""
    return relpath(target, source.rpartition("/")[0])
