"""What customers report, and how fast it is resolved."""
