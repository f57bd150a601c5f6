"""Asking a team question by question, in a full terminal or on plain lines."""
