"""Step 3: a filing to findings. One catalogue of data, one small function a rule."""
