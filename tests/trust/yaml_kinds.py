"""Kinds of mistakes in the YAML of a study; each makes one mistake that surely is one."""

from __future__ import annotations

import random
from collections.abc import Callable

from converter.spec.short.names import WORD
from tests.trust.yaml_edits import (
    Changes,
    Kind,
    Written,
    aliased,
    any_damage,
    changed,
    indented,
    line_kind,
    misspelling,
    tagged,
    twice,
    value_kind,
    whole,
)
from tests.trust.yaml_sites import Site, SpecFile

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
CONTROLS = ("  # \x07", " \x1b[2J", "\x00", "  # \u202e")
OPERANDS = {"eq", "ne", "ge", "le", "gt", "lt"}
NUMBERS = {"number", "day", "before", "after", "factor", "offset", "low", "high", "indent", "header_row"}
EITHER = {"digits", "reproduces", "value", "settings", "criteria", "text", "source", "start", "origin", "sources"}
"""Keys that take values of several types."""


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


def _is_read_in_short(file: SpecFile, site: Site) -> bool:
    """Tell a variable that a condition in short reads of a dataset."""
    made = file.name.startswith(("adam/", "results/")) or (file.name.startswith("sdtm/") and site.path[0] == "derive")
    return made and site.is_read and "." not in site.name


def _is_named(*names: str) -> Callable[[SpecFile, Site], bool]:
    return lambda file, site: file.name.startswith("adam/") and site.name in names and bool(WORD.fullmatch(site.text))


def _key_gone(written: Written, rng: random.Random) -> Changes:
    """Take out a key that must be there, with its value."""
    found = written.pick(rng, _is_required)
    if not found:
        return {}
    file, site = found
    return changed(file, file.replaced(site.key, f"{site.name}x"))


def _is_required(file: SpecFile, site: Site) -> bool:
    return (file.name.partition("/")[0], _shape(site)) in REQUIRED


def _shape(site: Site) -> str:
    return ".".join(step for step in site.path if isinstance(step, str))


def _is_quoted(line: str) -> bool:
    return '"' in line and line.count('"') % 2 == 0 and "'" not in line and "#" not in line


def _named_rows(part: str, *names: str) -> Callable[[SpecFile, Site], bool]:
    return lambda file, site: file.name.startswith(part) and site.name in names


def _argument(*names: str) -> Callable[[SpecFile, Site], bool]:
    return lambda file, site: file.name.startswith(("sdtm/", "adam/")) and site.name in names and site.ours


