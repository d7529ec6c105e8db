"""The reference pages, written from what they describe."""
