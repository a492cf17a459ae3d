"""Errors of webhooks.

::

    AppError
    ├── WebhookNotFoundError      webhooks.unknown         no such webhook of this organisation
    ├── DeliveryNotFoundError     webhooks.no_delivery     no such message of this webhook
    ├── AddressError              webhooks.address         an address that messages cannot be sent to
    ├── RefusedAddressError       webhooks.private         an address inside the network
    ├── DisabledError             webhooks.disabled        a webhook that is switched off
    ├── TooManyError              webhooks.too_many        more webhooks than an organisation may have
    └── NotOverError              webhooks.not_over        a message that is still on its way
"""

from __future__ import annotations

from app.errors import AppError


class WebhookNotFoundError(AppError):
    """No such webhook of this organisation."""

    code = "webhooks.unknown"

    def __init__(self, webhook_id: str) -> None:
        super().__init__(f"没有推送地址 {webhook_id[:40]}", f"There is no webhook {webhook_id[:40]}")


class DeliveryNotFoundError(AppError):
    """No such message of this webhook."""

    code = "webhooks.no_delivery"

    def __init__(self, delivery_id: str) -> None:
        super().__init__(f"没有消息 {delivery_id[:40]}", f"There is no delivery {delivery_id[:40]}")


class AddressError(AppError):
    """An address that messages cannot be sent to."""

    code = "webhooks.address"

    def __init__(self, why_zh: str, why_en: str) -> None:
        super().__init__(
            f"推送地址不可用：{why_zh}。应形如 https://主机/路径",
            f"The address cannot be used: {why_en}. It should look like https://host/path",
        )


class RefusedAddressError(AppError):
    """An address inside the network, where a message could do harm."""

    code = "webhooks.private"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} 是内部地址，不向其推送。确需推送到内网的，由管理员设 SIZHI_WEBHOOK_PRIVATE=on",
            f"{host} is an address inside the network, and nothing is sent there. Where it is meant, let the "
            "administrator set SIZHI_WEBHOOK_PRIVATE=on",
        )


class DisabledError(AppError):
    """A webhook that is switched off."""

    code = "webhooks.disabled"

    def __init__(self) -> None:
        super().__init__(
            "推送地址已停用。先启用，再发送", "The webhook is switched off. Switch it on before sending to it"
        )


class TooManyError(AppError):
    """More webhooks than an organisation may have."""

    code = "webhooks.too_many"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"每个单位最多 {most} 个推送地址。先删除不用的",
            f"An organisation has at most {most} webhooks. Remove one that is not used",
        )


class NotOverError(AppError):
    """A message that is still on its way."""

    code = "webhooks.not_over"

    def __init__(self) -> None:
        super().__init__(
            "消息还在发送中，会自动再试。送达或放弃之后才能重发",
            "The message is still on its way and tried again by itself. Replay it once it arrived or was given up",
        )
