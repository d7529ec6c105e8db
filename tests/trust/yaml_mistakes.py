"""Mistakes in YAML: each gives a message with file and line, none a traceback, and none is taken for right."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from converter.errors import Problem, SpecError
from converter.plan import make_plan
from converter.spec import load
from converter.spec.load import load_study
from converter.spec.standards.guides import load_standard
from converter.spec.text.yaml import Document, load_yaml
from tests.trust.tally import Tally
from tests.trust.yaml_edits import Changes, Kind, Written
from tests.trust.yaml_kinds import KINDS
from tests.trust.yaml_sites import SpecFile, spec_files

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TIMES = {"demo": 6, "crb401": 4}
"""How often each kind is tried in each study."""
SHORT = {"demo": 1, "crb401": 0}
MAY_BE_RIGHT = ("any damage at all",)
"""Kinds that may happen to make what is right; they must not end in a traceback."""
WHOLE_FILE = ("other ending", "called otherwise", "empty file")
"""Kinds whose message is about a file, not about one of its lines."""


@dataclass(frozen=True)
class Try:
    """What one mistake led to: 'told', 'lost' (taken for right, or told without a line) or 'traceback'."""

    kind: str
    outcome: str
    note: str = ""


def yaml_mistakes(seed: int, *, short: bool) -> Iterator[Tally]:
    """Make mistakes of every kind in the specifications of both examples, and plan each study."""
    tries: list[Try] = []
    for study, times in (SHORT if short else TIMES).items():
        if times:
            rng = random.Random(f"{seed} {study}")  # noqa: S311 - mistakes are drawn, not secrets
            tries += _tries(EXAMPLES / study, times, rng)
    for kind in KINDS:
        seen = [one for one in tries if one.kind == kind]
        outcomes = [one.outcome for one in seen]
        note = next((one.note for one in seen if one.outcome != "told"), "")
        told, lost, thrown = (outcomes.count(word) for word in ("told", "lost", "traceback"))
        yield Tally("yaml", kind, len(seen), told, lost, thrown, note)


def _tries(folder: Path, times: int, rng: random.Random) -> list[Try]:
    written = Written(spec_files(folder), _known(spec_files(folder)))
    read: dict[tuple[str, bytes], Document] = {}

    def once(path: Path, name: str = "") -> Document:
        key = (path.name, path.read_bytes())
        if key not in read:
            read[key] = load_yaml(path, name)
        return Document(path.as_posix(), read[key].data, read[key].lines)

    with tempfile.TemporaryDirectory() as place, patch.object(load, "load_yaml", once):
        copy = Path(place) / folder.name
        for part in ("sdtm", "adam", "results", "expected"):
            if (folder / part).is_dir():
                shutil.copytree(folder / part, copy / part)
        shutil.copyfile(folder / "study.yaml", copy / "study.yaml")
        make_plan(load_study(copy))
        return [
            one for name, kind in KINDS.items() for _ in range(times) for one in _tried(name, kind, written, copy, rng)
        ]


def _known(files: list[SpecFile]) -> frozenset[str]:
    """List every word that is known: names of the standard, and whatever the study writes."""
    standard = load_standard("sdtmig", "3.4")
    names = {name for dataset in standard.datasets.values() for name in (dataset.dataset, *dataset.variables)}
    return frozenset(names | {word for file in files for site in file.sites for word in (site.name, site.text)})


def _tried(name: str, kind: Kind, written: Written, copy: Path, rng: random.Random) -> Iterator[Try]:
    changes = kind(written, rng)
    if not changes:
        return
    kept = {file: (copy / file).read_bytes() if (copy / file).is_file() else None for file in changes}
    _write(copy, changes)
    try:
        make_plan(load_study(copy))
        right = name in MAY_BE_RIGHT
        yield Try(name, "told" if right else "lost", f"taken for right: {_difference(written, changes)}")
    except SpecError as error:
        told = name in WHOLE_FILE or any(_is_placed(one, copy) for one in error.problems)
        yield Try(name, "told" if told else "lost", "" if told else f"no line: {error.problems[0]}")
    except Exception as error:  # noqa: BLE001 - whatever else is thrown is what the exam looks for
        yield Try(name, "traceback", f"{type(error).__name__}: {error} after {_difference(written, changes)}"[:300])
    finally:
        _write(copy, kept)


def _write(folder: Path, changes: Changes) -> None:
    for name, content in changes.items():
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)


def _is_placed(problem: Problem, folder: Path) -> bool:
    return problem.file.startswith(folder.as_posix()) and problem.line > 0


def _difference(written: Written, changes: Changes) -> str:
    """Say which line a mistake changed, and to what."""
    ((name, content),) = changes.items()
    before = next((file.text for file in written.files if file.name == name), "")
    after = (content or b"").decode(errors="replace")
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    changed = next(((number, new) for number, (old, new) in enumerate(lines, 1) if old != new), (0, ""))
    return f"{name}:{changed[0]} {changed[1].strip()[:200]}"
