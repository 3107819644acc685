"""Makes the documents into a site: `conf.py` is what Sphinx reads."""
