"""Domains made of the design and of others: trial design, SE, SV, RELREC."""
