"""Damaged files: bits flipped, bytes put in, taken out and blanked, the end cut off, over a file of each reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from converter.errors import InputError
from tests.trust.samples import Sample, samples
from tests.trust.tally import Tally

TRIES, FEW = 2_000, 240
SECONDS = 5.0
"""A try that takes longer is lost: a damaged file must not hold anybody up."""
Damage = Callable[[bytes, Random], bytes]


def bitflips(seed: int, *, short: bool) -> Iterator[Tally]:
    """Read damaged files: each is read and accounted for, or refused in one line.

    A damage within a value that the format cannot tell (a digit of a text file) is that file's value. It is lost where
    rows, lines or cells of the damaged file are neither read nor told, counted by `samples` without the reader.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        every = samples(folder)
        each = -(-(FEW if short else TRIES) // len(every))
        for sample in every:
            yield _tried(sample, folder, Random(f"{seed} {sample.name}"), each)  # noqa: S311 - repeatable


def _tried(sample: Sample, folder: Path, random: Random, count: int) -> Tally:
    seen: Counter[str] = Counter()
    notes: list[str] = []
    for number in range(count):
        kind = list(DAMAGES)[number % len(DAMAGES)]
        outcome = _outcome(sample, folder, DAMAGES[kind](sample.data, random))
        seen[outcome.partition(":")[0]] += 1
        if not outcome.startswith(("read", "refused")):
            notes.append(f"{kind}: {outcome}")
    survived = seen["read"] + seen["refused"]
    note = notes[0] if notes else f"{seen['read']} read, {seen['refused']} refused in a line"
    return Tally("bitflips", sample.name, count, survived, seen["lost"], seen["traceback"], note)


def _outcome(sample: Sample, folder: Path, data: bytes) -> str:
    """Read one damaged file, and say what came of it: read, refused, lost or traceback, with the reason."""
    path = folder / sample.name
    path.write_bytes(data)
    begun = perf_counter()
    try:
        found = sample.read(path)
    except InputError as error:
        return "refused" if "\n" not in str(error) else f"traceback: {error}"
    except Exception as error:  # noqa: BLE001 - what an exam looks for
        return f"traceback: {type(error).__name__}: {error}"
    lost = sample.lost(data, found)
    if perf_counter() - begun > SECONDS:
        lost = lost or f"took {perf_counter() - begun:.0f} seconds"
    return f"lost: {lost}" if lost else "read"


def _flipped(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def _put_in(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.randint(1, 8)) + data[at:]


def _taken_out(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randint(1, 8) :]


def _blanked(data: bytes, random: Random) -> bytes:
    at, size = random.randrange(len(data)), random.choice((1, 16, 512))
    return data[:at] + b"\0" * min(size, len(data) - at) + data[at + size :]


def _quoted(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + b'"' + data[at:]


DAMAGES: Mapping[str, Damage] = {
    "a bit": _flipped,
    "the end": _cut,
    "bytes put in": _put_in,
    "bytes taken out": _taken_out,
    "bytes blanked": _blanked,
    "a quote": _quoted,
}
