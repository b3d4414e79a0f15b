"""How sure a share is, and how it is rounded. Used by summarise only."""
