"""Searching stage: a query tree becomes ranked hits."""
