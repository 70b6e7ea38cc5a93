"""The registrant's manage page, by a private link."""
