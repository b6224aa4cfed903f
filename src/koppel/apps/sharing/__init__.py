"""Who may see and do what: parties, audiences, the row-security policy, the activity log."""
