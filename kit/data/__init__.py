"""Validated tables: declared, read, widened, sliced by unit, stored, and seen as of a day."""
