"""Documents stage: source files become documents."""
