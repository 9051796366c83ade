"""Pictures drawn on the server: frozen values in, an SVG and its table in words out."""
