"""From raw survey exports to published findings, one stage at a time."""
