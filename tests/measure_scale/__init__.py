"""How long each stage takes, in how much memory, as reports grow to millions; and other tools on the same work."""
