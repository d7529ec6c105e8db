"""Ways to make a mistake in a text: misspell a key, put another value, change a line or a whole file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.trust.yaml_sites import Site, SpecFile, misspelt

Changes = dict[str, bytes | None]
"""What a mistake does to files: the new content by name; nothing for a file that is gone."""
JUNK = (
    *("[]", "{}", "''", "~", "-1", "0", "1e5", "true", "[[1]]", "{a: {b: c}}", "[{}]", "[~]", '"{x}"', '"{"', "${a}"),
    *("{variable: X}", "{eq: 1}", "{all: []}", "{not: {}}", "{name: x, settings: {a: 1}}"),
)
LINES = 0.3
"""How often any damage is one of a whole line."""
TAGS = ("!!map", "!x", "!!python/dict")


@dataclass(frozen=True)
class Written:
    """A study as it is written, and every word that is known in it or in the standards."""

    files: Sequence[SpecFile]
    known: frozenset[str]

    def pick(self, rng: random.Random, wanted: Callable[[SpecFile, Site], bool]) -> tuple[SpecFile, Site] | None:
        """Choose one place of those that are wanted."""
        found = [(file, site) for file in self.files for site in file.sites if wanted(file, site)]
        return rng.choice(found) if found else None


Kind = Callable[[Written, random.Random], Changes]
Wanted = Callable[[SpecFile, Site], bool]


def changed(file: SpecFile, text: str) -> Changes:
    return {file.name: text.encode()}


def misspelling(wanted: Callable[[SpecFile, Site], bool], *, value: bool) -> Kind:
    """Misspell a key, or a value."""

    def kind(written: Written, rng: random.Random) -> Changes:
        found = written.pick(rng, lambda file, site: wanted(file, site) and (not value or site.kind == "scalar"))
        if not found:
            return {}
        file, site = found
        word = site.text if value else site.name
        typo = misspelt(word, written.known, rng) if word else ""
        return changed(file, file.replaced(site.value if value else site.key, typo)) if typo else {}

    return kind


def value_kind(wanted: Callable[[SpecFile, Site], bool], *new: str) -> Kind:
    """Put another value in place of one."""

    def kind(written: Written, rng: random.Random) -> Changes:
        found = written.pick(rng, wanted)
        return changed(found[0], found[0].replaced(found[1].value, rng.choice(new))) if found else {}

    return kind


def line_kind(edit: Callable[[str, random.Random], str], wanted: Callable[[str], bool]) -> Kind:
    """Change one line of a file."""

    def kind(written: Written, rng: random.Random) -> Changes:
        file = rng.choice([file for file in written.files if any(map(wanted, file.text.splitlines()))])
        lines = file.text.splitlines()
        at = rng.choice([number for number, line in enumerate(lines) if wanted(line)])
        lines[at] = edit(lines[at], rng)
        return changed(file, "\n".join(lines) + "\n")

    return kind


def whole(edit: Callable[[SpecFile], bytes | None], name: Callable[[SpecFile], str] = lambda file: file.name) -> Kind:
    """Change a whole file, or put another one beside it."""

    def kind(written: Written, rng: random.Random) -> Changes:
        file = rng.choice([file for file in written.files if "/" in file.name])
        return {name(file): edit(file)}

    return kind


def twice(written: Written, rng: random.Random) -> Changes:
    """Write a key twice."""
    found = written.pick(rng, lambda _, site: site.kind == "scalar" and bool(site.text) and "\n" not in site.text)
    if not found:
        return {}
    file, site = found
    line = file.text.rfind("\n", 0, site.key[0]) + 1
    before = file.text[line : site.key[0]]
    joint = f"\n{' ' * len(before)}" if not before.replace("-", "").strip() else ", "
    return changed(file, file.replaced((site.value[1], site.value[1]), f"{joint}{site.name}: {file.of(site.value)}"))


def indented(written: Written, rng: random.Random) -> Changes:
    """Move one key away from those of its level."""
    file = rng.choice(written.files)
    lines = file.text.splitlines()
    places = [number for number in range(1, len(lines)) if _is_key(lines[number]) and _is_key(lines[number - 1])]
    level = [number for number in places if _level(lines[number]) == _level(lines[number - 1])]
    if not level:
        return {}
    at = rng.choice(level)
    lines[at] = f" {lines[at]}"
    return changed(file, "\n".join(lines) + "\n")


def _is_key(line: str) -> bool:
    return re.match(r" *[A-Za-z0-9_]+: \S", line) is not None and not line.rstrip().endswith(("|", ">-", ">"))


def _level(line: str) -> int:
    return len(line) - len(line.lstrip())


def aliased(line: str, _: random.Random) -> str:
    """Anchor a value and say it again below."""
    blanks = " " * (len(line) - len(line.lstrip()))
    return f"{line.replace(': {', ': &a {', 1)}\n{blanks}zz: *a"


def tagged(line: str, rng: random.Random) -> str:
    return line.replace(": {", f": {rng.choice(TAGS)} {{", 1)


def any_damage(written: Written, rng: random.Random) -> Changes:
    """Put junk, or another word of the study, in place of any value; or lose a line, or write one twice."""
    file = rng.choice(written.files)
    lines = file.text.splitlines()
    at = rng.randrange(len(lines))
    if rng.random() < LINES:
        lines[at : at + 1] = rng.choice(([], [lines[at], lines[at]]))
        return changed(file, "\n".join(lines) + "\n")
    site = rng.choice(file.sites)
    new = rng.choice((*JUNK, *sorted(word for word in written.known if word.isidentifier())))
    return changed(file, file.replaced(site.value, new))
