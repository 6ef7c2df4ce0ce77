"""What is quoted, and what of it is accepted."""
