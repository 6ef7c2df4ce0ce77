"""How opportunities move through stages, and where they are lost."""
