"""Hostile files: nothing is fetched, nothing hangs, no memory is filled; each is read, or refused in a line."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from pydantic import ValidationError

from converter.draft import first_study
from converter.errors import InputError
from converter.read.datasets.folder import read_datasets
from converter.read.readers import READERS
from converter.read.survey import survey
from converter.read.table import read_table
from converter.spec.profile import Profile
from converter.spec.standards.guides import load_standard
from converter.spec.study import Table
from converter.steps import Source
from tests.trust.hostile_files import HIDDEN, HOSTILE
from tests.trust.samples import samples
from tests.trust.tally import Tally

PLAIN = Profile(name="plain", description="", source="")
SECONDS, WAIT, MEMORY = 15.0, 120.0, 3_000_000_000
"""What one file may take: seconds of the processor, seconds in all, bytes on top of what the exam has."""
TIMERS = ((signal.SIGPROF, signal.ITIMER_PROF, SECONDS), (signal.SIGALRM, signal.ITIMER_REAL, WAIT))


class _LateError(Exception):
    """A file holds the reader up; no OSError, which readers tell in a line."""


def hostile(seed: int, *, short: bool) -> Iterator[Tally]:
    """Read hostile files as a raw table, as a survey and draft, and as a folder of datasets."""
    del seed
    for kind, make in HOSTILE.items():
        with TemporaryDirectory() as name:
            make(Path(name))
            yield _tally(kind, [_outcome(action, Path(name)) for action in ACTIONS.values()])
    yield _tally("a file under another suffix", list(_misnamed(few=short)))


def _misnamed(*, few: bool) -> Iterator[str]:
    """Read the sample of each reader under the suffix of each other."""
    with TemporaryDirectory() as name, TemporaryDirectory() as other:
        every = samples(Path(name))
        for sample in every[::3] if few else every:
            for suffix in (*READERS, ".json", ".ndjson"):
                path = Path(other) / f"file{suffix}"
                path.write_bytes(sample.data)
                yield _outcome(_tables if suffix in READERS else _datasets, Path(other))
                path.unlink()


def _tally(kind: str, outcomes: list[str]) -> Tally:
    lost = sum(1 for outcome in outcomes if outcome.startswith("lost"))
    tracebacks = sum(1 for outcome in outcomes if outcome.startswith("traceback"))
    note = next((outcome for outcome in outcomes if outcome), "")
    return Tally("hostile", kind, len(outcomes), len(outcomes) - lost - tracebacks, lost, tracebacks, note)


def _outcome(action: Callable[[Path], str], folder: Path) -> str:
    """Give nothing where all is well, else what went wrong."""
    try:
        with _limited():
            shown = action(folder)
    except (InputError, ValidationError) as error:  # of a name that a specification may not give a file
        shown = str(error)
    except MemoryError:
        return "lost: it fills the memory"
    except _LateError:
        return f"lost: it takes more than {SECONDS:.0f} seconds"
    except Exception as error:  # noqa: BLE001 - what an exam looks for
        return f"traceback: {type(error).__name__}: {str(error)[:80]}"
    return "lost: it shows a file of the machine" if HIDDEN in shown else ""


@contextmanager
def _limited() -> Iterator[None]:
    """Let the process have so much memory and time, and no more."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, before[1]))
    for one, timer, seconds in TIMERS:
        signal.signal(one, _late)
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for _, timer, _ in TIMERS:
            signal.setitimer(timer, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)


def _late(*_: object) -> None:
    raise _LateError


def _tables(folder: Path) -> str:
    """Read each file of a folder as a raw table; one line each of what is refused."""
    shown: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in READERS:
            try:
                table, issues = read_table(Source("t", Table(file=path.name), PLAIN, ()), folder)
                shown += ["\n".join(map(str, issues)), *(str(cell) for cell in table.frame.iloc[:3].to_numpy().ravel())]
            except InputError as error:
                shown.append(str(error))
    return "\n".join(shown)


def _draft(folder: Path) -> str:
    """Survey a folder and draft a study; the draft is YAML."""
    files = first_study(survey(folder), "S", "raw", "2024-01-01", load_standard("sdtmig", "3.4"))
    for text in files.values():
        yaml.safe_load(text)
    return "".join(files.values())


def _datasets(folder: Path) -> str:
    return "".join(str(found.frame.head(3)) for found in read_datasets(folder, {}).values())


ACTIONS: Mapping[str, Callable[[Path], str]] = {"table": _tables, "draft": _draft, "datasets": _datasets}
