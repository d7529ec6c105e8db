"""Numbers of a file whose signs are declared are written as the rules read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from converter.read.delimited.csv import read_csv
from converter.spec.profile import Profile
from converter.spec.study import Table

PLAIN = Profile(name="plain", description="", source="")
WRITTEN = [
    ({"decimal": ","}, "0,5", "0.5"),
    ({"decimal": ","}, " <0,5 ", " <0.5 "),
    ({"decimal": ","}, "-1,5E-3", "-1.5E-3"),
    ({"decimal": ","}, ",5", ".5"),
    ({"decimal": ","}, "1.234", "1.234"),  # thousands are not declared: nobody knows what it is
    ({"decimal": ","}, "1.234,5", "1.234,5"),
    ({"decimal": ",", "thousands": "."}, "1.234,5", "1234.5"),
    ({"decimal": ",", "thousands": "."}, "1.234", "1234"),
    ({"decimal": ",", "thousands": "."}, "12.34", "12.34"),  # no group of three digits
    ({"decimal": ",", "thousands": "."}, "01.02.2020", "01.02.2020"),
    ({"decimal": ",", "thousands": "."}, "0.391", "0.391"),  # nothing groups a zero
    ({"decimal": ",", "thousands": "."}, "mild, then severe", "mild, then severe"),
    ({"thousands": ","}, "1,234,567.5", "1234567.5"),
    ({"thousands": ","}, "1,23", "1,23"),
    ({"thousands": " "}, "1 234", "1234"),
    ({"thousands": "'"}, "1'234.5", "1234.5"),
    ({"decimal": ","}, ",", ","),
    ({"decimal": "."}, "1.5", "1.5"),
]


@pytest.mark.parametrize(("said", "cell", "text"), WRITTEN)
def test_a_cell_that_is_a_number_is_written_with_a_point(
    tmp_path: Path, said: dict[str, str], cell: str, text: str
) -> None:
    (tmp_path / "lb.csv").write_text(f'ID;RES\nx;"{cell}"\n')
    table = Table.model_validate({"file": "lb.csv", "delimiter": ";", **said})
    frame, issues = read_csv(tmp_path / "lb.csv", table=table, profile=PLAIN)
    assert frame["RES"].tolist() == [text]
    assert [(issue.rule, "(columns RES)" in issue.message) for issue in issues] == [("number-rewritten", True)] * (
        cell != text
    )


def test_numbers_by_the_other_decimal_sign_are_told_where_their_column_has_numbers_as_declared(tmp_path: Path) -> None:
    (tmp_path / "lb.csv").write_text("ID;RES\n1.1;0,5\n1.2;12.34\n1.3;1.234\n1.4;x.5\n")
    table = Table(file="lb.csv", decimal=",")
    frame, (_, issue) = read_csv(tmp_path / "lb.csv", table=table, profile=PLAIN)
    assert frame["RES"].tolist() == ["0.5", "12.34", "1.234", "x.5"]
    assert (issue.rule, issue.variable, issue.rows) == ("number-sign", "RES", (3, 4))
    assert "a number by the decimal sign '.', and the table says ','" in issue.message


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"thousands": "."}, r"decimal and thousands cannot both be '\.'"),
        ({"decimal": ",", "thousands": ","}, "decimal and thousands cannot both be ','"),
        ({"thousands": "0"}, "thousands cannot be '0'"),
        ({"decimal": ";"}, "Input should be"),
    ],
)
def test_signs_that_say_two_things_are_refused(said: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Table.model_validate({"file": "lb.csv", **said})
