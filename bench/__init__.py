"""`make bench`: what each page costs, measured on the portal as production runs it."""
