"""How opportunities end: how often, how fast, by amount and by age."""
