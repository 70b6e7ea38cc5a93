"""Composers of e-mails, one function per topic; None if there is nothing left to send."""
