"""One widget and its messages a file; widgets draw what they are handed."""
