"""Raw exports of survey platforms and plain record tables, read as text: one module per platform, one contract."""
