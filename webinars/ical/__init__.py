"""Calendar text (RFC 5545, 5546, 7986) from plain values; no web, no database."""
