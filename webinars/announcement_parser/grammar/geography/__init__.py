"""Where places are: towns, regions, area codes and institutions, with their time zones."""
