"""One screen a file; screens hold state and hand it down to widgets."""
