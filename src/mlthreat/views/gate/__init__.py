"""What the gate says, in one format a file."""
