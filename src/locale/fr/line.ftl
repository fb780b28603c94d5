# La ligne et la box
