"""Templates that somebody else wrote: what they may do, how much of it, and what is said when they fail."""
