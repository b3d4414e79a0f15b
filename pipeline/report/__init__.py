"""What the report says and how: chapters, sentences, the rows behind each number, print. Used by publish only."""