KINDS: dict[str, Kind] = {
    "any damage at all": any_damage,
    "key misspelt in study.yaml": misspelling(_in("study.yaml"), value=False),
    "key misspelt in sdtm": misspelling(_in("sdtm/"), value=False),
    "key misspelt in adam": misspelling(_in("adam/"), value=False),
    "key misspelt in results": misspelling(_in("results/"), value=False),
    "rule misspelt": misspelling(_is_rule, value=False),
    "required key gone": _key_gone,
    "key twice": twice,
    "variable misspelt where it is made": misspelling(_is_mapped, value=False),
    "variable misspelt where it is read": misspelling(_is_read_variable, value=True),
    "variable misspelt in a condition": misspelling(_is_read_in_short, value=False),
    "condition misspelt by name": misspelling(_is_named("population", "where"), value=True),
    "source misspelt by name": misspelling(_is_named("progression", "death", "events", "ends", "start"), value=True),
    "parameter misspelt": misspelling(
        lambda file, site: file.name.startswith("adam/") and site.name == "set_values" and site.text != "", value=True
    ),
    "codelist misspelt": misspelling(_argument("codelist"), value=True),
    "raw table misspelt": misspelling(
        lambda file, site: (
            file.name.startswith("sdtm/")
            and site.path[-1] == "table"
            and site.path[0] == "records"
            and len(site.path) == 3
        ),
        value=True,
    ),
    "dataset misspelt": misspelling(_argument("dataset"), value=True),
    "domain misspelt": misspelling(_named_rows("sdtm/", "domain"), value=True),
    "rule of an issue misspelt": misspelling(
        lambda _, site: site.path[0] == "accepted" and site.name == "rule", value=True
    ),
    "place of an issue misspelt": misspelling(
        lambda _, site: site.path[0] == "accepted" and site.name == "place", value=True
    ),
    "word of a closed list misspelt": misspelling(
        lambda _, site: (
            site.name in {"category", "kind", "mode", "keep", "class", "null_flavor"}
            and site.ours
            and site.path[0] != "lookups"
        ),
        value=True,
    ),
    "list in place of text": value_kind(
        lambda _, site: site.ours and site.kind == "scalar" and site.name not in {*EITHER, *NUMBERS}, "[a, b]"
    ),
    "keys in place of text": value_kind(
        lambda _, site: site.ours and site.kind == "scalar" and site.name not in EITHER | OPERANDS,
        "{a: b}",
    ),
    "text in place of a list": value_kind(
        lambda _, site: site.ours and site.kind == "sequence" and site.name not in EITHER, "abc", "'1'"
    ),
    "text in place of keys": value_kind(
        lambda _, site: site.ours and site.kind == "mapping" and site.name not in EITHER, "abc"
    ),
    "no number": value_kind(
        lambda _, site: site.ours and site.name in NUMBERS, "one", "'1'", "1,5", "010x", "1:30", "yes", "true", ".nan"
    ),
    "number that is none of ours": value_kind(
        lambda _, site: site.ours and site.name in NUMBERS, "1e400", "9" * 400, "99999999999999999999"
    ),
    "factor 0": value_kind(lambda _, site: site.path[0] == "units" and site.name == "factor", "0", "0.0"),
    "no date": value_kind(
        lambda _, site: site.path[-2:] in {("study", "created"), ("study", "cutoff")},
        *("2024-13-01", "01-02-2024", "20240102", "2024-1-2", "2024-02-30", "2024"),
    ),
    "date format of other tools": value_kind(
        lambda file, site: file.name.startswith("sdtm/") and site.name == "formats",
        *("[YYYY-MMM-DD]", "[%d-%m-%Y]", "[D/M/YYYY]", "[YYYYY-MM-DD]", "[DD-MON]x", "[yyyy-DD]"),
    ),
    "name that leads out": value_kind(
        lambda file, site: (
            file.name == "study.yaml" and site.name in {"file", "raw"} and site.ours and "/" not in site.text
        ),
        *("../x.csv", "/etc/passwd", '"a\\\\b"', "C:/x", "a/../../b"),
    ),
    "nothing where something must stand": value_kind(
        lambda file, site: _is_required(file, site) and site.name != "required", "", "''"
    ),
    "published figure misspelt": misspelling(lambda _, site: site.parents[:1] == ("reproduces",), value=True),
    "statistic misspelt": value_kind(_named_rows("results/", "show"), '"{nope} ({pct})"', '"{n"', '"{}"'),
    "criteria misspelt": misspelling(_argument("criteria"), value=True),
    "parameter code that is no name": value_kind(
        lambda file, site: (
            file.name.startswith("adam/") and site.name == "PARAMCD" and site.parents[:1] == ("set_values",)
        ),
        *("TOOLONGCODE", '"A B"', "1ABC", "A-B"),
    ),
    "lookup table misspelt": misspelling(
        lambda _, site: site.path[-2:] in {("lookup", "table"), ("derive_vars_lookup", "table")},
        value=True,
    ),
    "qualifier too long": misspelling(lambda _, site: site.parents == ("supplemental",), value=False),
    "indentation": indented,
    "tab": line_kind(lambda line, _: "\t" + line.lstrip(), lambda line: line.startswith("  ") and ": " in line),
    "bracket not closed": line_kind(lambda line, _: "".join(line.rsplit("}", 1)), lambda line: "}" in line),
    "quote not closed": line_kind(lambda line, _: line.replace('"', "", 1), _is_quoted),
    "alias": line_kind(aliased, lambda line: ": {" in line and not line.lstrip().startswith("-")),
    "tag": line_kind(tagged, lambda line: ": {" in line),
    "control character": line_kind(lambda line, rng: line + rng.choice(CONTROLS), lambda _: True),
    "another encoding": whole(lambda file: file.text.encode() + "# é\n".encode("latin-1")),
    "second document": whole(lambda file: file.text.encode() + b"---\na: 1\n"),
    "empty file": whole(lambda _: b""),
    "list in place of keys in a file": whole(lambda _: b"- a\n- b\n"),
    "deep nesting": whole(lambda file: file.text.encode() + b"z: " + b"[" * 2000 + b"]" * 2000 + b"\n"),
    "other ending": whole(lambda file: file.text.encode(), lambda file: file.name.replace(".yaml", ".yml")),
    "called otherwise": whole(lambda file: file.text.encode(), lambda file: file.name.replace(".yaml", "_2.yaml")),
}
"""Every kind of mistake by name."""
