"""Built-in site types, registered through the public hooks like those of any plugin."""
