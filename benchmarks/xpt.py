"""Write 1,000,000 rows x 25 columns (216 bytes a row) as XPT: plain write, ours, pyreadstat; side by side, one run.

`python benchmarks/xpt.py [--rows N] [--reference-rows N]` exits with 1 where a promise is broken: 20 times faster than
pyreadstat, at most 64 MB above the frame. The reference may be timed on fewer rows; its time is then scaled linearly.
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
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt import write_xpt

T = TypeVar("T")

FASTER, ABOVE = 20, 64
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
    with tempfile.TemporaryDirectory() as folder:
        with _memory() as most:
            ours, path = _timed(
                lambda: write_xpt(dataset_of(frame), Path(folder), created=datetime(2024, 1, 1, tzinfo=UTC))[0]
            )
        above = most[0]
        data = path.read_bytes()
        plain, _ = _timed(lambda: (Path(folder) / "plain").write_bytes(data))
        few = frame.head(said.reference_rows)
        reference, _ = _timed(
            lambda: pyreadstat.write_xport(few, f"{folder}/reference.xpt", table_name="LB", file_format_version=5)
        )
    reference *= said.rows / len(few)
    print(f"rows {said.rows:,}, file {len(data) / 1e6:.0f} MB")
    print(f"plain write of the same bytes  {plain:8.2f} s")
    print(f"converter                      {ours:8.2f} s   {above:.0f} MB above the frame")
    print(f"pyreadstat.write_xport         {reference:8.2f} s   (timed on {len(few):,} rows)")
    print(f"ratio {reference / ours:.0f} (promised {FASTER})")
    sys.exit(reference / ours < FASTER or above > ABOVE)


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
    start = time.perf_counter()
    answer = function()
    return time.perf_counter() - start, answer


if __name__ == "__main__":
    main()
