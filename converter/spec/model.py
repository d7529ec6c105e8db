"""What every specification model has in common: frozen, closed to unknown keys, and complete where it is written."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

WRITTEN = "written"
"""What validation is told of a model that comes from YAML, not from our own code."""
NOTHING = "nothing"
"""The kind of error of a key that must be written and holds nothing."""
EMPTY: tuple[object, ...] = ("", (), {})


class Model(BaseModel):
    """A frozen model that refuses keys it does not know; one that is written has something under each required key.

    `may_be_empty` names the required keys that may hold nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)
    may_be_empty: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _complete(self, told: ValidationInfo) -> Self:
        if told.context == WRITTEN:
            for name, info in type(self).model_fields.items():
                if info.is_required() and name not in self.may_be_empty and getattr(self, name) in EMPTY:
                    raise PydanticCustomError(NOTHING, "expected something, got nothing", {"key": info.alias or name})
        return self
