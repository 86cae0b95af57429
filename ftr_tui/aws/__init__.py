"""The only room that imports boto3. It reads; it never writes to an account."""
