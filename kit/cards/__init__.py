"""Records → cards: the light pages of single accounts, worked out for a whole unit at once.

Everything is read in one pass over the tables and then laid out account by account, so that a
card costs about as much as the words on it.
"""

from kit.cards.drawing import account_cards

__all__ = ["account_cards"]
