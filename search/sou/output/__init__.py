"""Output stage: pages as text for people and JSON for programs."""
