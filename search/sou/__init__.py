"""Search Chinese text: index a folder, ask it, land on the place."""
