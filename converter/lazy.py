"""Names of a package that load when they are asked for (PEP 562): a command waits only for what it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_names(package: str, places: Mapping[str, str]) -> Callable[[str], object]:
    """Give the `__getattr__` of a package: `places` says in which module each of its public names is defined."""

    def load(name: str) -> object:
        if name not in places:
            message = f"module '{package}' has no attribute '{name}'"
            raise AttributeError(message)
        return getattr(import_module(places[name]), name)

    return load
