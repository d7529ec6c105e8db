"""Whatever datasets others made: they are described, or refused in a line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from converter.errors import InputError
from converter.pipeline import define

DEMO = Path(__file__).resolve().parents[3] / "examples" / "demo"
NAMES = (
    *("STUDYID", "DOMAIN", "USUBJID", "AESEQ", "AETERM", "AESTDTC", "LBTESTCD", "LBORRES", "LBSTRESN", "RDOMAIN"),
    *("IDVAR", "IDVARVAL", "QNAM", "QLABEL", "QVAL", "QORIG", "TSPARMCD", "TSVAL", "PARAMCD", "AVAL", "ADT", "SEX"),
    *("lower", "A B", "1X", "ÄÖ", "TOOLONGNAME", "EPOCH"),
)
word = st.sampled_from(["", "a", "2024-01-01", "2024", "1", "é", "\x01", "<&>", "x" * 300, "AE", "ALT"])
texts = st.lists(word, min_size=3, max_size=3).map(lambda one: pd.Series(one, dtype="str"))
numbers = st.lists(st.sampled_from([1.0, 2.5, float("nan"), 1e20, -0.0, 23436.0]), min_size=3, max_size=3).map(
    lambda one: pd.Series(one, dtype="float64")
)
columns = st.dictionaries(st.sampled_from(NAMES), st.one_of(texts, numbers), max_size=8)
tabulation = st.sampled_from(["dm", "ae", "lb", "suppae", "suppxx", "ts", "relrec", "xx", "lb1", "lb2", "qsaa", "apmh"])
analysis = st.sampled_from(["adsl", "adae", "adlb", "adxx"])
folders = st.one_of(*(st.dictionaries(names, columns, min_size=1, max_size=3) for names in (tabulation, analysis)))


@given(folders, st.integers(0, 3), st.booleans())
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_it_is_described_or_refused(datasets: dict[str, dict[str, pd.Series]], rows: int, is_parquet: bool) -> None:
    with TemporaryDirectory() as made:
        data = Path(made) / "data"
        data.mkdir()
        for name, values in datasets.items():
            frame = pd.DataFrame(values).head(rows)
            if is_parquet:
                frame.to_parquet(data / f"{name}.parquet")
            else:
                frame.to_csv(data / f"{name}.csv", index=False)
        with suppress(InputError):
            define(data, DEMO, Path(made) / "out")
            assert (Path(made) / "out" / "define.xml").is_file()
