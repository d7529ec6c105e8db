"""The rules of others, as facts: their ids, and which check of ours answers each, or why none does."""

from __future__ import annotations

from converter.spec.model import Model


class Authority(Model):
    """One publisher of rules.

    `rules` are its ids, by the list in which they stand, each with the ids of the rules that it cites. A rule is
    answered by a check of the catalogue that names it; by one of our `functions`, under its name in the list of checks;
    or by none, and `without` says why.
    """

    name: str
    title: str
    rules: dict[str, dict[str, tuple[str, ...]]]
    functions: dict[str, tuple[str, ...]]
    without: dict[str, tuple[str, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every rule, once."""
        return tuple(dict.fromkeys(rule for rules in self.rules.values() for rule in rules))

    @property
    def reasons(self) -> dict[str, str]:
        """Why a rule is not answered, by its id."""
        return {rule: reason for reason, rules in self.without.items() for rule in rules}

    @property
    def answers(self) -> dict[str, str]:
        """The function that answers a rule, by its id."""
        return {rule: name for name, rules in self.functions.items() for rule in rules}
