"""Text that XPT can hold: what stands for a character keeps its meaning, and no text is lost."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.dataset import no_lineage
from converter.sdtm.finish import shippable
from converter.sdtm.long_text import ascii_text
from converter.sdtm.rows.records import DomainRows

LONG = " ".join(["word"] * 60)


@pytest.mark.parametrize(
    ("collected", "written"),
    [
        ("10\u2079/L", "10^9/L"),
        ("10\u207b\u00b3", "10^-3"),
        ("10\u00b9\u00b2/L", "10^12/L"),
        ("1.73 m\u00b2", "1.73 m2"),
        ("5\u00bd tablets", "5 1/2 tablets"),
        ("follow\u2011up", "follow-up"),
        ("39\u00b0", "39 deg"),  # without the blank that XPT does not keep
        ("\ufeffze\u200bro\u00ad", "zero"),
    ],
)
def test_numbers_and_words_keep_their_meaning_in_ascii(collected: str, written: str) -> None:
    assert ascii_text(pd.Series([collected], dtype="str")).values[0] == written


def test_a_continuation_takes_a_name_that_no_other_variable_has() -> None:
    columns = {"USUBJID": ["1", "2"], "AEOTH": [LONG, "short"], "AEOTH1": ["own", "other"]}
    rows, findings = shippable(DomainRows(pd.DataFrame(columns, dtype="str"), no_lineage()))
    assert rows.frame["AEOTH1"].tolist() == ["own", "other"]
    assert (rows.frame["AEOTH"] + " " + rows.frame["AEOTH2"]).str.rstrip().tolist() == [LONG, "short"]
    assert [finding.rule for finding in findings["AEOTH"]] == ["text-too-long"]


@pytest.mark.parametrize(
    ("variable", "written"), [("COVAL", "continued in COVAL1"), ("AETERM", "continued in supplemental qualifiers")]
)
def test_where_long_text_goes_on_is_told(variable: str, written: str) -> None:
    _, findings = shippable(DomainRows(pd.DataFrame({variable: [LONG]}, dtype="str"), no_lineage()))
    assert [finding.written for finding in findings[variable]] == [written]


def test_two_long_texts_with_one_stem_do_not_overwrite_each_other() -> None:
    columns = {"AEREASNA": [LONG], "AEREASNB": [LONG.upper()]}
    rows, _ = shippable(DomainRows(pd.DataFrame(columns, dtype="str"), no_lineage()))
    assert list(rows.frame) == ["AEREASNA", "AEREASN1", "AEREASNB", "AEREASN2"]
    assert rows.frame["AEREASNA"][0] + " " + rows.frame["AEREASN1"][0] == LONG
    assert rows.frame["AEREASNB"][0] + " " + rows.frame["AEREASN2"][0] == LONG.upper()
