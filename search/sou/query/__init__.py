"""Query stage: a query string becomes a whoosh.query tree."""
