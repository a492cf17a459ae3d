"""Rule packs as an office would write them."""

from optimizer.rules.pack import Profile, load_profile

HEAD = 'id = "own"\nversion = "1"\ntitle_zh = "自定"\ntitle_en = "Own"\njurisdiction = "某区"\n'


def own(fields: str) -> dict[str, str]:
    return {"own": HEAD + fields}


def with_own(base: str, fields: str) -> Profile:
    """Lay an office's own fields over a bundled pack."""
    return load_profile(base, ["own"], extra=own(fields))
