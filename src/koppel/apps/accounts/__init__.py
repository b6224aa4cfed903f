"""Users, roles, invitations, sign-in, tokens."""
