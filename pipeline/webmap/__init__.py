"""The interactive map: edition (what it is from), content (what it shows), build (its page), src (its own sources)."""
