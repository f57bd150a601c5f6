"""Many reviews side by side, in one format a file."""
