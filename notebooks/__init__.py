"""Notebooks for exploring an edition. They read what the stages left; nothing reads them."""
