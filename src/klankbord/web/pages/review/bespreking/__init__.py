"""One review: first oneself, then side by side, whose was what, and what comes of it."""
