"""Where leads come from, what they cost, how they are answered and what becomes of them."""
