"""A signature as any other tool makes it."""

from app.webhooks import signing

SECRET = "whsec_test"
BODY = "{\"event\":\"ping\",\"name\":\"四至\"}".encode()


def test_the_signature_is_hmac_sha256_over_timestamp_dot_body():
    """Worked out with `printf '%s' '1763863200.{…}' | openssl dgst -sha256 -hmac whsec_test`."""
    digest = "297bf037d112cf4dd18138376fdaf38d7bc6576e03af45bcc5ee50840635dd92"
    assert signing.signature(SECRET, 1763863200, BODY) == f"t=1763863200,v1={digest}"


def test_a_body_is_sent_alike_whatever_the_order_of_its_names():
    assert signing.as_sent({"name": "四至", "event": "ping"}) == BODY
    assert signing.as_sent({"event": "ping", "name": "四至"}) == BODY


def test_the_headers_name_event_and_message():
    sent = signing.headers(SECRET, 1763863200, BODY, "ping", "d1")
    assert (sent["Sizhi-Event"], sent["Sizhi-Delivery"]) == ("ping", "d1")
    assert sent["Sizhi-Signature"] == signing.signature(SECRET, 1763863200, BODY)


def test_no_two_secrets_are_alike():
    secrets = {signing.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(secret.startswith("whsec_") and len(secret) >= 49 for secret in secrets)
