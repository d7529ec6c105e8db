"""The reference pages, written from the functions they describe."""

from __future__ import annotations

from converter.report.answers.listing import Listing


def page(title: str, lead: str, listing: Listing) -> str:
    """Write a listing as a page of Markdown."""
    rows = [_row(_linked(title, row)) for row in listing.rows]
    head = [_row(listing.head), "|" + "---|" * len(listing.head)]
    return "\n".join([f"# {title}", "", lead, "", *head, *rows]) + "\n"


def _linked(title: str, row: tuple[str, ...]) -> tuple[str, ...]:
    """Let the id of a check lead to its page."""
    return (f"[{row[0]}](checks/{row[0]}.md)", *row[1:]) if title == "Checks" and row[2] else row


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
