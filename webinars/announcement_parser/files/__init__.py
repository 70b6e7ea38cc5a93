"""Announcements in files: e-mails, calendar files, Word documents and PDF files, as the text they show."""
