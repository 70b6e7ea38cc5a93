"""Forms: their base class, validators and choices."""
