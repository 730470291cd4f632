"""Indexing stage: documents are inverted and written to the store."""
