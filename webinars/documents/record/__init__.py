"""Documents as pages showed them at the end of a day, from the revisions of their history."""
