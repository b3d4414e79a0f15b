"""The interactive map: content (what it shows), build (its page, put together), src (the page's own sources)."""
