"""What turns do to each other: who has the floor, what replies to what."""
