"""What is created and open, and how what is open moves."""
