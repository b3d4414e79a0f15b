"""The simulator's room: a truth, what people would have written about it, and the files they would have sent."""
