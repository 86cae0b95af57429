"""AWS's self-assessment workbook, in and out. The user brings the file; none is shipped."""
