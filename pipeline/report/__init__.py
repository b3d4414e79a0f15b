"""How the report looks and how it says things: templates, style, wording. Used by publish only."""
