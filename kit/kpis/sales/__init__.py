"""What was sold, by whom."""
