"""What everybody has who signs in: the way in, a password, a second factor, a page of their own."""
