"""Checks of our own, and what make needs beside them. Not part of the package."""
