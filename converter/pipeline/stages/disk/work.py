"""The work folder: what each stage made, kept with a fingerprint of what it rests on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Generic, TypeVar

from converter.pipeline.stages.disk.forms import Form
from converter.pipeline.stages.disk.own import Mark, make_own, own_folder, remove
from converter.spec.text.paths import files_below
from converter.write.folder.full import full_is
from converter.write.folder.ours import sha256 as sha256_of
from converter.write.folder.place import real

T = TypeVar("T")
SCHEMA = "converter.work/1"
SEAL, STATE, FILES = "stage.json", "state", "files"
"""What says that a stage of a work folder is whole; what a stage keeps, and what it ships."""
MARK = Mark("work.json", SCHEMA, "what stages keep", "--work")
UNKNOWN = ""
"""In place of the SHA-256 of what a stage would give, if it ran."""


@dataclass(frozen=True)
class Made(Generic[T]):
    """What a stage gave, now or in an earlier run: its value is read only when it is asked for.

    `why` tells what is not as it was where the stage ran, or would run; it is empty where what was kept is whole and
    rests on the same. `outputs` has the SHA-256 of each file that it keeps or ships.
    """

    name: str
    outputs: Mapping[str, str]
    read: Callable[[], T]
    why: tuple[str, ...] = ()

    @cached_property
    def value(self) -> T:
        """What the stage gave to the next."""
        return self.read()

    def digest(self, part: str = "") -> str:
        """Give one text for what the stage gave, or for a part of it; blank where that is not known yet."""
        named = {name: digest for name, digest in self.outputs.items() if name.startswith(part)}
        return sha256(json.dumps(named, sort_keys=True).encode()).hexdigest() if self.outputs else UNKNOWN


@dataclass(frozen=True)
class Work:
    """Where stages run: what they ship goes to `package`, what they make is kept in `folder`, if there is one.

    `dry`: run nothing, tell what would run.
    """

    package: Path
    folder: Path | None = None
    dry: bool = False

    def made(self, name: str, rests_on: Mapping[str, str], run: Callable[[Path], T], form: Form[T]) -> Made[T]:
        """Give what a stage made: from an earlier run where it is whole and rests on the same, else by running it.

        `rests_on` has a digest by what a person calls each thing the stage rests on; `run` writes what is shipped to
        the folder it is given, and gives the value.
        """
        if self.folder is None:
            now = run(self.package)
            return Made(name, {}, lambda: now)
        place = self.folder / name
        seal = _sealed(place)
        why = _reasons(seal, rests_on)
        if why and not self.dry:
            with full_is(self.folder):
                value, outputs = _run(place, run, form, rests_on)
            _ship(place, outputs, self.package)
            return Made(name, outputs, lambda: value, why)
        if not self.dry:
            _ship(place, seal["outputs"], self.package)
        return Made(name, {} if why else seal["outputs"], lambda: form.load(place / STATE), why)


def _run(place: Path, run: Callable[[Path], T], form: Form[T], rests_on: Mapping[str, str]) -> tuple[T, dict[str, str]]:
    """Run a stage in a folder of its own, which takes its place when it is whole; give its value and its outputs."""
    new = place.parent / f".new-{token_hex(8)}"
    try:
        (new / FILES).mkdir(parents=True)
        value = run(new / FILES)
        form.save(value, new / STATE)
        outputs = _outputs(new)
        seal = {"schema": SCHEMA, "rests_on": dict(rests_on), "outputs": outputs}
        (new / SEAL).write_text(json.dumps(seal, indent=1), encoding="utf-8")
        remove(place)
        new.rename(place)
    finally:
        remove(new)
    return value, outputs


def _ship(place: Path, outputs: Iterable[str], package: Path) -> None:
    """Copy the files that a stage shipped, and nothing else that may lie beside them."""
    for name in (name.removeprefix(f"{FILES}/") for name in outputs if name.startswith(f"{FILES}/")):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place / FILES / name, package / name)


def _outputs(folder: Path) -> dict[str, str]:
    return {name: sha256_of(folder / name) for name in files_below(folder) if name != SEAL}


def _sealed(place: Path) -> dict[str, Any]:
    """Read the seal of a stage that is whole: every file is there, as it was written; else give nothing."""
    try:
        seal = json.loads((place / SEAL).read_text(encoding="utf-8"))
        whole = seal["schema"] == SCHEMA and seal["outputs"] == _outputs(place) and isinstance(seal["rests_on"], dict)
    except (OSError, ValueError, KeyError, TypeError):  # not there, cut off, or of another version
        return {}
    return seal if whole else {}


def _reasons(seal: Mapping[str, Any], rests_on: Mapping[str, str]) -> tuple[str, ...]:
    """Name what a stage rests on that is not as it was; one thing where nothing is known of it."""
    if not seal:
        return ("nothing is kept of it",)
    before: Mapping[str, str] = seal["rests_on"]
    changed = [name for name, digest in rests_on.items() if digest == UNKNOWN or before.get(name) != digest]
    return (*changed, *(name for name in before if name not in rests_on))


@contextmanager
def kept_work(folder: Path, package: Path, *, dry: bool = False) -> Iterator[Work]:
    """Open a work folder that is kept between runs, for this run alone; it is made if it is not there.

    Raises InputError where another run works there, and for a folder that holds anything else.
    """
    folder = real(folder)
    if dry and not folder.exists():
        yield Work(package, folder, dry=True)
        return
    with own_folder(folder, MARK):
        if not dry:
            make_own(folder, MARK)
            for left in [*folder.glob(".new-*"), *folder.glob("*/.new-*")]:
                remove(left)
        yield Work(package, folder, dry=dry)
