"""Holds the ribbon's buttons: one function a button, on the workbook in front."""
