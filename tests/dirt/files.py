"""Damage to whole files."""

from __future__ import annotations

from random import Random

from tests.dirt.kind import FileDamage

BOM = b"\xef\xbb\xbf"


def gone(_: bytes, __: Random) -> bytes | None:
    """Take the file away."""
    return None


def now(data: bytes) -> FileDamage:
    """Put other bytes in its place."""
    return lambda _, __: data


def header_only(data: bytes, _: Random) -> bytes | None:
    """Keep the header line alone."""
    return data.splitlines(keepends=True)[0]


def cut(data: bytes, rng: Random) -> bytes | None:
    """Cut the file in the middle of a line."""
    end = rng.randrange(len(data) // 2, len(data) * 3 // 4)
    while data[end - 1 : end] in {b"\n", b"\r"} or data[end : end + 1] in {b"\n", b"\r"}:
        end += 1
    return data[:end]


def with_bom(data: bytes, _: Random) -> bytes | None:
    """Put a byte order mark before it."""
    return BOM + data


def line_ends(new: bytes) -> FileDamage:
    """Write other line ends."""
    return lambda data, _: data.replace(b"\r\n", b"\n").replace(b"\n", new)


def blank_lines_at_end(data: bytes, _: Random) -> bytes | None:
    """Add blank lines at the end."""
    return data + b"\n\n"


def blank_line_before_header(data: bytes, _: Random) -> bytes | None:
    """Put a blank line before the header."""
    return b"\n" + data


def title_before_header(data: bytes, _: Random) -> bytes | None:
    """Put a title line before the header."""
    return b"Export of study data, confidential\n" + data


def utf16(data: bytes, _: Random) -> bytes | None:
    """Write it as UTF-16, as Excel's Unicode text."""
    return data.decode("utf-8", errors="replace").encode("utf-16")


def latin1_byte(data: bytes, _: Random) -> bytes | None:
    """Put a byte of Latin-1 into a file of UTF-8, in its last line."""
    head, __, tail = data.rstrip(b"\n").rpartition(b"\n")
    return head + b"\n" + tail[:-1] + b"\xe9\n"


def nul_byte(data: bytes, rng: Random) -> bytes | None:
    """Put NUL into the middle of a file."""
    at = rng.randrange(len(data) // 2, len(data) - 1)
    return data[:at] + b"\x00" + data[at:]


def doubled(data: bytes, _: Random) -> bytes | None:
    """Append the file's records again."""
    return data + b"".join(data.splitlines(keepends=True)[1:])


def header_gone(data: bytes, _: Random) -> bytes | None:
    """Lose the header line."""
    return b"".join(data.splitlines(keepends=True)[1:])


def other_delimiter(data: bytes, _: Random) -> bytes | None:
    """Write every delimiter as another one: tab."""
    first = data.splitlines()[0]
    used = max((b",", b";", b"|", b"\t"), key=first.count)
    return data.replace(used, b"\t" if used != b"\t" else b"|")


def reversed_rows(data: bytes, _: Random) -> bytes | None:
    """Turn the order of the records."""
    header, *rows = data.splitlines(keepends=True)
    return header + b"".join(rows[::-1])


def half_gone(data: bytes, _: Random) -> bytes | None:
    """Lose the second half of the records, at a line end."""
    rows = data.splitlines(keepends=True)
    return b"".join(rows[: len(rows) // 2])


HTML = now(b"<!DOCTYPE html><html><body>Your session has expired</body></html>\n")
