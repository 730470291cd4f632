"""Text stage: a document's text becomes the folded text that is searched."""
