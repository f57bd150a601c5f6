"""Diagnostics in the forms that programs and screen readers take."""
