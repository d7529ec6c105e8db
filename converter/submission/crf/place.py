"""Where annotations lie on the pages of a form, and what they look like."""

from __future__ import annotations

from dataclasses import dataclass

BOX = 13.0
"""Points that an annotation takes from the one below."""
SIZE = 7.5
"""Points of its letters."""
INSET = 3.0


@dataclass(frozen=True)
class Spot:
    """A place on a page (from 1): the lower left corner of the first annotation, in points from the lower left."""

    page: int
    x: float
    y: float

    def below(self, number: int) -> Spot:
        """Give the place of the n-th annotation under it."""
        return Spot(self.page, self.x, self.y - number * BOX)


@dataclass(frozen=True)
class Laid:
    """One annotation on a page: its place, its width, its text, its fill (#RRGGBB) and the dataset that it is of."""

    spot: Spot
    width: float
    text: str
    fill: str
    dataset: str
    is_head: bool = False
    targets: tuple[tuple[str, str, str], ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The rectangle: left, bottom, right, top."""
        return self.spot.x, self.spot.y, self.spot.x + self.width, self.spot.y + BOX - 2
