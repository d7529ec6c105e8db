"""Write a terminology package: one JSON file a codelist, one line a term, and its head as YAML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from converter.spec.standards.terminology import Codelist, Package, Term
from converter.spec.text.yaml import quoted
from converter.write.folder.added import add_files


def write_package(package: Package, folder: Path) -> tuple[Path, ...]:
    """Write one file a codelist and `package.yaml` to `folder`, all or none, and give their paths.

    Raises InputError where a file is there with other content: a study may rest on it.
    """
    head = {"publishing_set": package.publishing_set, "version": package.version, "source": package.source}
    short = f"{package.publishing_set} CT {package.version}"
    files = {f"{name}.json": codelist_json(codelist, short) for name, codelist in sorted(package.codelists.items())}
    files["package.yaml"] = "".join(f"{key}: {quoted(text)}\n" for key, text in head.items())
    return add_files(folder, {name: text.encode("utf-8") for name, text in files.items()})


def codelist_json(codelist: Codelist, source: str) -> str:
    """Write one codelist as JSON: the terms of a package are thousands, and read ten times as fast as YAML."""
    head = {
        "name": codelist.name,
        "code": codelist.code,
        "label": codelist.label,
        "extensible": codelist.extensible,
        "source": source,
    }
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in head.items()]
    terms = ",\n".join(f"    {_json(_fields(term))}" for term in codelist.terms)
    return "\n".join(["{", *lines, '  "terms": [', terms, "  ]", "}"]) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fields(term: Term) -> dict[str, str | Sequence[str]]:
    fields = {"value": term.value, "code": term.code, "decode": term.decode, "synonyms": term.synonyms}
    return {name: value for name, value in fields.items() if value}
