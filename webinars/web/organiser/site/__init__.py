"""Pages of administrators about the installation itself."""
