"""Store stage: postings and documents on disk."""
