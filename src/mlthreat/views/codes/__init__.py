"""What each diagnostic code means, with a bad and a mended example."""
