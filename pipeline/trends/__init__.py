"""What all editions have in common and what sets them apart: the room of the stage `trend`."""
