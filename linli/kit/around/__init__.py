"""周围的事: what is public of the city's matters, as a list, a map, feeds and a page for each, and following one."""
