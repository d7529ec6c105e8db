"""Public names load when they are asked for, and every name that a package promises is there."""

from __future__ import annotations

import pytest

import converter
from converter import pipeline, report


@pytest.mark.parametrize("package", [converter, pipeline, report])
def test_every_promised_name_is_there_and_another_is_refused(package: object) -> None:
    name = getattr(package, "__name__", "")
    for promised in getattr(package, "__all__", ()):
        assert getattr(package, promised) is not None
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'nonsense'"):
        _ = getattr(package, "nonsense")  # noqa: B009 - the name is what is tried
