"""What goes out: letters, webhooks, and the one HTTP client."""
