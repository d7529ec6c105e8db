"""How converted numbers are rounded: to decimals or to significant digits, of all tests and of single ones."""

from __future__ import annotations

from pydantic import Field, model_validator

from converter.spec.model import Model


class Rounding(Model):
    """Either decimals or significant digits; `tests` says otherwise of single tests."""

    decimals: int | None = Field(default=None, ge=0, le=12)
    digits: int | None = Field(default=None, ge=1, le=15)
    tests: dict[str, Rounding] = {}

    @model_validator(mode="after")
    def _one_way(self) -> Rounding:
        if self.decimals is not None and self.digits is not None:
            message = "expected decimals or digits, got both"
            raise ValueError(message)
        deeper = [test for test, said in self.tests.items() if said.tests]
        if deeper:
            message = f"{deeper[0]} is one test: it has no tests of its own"
            raise ValueError(message)
        return self

    def __str__(self) -> str:
        own = [f"{test} {said}" for test, said in self.tests.items()]
        if self.decimals is not None:
            return ", ".join([f"{self.decimals} decimals", *own])
        return ", ".join([*([f"{self.digits} significant digits"] if self.digits else []), *own])
