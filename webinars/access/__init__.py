"""Who may ask for a place: everybody, those with a secret link, those invited or named by a delegation."""
