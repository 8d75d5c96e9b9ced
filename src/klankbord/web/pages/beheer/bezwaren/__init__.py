"""Who objects to being recorded, and the numbers with which the house keeps nothing."""
