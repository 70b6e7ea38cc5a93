"""Parse incoming e-mails: headers, body parts, type, sender, text and calendar reply."""
