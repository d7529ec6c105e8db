"""The reference pages, written from the functions they describe."""

from __future__ import annotations

from converter.report.listing import Listing


def page(title: str, lead: str, listing: Listing) -> str:
    """Write a listing as a page of Markdown."""
    rows = [_row(row) for row in listing.rows]
    head = [_row(listing.head), "|" + "---|" * len(listing.head)]
    return "\n".join([f"# {title}", "", lead, "", *head, *rows]) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
