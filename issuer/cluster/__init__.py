"""Pages drawn on a Dask cluster: what is sent, who forwards it, what may come back."""
