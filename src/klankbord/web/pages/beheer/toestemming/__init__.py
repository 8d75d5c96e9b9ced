"""What a source demands of its calls, and by which text its parties are told."""
