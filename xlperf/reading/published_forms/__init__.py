"""Forms as others print them: several on a sheet, over pages, or with labels inside values."""
