"""What programs are given: one complete set of data, and its projections."""
