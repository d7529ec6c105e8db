"""Write and read 1,000,000 rows x 25 columns (216 bytes a row) as XPT: ours and pyreadstat side by side, one run.

`python benchmarks/xpt.py [--rows N] [--reference-rows N]` exits with 1 where a promise is broken: written 20 times and
read 5 times faster than by pyreadstat, at most 64 MB above the frame, in 8 parts as in one. Seconds are those of the
processor. The reference may be timed on fewer rows; its time is then scaled linearly.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyreadstat

from converter.dataset import Dataset
from converter.read.sas.sas import read_sas_dataset
from converter.read.sas.xport import read_member
from converter.read.sas.xport_header import members
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.file import write_xpt, write_xpt_parts

T = TypeVar("T")
CREATED = datetime(2024, 1, 1, tzinfo=UTC)

FASTER, READ_FASTER, ABOVE, PARTS = 20, 5, 64, 8
WIDTHS = (12, 2, 12, 8, 8, 20, 8, 10, 4, 4, 8, 12, 16, 10, 10, 10, 4, 2)


def frame_of(rows: int) -> pd.DataFrame:
    """Make 18 text columns of 160 bytes and 7 numeric ones, as in a laboratory dataset."""
    draw = np.random.default_rng(401)
    text = {
        f"C{n}": pd.Series(
            np.array([f"{'VALUE'[:width]}{i}"[:width] for i in range(50)])[draw.integers(0, 50, rows)], dtype="str"
        )
        for n, width in enumerate(WIDTHS)
    }
    return pd.DataFrame(text | {f"N{n}": draw.random(rows) * 100 for n in range(7)})


def dataset_of(frame: pd.DataFrame) -> Dataset:
    """Describe the frame, every text column as wide as its place in a record of 216 bytes."""
    widths = dict(zip((f"C{n}" for n in range(len(WIDTHS))), WIDTHS, strict=True))
    variables = tuple(
        VariableSpec(
            name=str(c), label=f"Label of {c}", type="Char" if c in widths else "Num", length=widths.get(str(c))
        )
        for c in frame
    )
    spec = DatasetSpec(
        name="LB", domain="LB", label="Laboratory", dataset_class="FINDINGS", structure="", keys=(), variables=variables
    )
    return Dataset(spec, frame)


def main() -> None:
    """Measure and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reference-rows", type=int, default=100_000)
    said = parser.parse_args()
    frame = frame_of(said.rows)
    few = frame.head(said.reference_rows)
    with tempfile.TemporaryDirectory() as folder:
        kept = [writing(frame, few, Path(folder)), reading(frame, few, Path(folder))]
    sys.exit(not all(kept))


def writing(frame: pd.DataFrame, few: pd.DataFrame, folder: Path) -> bool:
    """Write the frame whole and in parts, and a part of it by pyreadstat; tell whether the promises are kept."""
    whole = dataset_of(frame)
    with _memory() as most:
        ours, made = _timed(lambda: write_xpt(whole, folder, created=CREATED))
    data = made[0].read_bytes()
    size = -(-len(frame) // PARTS)
    parts = (frame.iloc[start : start + size] for start in range(0, len(frame), size))
    split, made_in_parts = _timed(lambda: write_xpt_parts(whole.spec, parts, len(frame), folder, created=CREATED))
    same = made_in_parts[0].read_bytes() == data
    plain, _ = _timed(lambda: (folder / "plain").write_bytes(data))
    reference, _ = _timed(
        lambda: pyreadstat.write_xport(few, f"{folder}/reference.xpt", table_name="LB", file_format_version=5)
    )
    reference *= len(frame) / len(few)
    print(f"rows {len(frame):,}, file {len(data) / 1e6:.0f} MB")
    print(f"plain write of the same bytes  {plain:8.2f} s")
    print(f"written by converter           {ours:8.2f} s   {most[0]:.0f} MB above the frame")
    print(f"in {PARTS} parts                     {split:8.2f} s   {'the same bytes' if same else 'OTHER BYTES'}")
    print(f"pyreadstat.write_xport         {reference:8.2f} s   (timed on {len(few):,} rows)")
    print(f"ratio {reference / ours:.0f} (promised {FASTER})")
    return reference / ours >= FASTER and most[0] <= ABOVE and same


def reading(frame: pd.DataFrame, few: pd.DataFrame, folder: Path) -> bool:
    """Read the file that was written, and a part of it by pyreadstat; tell whether the promises are kept."""
    with _memory() as most:
        ours, found = _timed(lambda: read_sas_dataset(folder / "lb.xpt"))
    above = most[0] - found.frame.memory_usage(deep=True).sum() / 1e6
    same = found.frame.equals(frame)
    (path,) = write_xpt(dataset_of(few), folder, created=CREATED)
    reference, _ = _timed(lambda: pyreadstat.read_xport(str(path), disable_datetime_conversion=True))
    (member,) = members(path)
    some, _ = _timed(lambda: read_member(member, rows=range(len(few) // 2, len(few) // 2 + 100)))
    reference *= len(frame) / len(few)
    print(f"read by converter              {ours:8.2f} s   {above:.0f} MB above the frame")
    print(f"100 records of the middle      {some:8.4f} s")
    print(f"pyreadstat.read_xport          {reference:8.2f} s   (timed on {len(few):,} rows)")
    print(f"ratio {reference / ours:.1f} (promised {READ_FASTER})")
    return reference / ours >= READ_FASTER and above <= ABOVE and same


@contextmanager
def _memory() -> Iterator[list[float]]:
    """Watch the resident memory of this process (Linux) every 2 ms; the list holds the most above the start, in MB."""
    start, most, done = _resident(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.002):
            most[0] = max(most[0], _resident() - start)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _timed(function: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    answer = function()
    return time.process_time() - start, answer


if __name__ == "__main__":
    main()
