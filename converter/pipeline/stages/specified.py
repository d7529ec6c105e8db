"""The specification of a study in words: a process that sees the same plans the same, one that does not says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from socket import gethostname
from typing import Literal

from converter.errors import InputError
from converter.pipeline.inputs import shared_files, study_files
from converter.pipeline.stages.fingerprint import engine, fingerprint
from converter.plan import make_plan
from converter.spec.load import StudyFiles, load_study
from converter.steps import AnalysisPlan, Plan, ResultPlan
from converter.write.folder.manifest import entries

Last = Literal["sdtm", "adam", "results"]
"""Where the line may end."""
SHARE = "name one that all machines share, by the same path"


@dataclass(frozen=True)
class Specified:
    """Where a study is described, how far it goes, and digests of the converter and of the specification's files.

    `shared` names the folders of standards that it shares with other studies, below its own.
    """

    folder: str
    shared: tuple[str, ...]
    last: Last
    converter: str
    files: str


def specified(study: StudyFiles, last: Last) -> Specified:
    """Put a study in words, as its files are now."""
    folder, shared = study.folder.absolute(), study.study.standards.folders
    return Specified(str(folder), tuple(shared), last, engine(), _digest(folder, shared))


def _digest(folder: Path, shared: Sequence[str]) -> str:
    files = entries((*study_files(folder), *shared_files(shared, folder)))
    return fingerprint([[one.file, one.sha256] for one in files])


def plan_of(study: Specified) -> Plan:
    """Plan a study in this process, once for as long as nothing changes.

    Raises InputError where this process is another converter, or sees other files.
    """
    if why := next(_others(study), ""):
        raise InputError(why)
    return _planned(study)


@lru_cache(maxsize=1)
def _planned(study: Specified) -> Plan:
    return as_far(make_plan(load_study(Path(study.folder), elsewhere=True)), study.last)


def as_far(plan: Plan, last: Last) -> Plan:
    """Leave out of a plan what comes after the last stage that is wanted."""
    if last == "sdtm":
        return replace(plan, analysis=AnalysisPlan(), results=ResultPlan())
    return replace(plan, results=ResultPlan()) if last == "adam" else plan


def unfit(study: Specified, parts: str) -> str:
    """Say why this process cannot make parts of a study in a folder; nothing where it can."""
    return next(chain(_unseen(parts), _others(study)), "")


def _unseen(parts: str) -> Iterator[str]:
    if not Path(parts).is_dir():
        yield f"a worker on {gethostname()} does not see {parts}, where the parts lie; {SHARE}, with --parts"


def _others(study: Specified) -> Iterator[str]:
    """Say what is not as it is where the run began."""
    host, folder = gethostname(), Path(study.folder)
    if engine() != study.converter:
        yield (
            f"a worker on {host} has another version of the converter, of Python or of a library; install the same "
            "there, and start it again"
        )
    elif not (folder / "study.yaml").is_file():
        yield f"a worker on {host} does not see the study folder {folder}; {SHARE}"
    elif _digest(folder, study.shared) != study.files:
        yield f"a worker on {host} sees another specification in {folder}; let it see the same files, and run again"
