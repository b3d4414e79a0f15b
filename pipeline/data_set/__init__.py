"""What the public data set holds and how it describes itself. Used by publish only."""
