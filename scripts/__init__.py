"""What `make` runs. Standard library only: these modules make the environment that everything else needs."""
