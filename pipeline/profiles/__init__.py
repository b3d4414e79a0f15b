"""Pages about one city, state, country, priority area or method. Used by publish only."""
