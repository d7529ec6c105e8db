"""One submission while it is made: what it is made of, and where each file goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.pipeline.inputs import refuse_moved
from converter.pipeline.received import given_files, read_given
from converter.plan import make_plan
from converter.spec.load import StudyFiles
from converter.spec.package.agency import Agency
from converter.spec.start import Start
from converter.spec.text.paths import files_below, shown
from converter.steps import Plan
from converter.submission import tree
from converter.write.folder.listing import listing_of
from converter.write.folder.manifest import Entry
from converter.write.folder.ours import MANIFEST


@dataclass(frozen=True)
class Job:
    """One submission while it is made: the study, its plan, the package, the agency, and where each file goes.

    `begin` tells with which data the line begins; `received` are the tabulations of others that are handed in with it.
    """

    study: StudyFiles
    plan: Plan
    specifications: tuple[Entry, ...]
    package: Path
    agency: Agency
    root: str
    places: Mapping[str, str]
    begin: Start
    received: Mapping[str, Path]

    @property
    def raw(self) -> Path | None:
        """The folder of raw exports; nothing where the line begins with datasets that others made."""
        return Path(self.begin.folder) if self.begin.stage == "raw" else None

    @property
    def has_analysis(self) -> bool:
        """Tell whether there are analysis datasets."""
        return any(file.startswith("adam/") for file in self.places)

    def inputs(self) -> tuple[Entry, ...]:
        """Give the files that the package was made of."""
        said = json.loads((self.package / MANIFEST).read_bytes())["inputs"]
        return tuple(Entry(**one) for one in said)


def job_of(study: StudyFiles, specifications: tuple[Entry, ...], package: Path, agency: Agency, begin: Start) -> Job:
    """Plan the study as it begins, and give each file its place; raises InputError for data received that moved."""
    root = tree.study_root(study.study.study.id, agency.names)
    if begin.stage == "raw":
        plan, received = make_plan(study), {}
    else:
        refuse_moved(given_files(begin), listing_of(package).inputs, begin.folder)
        plan = make_plan(study, read_given(begin, study, heads=True).described)
        received = _received(begin, root, agency)
    places = tree.places(files_below(package), root, agency.names)
    return Job(study, plan, specifications, package, agency, root, places, begin, received)


def _received(begin: Start, root: str, agency: Agency) -> dict[str, Path]:
    """Give the place of each file of tabulations that were received, in the formats that the agency takes."""
    if begin.stage != "sdtm":
        return {}
    taken = agency.formats[tree.SDTM]
    files = [one for one in shown(Path(begin.folder), "*") if one.suffix.lower().removeprefix(".") in taken]
    return {f"{root}/{tree.SDTM}/{tree.file_written(one.name, agency.names)}": one for one in files}
