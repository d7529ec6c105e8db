"""Validate define.xml against the schemas of CDISC."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from converter.compute.xml import parse_xml

SCHEMA = "validate/schema/cdisc-arm-1.0/arm1-0-0.xsd"


def define_file(name: str) -> Path:
    """Give a file of CDISC that defineutils brings along; that library itself, slow to load, is not wanted."""
    found = find_spec("defineutils")
    if found is None or found.origin is None:
        message = "defineutils is not installed"
        raise ModuleNotFoundError(message)
    return Path(found.origin).parent / name


def schema_errors(path: Path) -> tuple[str, ...]:
    """Give every error of the Define-XML 2.1 (with ARM 1.0) schema, with its line; nothing where the file is valid.

    Raises InputError for broken or unsafe XML.
    """
    schema = etree.XMLSchema(etree.parse(str(define_file(SCHEMA))))
    schema.validate(parse_xml(path))
    log: Any = schema.error_log
    return tuple(f"line {error.line}: {error.message}" for error in log)
