"""What is made unreadable in calls."""
