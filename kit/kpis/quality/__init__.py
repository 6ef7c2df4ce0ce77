"""What the records can carry."""
