"""Kinds of mistakes in the YAML of a study; each makes one mistake that surely is one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.trust.yaml_sites import Site, SpecFile, misspelt

Changes = dict[str, bytes | None]
"""What a mistake does to files: the new content by name; nothing for a file that is gone."""


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


def _changed(file: SpecFile, text: str) -> Changes:
    return {file.name: text.encode()}


def _misspelling(wanted: Callable[[SpecFile, Site], bool], *, value: bool) -> Kind:
    """Misspell a key, or a value."""

    def kind(written: Written, rng: random.Random) -> Changes:
        found = written.pick(rng, lambda file, site: wanted(file, site) and (not value or site.kind == "scalar"))
        if not found:
            return {}
        file, site = found
        word = site.text if value else site.name
        typo = misspelt(word, written.known, rng) if word else ""
        return _changed(file, file.replaced(site.value if value else site.key, typo)) if typo else {}

    return kind


def _value(wanted: Callable[[SpecFile, Site], bool], *new: str) -> Kind:
    """Put another value in place of one."""

    def kind(written: Written, rng: random.Random) -> Changes:
        found = written.pick(rng, wanted)
        return _changed(found[0], found[0].replaced(found[1].value, rng.choice(new))) if found else {}

    return kind


def _in(part: str) -> Callable[[SpecFile, Site], bool]:
    return lambda file, site: file.name.startswith(part) and site.ours


def _is_mapped(file: SpecFile, site: Site) -> bool:
    """Tell a variable of SDTM that is mapped or derived."""
    return file.name.startswith("sdtm/") and (
        (len(site.path) == 4 and site.path[2] == "map") or (len(site.path) == 2 and site.path[0] == "derive")
    )


def _is_rule(file: SpecFile, site: Site) -> bool:
    if file.name.startswith("sdtm/"):
        return (len(site.path) == 5 and site.path[2] == "map") or (len(site.path) == 3 and site.path[0] == "derive")
    return (len(site.path) == 3 and site.path[0] == "steps") or (len(site.path) == 4 and site.path[2] == "result")


def _is_read_variable(file: SpecFile, site: Site) -> bool:
    """Tell a variable that a condition reads of a dataset (of raw tables columns are known when data are read)."""
    made = file.name.startswith(("adam/", "results/")) or (file.name.startswith("sdtm/") and site.path[0] == "derive")
    return made and site.name == "variable" and "." not in site.text


def _key_gone(written: Written, rng: random.Random) -> Changes:
    """Take out a key that must be there, with its value."""
    found = written.pick(rng, _is_required)
    if not found:
        return {}
    file, site = found
    return _changed(file, file.replaced(site.key, f"{site.name}x"))


def _is_required(file: SpecFile, site: Site) -> bool:
    return (file.name.partition("/")[0], _shape(site)) in REQUIRED


def _shape(site: Site) -> str:
    return ".".join(step for step in site.path if isinstance(step, str))


REQUIRED = {
    *(("study.yaml", name) for name in ("study", "standards", "study.id", "study.name", "study.created")),
    *(("study.yaml", name) for name in ("study.description", "standards.terminology", "visits.number", "visits.name")),
    *(("study.yaml", name) for name in ("units.from", "units.to", "units.factor", "accepted.rule", "accepted.reason")),
    *(
        ("study.yaml", name)
        for name in ("criteria.id", "criteria.category", "criteria.text", "trial_summary.parameter")
    ),
    *(("sdtm", name) for name in ("domain", "records.table", "records.map", "records.unpivot.required")),
    *(("adam", name) for name in ("dataset", "label", "class", "structure", "keys", "steps")),
    *(("results", name) for name in ("display", "kind", "title", "population", "rows", "rows.id", "population.where")),
}
TAGS = ("!!map", "!x", "!!python/dict")
CONTROLS = ("  # \x07", " \x1b[2J", "\x00", "  # \u202e")
OPERANDS = {"eq", "ne", "ge", "le", "gt", "lt"}
NUMBERS = {"number", "day", "before", "after", "factor", "offset", "low", "high", "indent", "header_row"}
EITHER = {"digits", "reproduces", "value", "settings", "criteria", "text", "source", "start", "origin", "sources"}
"""Keys that take values of several types."""


def _line_kind(edit: Callable[[str, random.Random], str], wanted: Callable[[str], bool]) -> Kind:
    """Change one line of a file."""

    def kind(written: Written, rng: random.Random) -> Changes:
        file = rng.choice([file for file in written.files if any(map(wanted, file.text.splitlines()))])
        lines = file.text.splitlines()
        at = rng.choice([number for number, line in enumerate(lines) if wanted(line)])
        lines[at] = edit(lines[at], rng)
        return _changed(file, "\n".join(lines) + "\n")

    return kind


def _whole(edit: Callable[[SpecFile], bytes | None], name: Callable[[SpecFile], str] = lambda file: file.name) -> Kind:
    """Change a whole file, or put another one beside it."""

    def kind(written: Written, rng: random.Random) -> Changes:
        file = rng.choice([file for file in written.files if "/" in file.name])
        return {name(file): edit(file)}

    return kind


def _twice(written: Written, rng: random.Random) -> Changes:
    """Write a key twice."""
    found = written.pick(rng, lambda _, site: site.kind == "scalar" and bool(site.text) and "\n" not in site.text)
    if not found:
        return {}
    file, site = found
    line = file.text.rfind("\n", 0, site.key[0]) + 1
    before = file.text[line : site.key[0]]
    joint = f"\n{' ' * len(before)}" if not before.replace("-", "").strip() else ", "
    return _changed(file, file.replaced((site.value[1], site.value[1]), f"{joint}{site.name}: {file.of(site.value)}"))


def _indented(written: Written, rng: random.Random) -> Changes:
    """Move one key away from those of its level."""
    file = rng.choice(written.files)
    lines = file.text.splitlines()
    places = [number for number in range(1, len(lines)) if _is_key(lines[number]) and _is_key(lines[number - 1])]
    level = [number for number in places if _level(lines[number]) == _level(lines[number - 1])]
    if not level:
        return {}
    at = rng.choice(level)
    lines[at] = f" {lines[at]}"
    return _changed(file, "\n".join(lines) + "\n")


def _is_key(line: str) -> bool:
    return re.match(r" *[A-Za-z0-9_]+: \S", line) is not None and not line.rstrip().endswith(("|", ">-", ">"))


def _level(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_quoted(line: str) -> bool:
    return '"' in line and line.count('"') % 2 == 0 and "'" not in line


def _aliased(line: str, _: random.Random) -> str:
    """Anchor a value and say it again below."""
    blanks = " " * (len(line) - len(line.lstrip()))
    return f"{line.replace(': {', ': &a {', 1)}\n{blanks}zz: *a"


def _tagged(line: str, rng: random.Random) -> str:
    return line.replace(": {", f": {rng.choice(TAGS)} {{", 1)


def _named_rows(part: str, *names: str) -> Callable[[SpecFile, Site], bool]:
    return lambda file, site: file.name.startswith(part) and site.name in names


def _argument(*names: str) -> Callable[[SpecFile, Site], bool]:
    return lambda file, site: file.name.startswith(("sdtm/", "adam/")) and site.name in names and site.ours


KINDS: dict[str, Kind] = {
    "key misspelt in study.yaml": _misspelling(_in("study.yaml"), value=False),
    "key misspelt in sdtm": _misspelling(_in("sdtm/"), value=False),
    "key misspelt in adam": _misspelling(_in("adam/"), value=False),
    "key misspelt in results": _misspelling(_in("results/"), value=False),
    "rule misspelt": _misspelling(_is_rule, value=False),
    "required key gone": _key_gone,
    "key twice": _twice,
    "variable misspelt where it is made": _misspelling(_is_mapped, value=False),
    "variable misspelt where it is read": _misspelling(_is_read_variable, value=True),
    "codelist misspelt": _misspelling(_argument("codelist"), value=True),
    "raw table misspelt": _misspelling(
        lambda file, site: (
            file.name.startswith("sdtm/")
            and site.path[-1] == "table"
            and site.path[0] == "records"
            and len(site.path) == 3
        ),
        value=True,
    ),
    "dataset misspelt": _misspelling(_argument("dataset"), value=True),
    "domain misspelt": _misspelling(_named_rows("sdtm/", "domain"), value=True),
    "rule of an issue misspelt": _misspelling(
        lambda _, site: site.path[0] == "accepted" and site.name == "rule", value=True
    ),
    "place of an issue misspelt": _misspelling(
        lambda _, site: site.path[0] == "accepted" and site.name == "place", value=True
    ),
    "word of a closed list misspelt": _misspelling(
        lambda _, site: (
            site.name in {"category", "kind", "mode", "keep", "class", "null_flavor"}
            and site.ours
            and site.path[0] != "lookups"
        ),
        value=True,
    ),
    "list in place of text": _value(
        lambda _, site: site.ours and site.kind == "scalar" and site.name not in {*EITHER, *NUMBERS}, "[a, b]"
    ),
    "keys in place of text": _value(
        lambda _, site: site.ours and site.kind == "scalar" and site.name not in EITHER | OPERANDS,
        "{a: b}",
    ),
    "text in place of a list": _value(
        lambda _, site: site.ours and site.kind == "sequence" and site.name not in EITHER, "abc", "'1'"
    ),
    "text in place of keys": _value(
        lambda _, site: site.ours and site.kind == "mapping" and site.name not in EITHER, "abc"
    ),
    "no number": _value(
        lambda _, site: site.ours and site.name in NUMBERS, "one", "'1'", "1,5", "010x", "1:30", "yes", "true", ".nan"
    ),
    "number that is none of ours": _value(
        lambda _, site: site.ours and site.name in NUMBERS, "1e400", "9" * 400, "99999999999999999999"
    ),
    "factor 0": _value(lambda _, site: site.path[0] == "units" and site.name == "factor", "0", "0.0"),
    "no date": _value(
        lambda _, site: site.path[-2:] in {("study", "created"), ("study", "cutoff")},
        *("2024-13-01", "01-02-2024", "20240102", "2024-1-2", "2024-02-30", "2024"),
    ),
    "date format of other tools": _value(
        lambda file, site: file.name.startswith("sdtm/") and site.name == "formats",
        *("[YYYY-MMM-DD]", "[%d-%m-%Y]", "[D/M/YYYY]", "[YYYYY-MM-DD]", "[DD-MON]x", "[yyyy-DD]"),
    ),
    "name that leads out": _value(
        lambda file, site: (
            file.name == "study.yaml" and site.name in {"file", "raw"} and site.ours and "/" not in site.text
        ),
        *("../x.csv", "/etc/passwd", '"a\\\\b"', "C:/x", "a/../../b"),
    ),
    "nothing where something must stand": _value(
        lambda file, site: _is_required(file, site) and site.name != "required", "", "''"
    ),
    "published figure misspelt": _misspelling(lambda _, site: site.parents[:1] == ("reproduces",), value=True),
    "statistic misspelt": _value(_named_rows("results/", "show"), '"{nope} ({pct})"', '"{n"', '"{}"'),
    "criteria misspelt": _misspelling(_argument("criteria"), value=True),
    "parameter code that is no name": _value(
        lambda file, site: (
            file.name.startswith("adam/") and site.name == "PARAMCD" and site.parents[:1] == ("set_values",)
        ),
        *("TOOLONGCODE", '"A B"', "1ABC", "A-B"),
    ),
    "lookup table misspelt": _misspelling(
        lambda _, site: site.path[-2:] in {("lookup", "table"), ("derive_vars_lookup", "table")},
        value=True,
    ),
    "qualifier too long": _misspelling(lambda _, site: site.parents == ("supplemental",), value=False),
    "indentation": _indented,
    "tab": _line_kind(lambda line, _: "\t" + line.lstrip(), lambda line: line.startswith("  ") and ": " in line),
    "bracket not closed": _line_kind(lambda line, _: "".join(line.rsplit("}", 1)), lambda line: "}" in line),
    "quote not closed": _line_kind(lambda line, _: line.replace('"', "", 1), _is_quoted),
    "alias": _line_kind(_aliased, lambda line: ": {" in line and not line.lstrip().startswith("-")),
    "tag": _line_kind(_tagged, lambda line: ": {" in line),
    "control character": _line_kind(lambda line, rng: line + rng.choice(CONTROLS), lambda _: True),
    "another encoding": _whole(lambda file: file.text.encode() + "# é\n".encode("latin-1")),
    "second document": _whole(lambda file: file.text.encode() + b"---\na: 1\n"),
    "empty file": _whole(lambda _: b""),
    "list in place of keys in a file": _whole(lambda _: b"- a\n- b\n"),
    "deep nesting": _whole(lambda file: file.text.encode() + b"z: " + b"[" * 2000 + b"]" * 2000 + b"\n"),
    "other ending": _whole(lambda file: file.text.encode(), lambda file: file.name.replace(".yaml", ".yml")),
    "called otherwise": _whole(lambda file: file.text.encode(), lambda file: file.name.replace(".yaml", "_2.yaml")),
}
"""Every kind of mistake by name."""
