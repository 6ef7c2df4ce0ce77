"""What is done to reach people, and what it brings."""
