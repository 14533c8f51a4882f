"""PDF to prose and tables. How a PDF shows what it holds is nobody else's concern."""
