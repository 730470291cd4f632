"""Highlight stage: a hit becomes a snippet with marked spans."""
