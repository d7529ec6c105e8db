"""Bytes of a text file to text: byte order marks, declared and probable encodings, and what did not fit."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from converter.errors import InputError
from converter.issues import Issue
from converter.spec.text.paths import regular

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MARKS = tuple(mark for mark, name in _BOMS if name != "utf-8-sig")
"""Byte order marks of encodings in which a line break has several bytes."""
_WIDE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_STRAY = re.compile("[\udc80-\udcff]")
SAMPLE, HALF_NUL = 4096, 0.4


def file_bytes(path: Path) -> bytes:
    """Read a whole file; raises InputError where it cannot be read (absent, a folder, no permission)."""
    try:
        return regular(path).read_bytes()
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror or error}"
        raise InputError(message) from error


def bytes_at(path: Path, at: int, size: int) -> bytes:
    """Read so many bytes of a file from a place on, fewer where it ends; raises InputError as `file_bytes` does."""
    try:
        with regular(path).open("rb") as file:
            file.seek(at)
            return file.read(size)
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror or error}"
        raise InputError(message) from error


def file_size(path: Path) -> int:
    """Give the size of a file in bytes; raises InputError as `file_bytes` does."""
    try:
        return regular(path).stat().st_size
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror or error}"
        raise InputError(message) from error


def decoded(path: Path, declared: str | None, candidates: tuple[str, ...]) -> tuple[str, tuple[Issue, ...]]:
    """Decode a file by its byte order mark, the declared encoding, or the first candidate that fits.

    A guess is told: a later candidate, UTF-16 without a mark, or UTF-8 in which single bytes are something else (these
    are read as Windows-1252). Raises InputError for text that no encoding fits.
    """
    data = file_bytes(path)
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if marked or declared:
        return first_fit(data, path.name, (marked or declared or "",))[0], ()
    wide = unmarked_utf16(data, len(data))
    if wide:
        return first_fit(data, path.name, (wide,))[0], (guessed(path.name, wide, "every other byte is NUL"),)
    text, encoding, failures = first_fit(data, path.name, candidates)
    if not failures:
        return text, ()
    mixed = data.decode("utf-8", errors="surrogateescape")
    strays, several = strays_and_wide(data)
    if 0 < strays <= several:
        return _STRAY.sub(_windows, mixed), (_damaged(path.name, mixed),)
    return text, (guessed(path.name, encoding, failures[0]),)


def first_fit(data: bytes, file: str, encodings: tuple[str, ...]) -> tuple[str, str, list[str]]:
    """Decode by the first encoding that fits; give the text, its encoding, and why those before it failed.

    Raises InputError where none fits.
    """
    failures: list[str] = []
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding, failures
        except UnicodeDecodeError as error:
            failures.append(f"byte {error.start + 1} is not {encoding.removesuffix('-sig')}")
        except (LookupError, ValueError):
            failures.append(f"unknown encoding '{encoding}'")
    message = f"{file}: cannot be decoded as {' or '.join(encodings)} ({failures[-1]}); declare its encoding"
    raise InputError(message)


def strays_and_wide(data: bytes) -> tuple[int, int]:
    """Count the bytes that are no UTF-8, and the characters of several bytes that are."""
    return len(_STRAY.findall(data.decode("utf-8", errors="surrogateescape"))), len(_WIDE.findall(data))


def unmarked_utf16(start: bytes, size: int) -> str:
    """Tell UTF-16 without a byte order mark, by the NUL in every other byte of Latin text at the start of a file."""
    sample = start[:SAMPLE]
    if size % 2 or not sample:
        return ""
    half = len(sample) / 2
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[first::2].count(0) > HALF_NUL * half and not sample[1 - first :: 2].count(0):
            return name
    return ""


def _windows(match: re.Match[str]) -> str:
    byte = bytes([ord(match[0]) - 0xDC00])
    return byte.decode("cp1252", errors="replace").replace("\ufffd", byte.decode("latin-1"))


def guessed(file: str, encoding: str, why: str) -> Issue:
    """Tell that an encoding was guessed, and why."""
    return Issue(
        rule="encoding-guessed",
        severity="warning",
        place=file,
        message=f"read as {encoding}, which nothing declares ({why})",
        hint=f"check its letters with accents, then declare encoding: {encoding}",
    )


def _damaged(file: str, mixed: str) -> Issue:
    strays = [match.start() for match in _STRAY.finditer(mixed)]
    line = mixed.count("\n", 0, strays[0]) + 1
    return Issue(
        rule="encoding-mixed",
        severity="error",
        place=file,
        message=f"the text is UTF-8, but {len(strays)} of its bytes are not; the first stands in line {line}",
        written="these bytes are read as Windows-1252",
        hint="have the file exported again, or declare its encoding",
    )
