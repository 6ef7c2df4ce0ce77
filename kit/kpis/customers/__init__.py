"""What customers cost, and whether they come back."""
