"""The rules, one group a file: each check reads facts and the profile, and yields findings."""
