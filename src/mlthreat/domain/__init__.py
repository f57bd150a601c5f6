"""What the words mean: values in, values out, no side effects."""
