"""The interactive map: edition (where it comes from), content (what it shows), build (its page), src (its own sources)."""
