"""Project checks and helpers of make. Not part of the package."""
