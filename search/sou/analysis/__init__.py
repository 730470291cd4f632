"""Analysis stage: folded text becomes tokens and passages."""
