"""合成示例区: a synthetic Chinese district, and the seeded generator that makes it and every benchmark instance."""
