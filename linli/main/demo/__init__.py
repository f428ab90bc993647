"""The demo city: a small believable Nanning, loaded through the product's own actions and kept moving."""
