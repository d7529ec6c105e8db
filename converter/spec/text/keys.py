"""What the keys of YAML files mean, where the description of their model does not name them, as data."""

from __future__ import annotations

from converter.spec.model import Model


class Keys(Model):
    """The meaning of keys, by model, then key."""

    keys: dict[str, dict[str, str]]

    def of(self, model: str, key: str) -> str:
        """Give the meaning of a key; blank where the description of its model tells it."""
        return self.keys.get(model, {}).get(key, "")
