"""Names of countries and places to codes, each with the rule that decided; used by locate only."""
