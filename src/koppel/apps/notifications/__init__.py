"""Mail that Koppel sends, through an outbox."""
