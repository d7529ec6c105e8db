"""A copy of a model says what it says itself, not what its original was asked before."""

from __future__ import annotations

from converter.spec.described.columns import SheetNames


def test_what_was_worked_out_of_a_model_is_worked_out_anew_of_its_copy() -> None:
    names = SheetNames(columns={"label": ("Label",)})
    assert names.fields == {"label": "label"}
    assert names.model_copy(update={"columns": {"label": ("Caption",)}}).fields == {"caption": "label"}
    assert names.fields == {"label": "label"}
