"""What can go wrong with a dataset, each with what to do about it.

::

    AppError
    ├── DatasetNotFoundError    datasets.unknown           404
    ├── DatasetNotReadyError    datasets.not_ready         409   plans need a frozen dataset
    ├── DatasetFrozenError      datasets.frozen            409   a frozen one does not change
    ├── DatasetInUseError       datasets.in_use            409   plans stand on it
    ├── DatasetStaleError       datasets.stale             409   somebody changed it meanwhile
    ├── NotCheckedError         datasets.not_checked       409
    ├── BasisOpenError          datasets.basis_open        409   nobody said what a household is
    ├── ErrorsOpenError         datasets.errors_open       409   errors that nobody accepted
    ├── CannotPlanError         datasets.cannot_plan       409   nothing could be planned on it
    ├── InputInvalidError       datasets.input_invalid     422   a role, file or column that does not exist
    ├── FileNotFoundInDatasetError  datasets.file_unknown  404
    └── UploadTooLargeError     uploads.too_large          413
"""

from __future__ import annotations

from app.errors import AppError


class DatasetNotFoundError(AppError):
    """No dataset under this identifier."""

    code = "datasets.unknown"

    def __init__(self, dataset_id: str) -> None:
        super().__init__(
            f"没有数据 {dataset_id}。数据页列出了全部数据",
            f"There is no dataset {dataset_id}. The page of datasets lists all of them",
        )


class DatasetNotReadyError(AppError):
    """A dataset that is not frozen yet."""

    code = "datasets.not_ready"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"数据“{name}”尚未启用。请先检查并启用",
            f"The dataset \"{name}\" is not in use yet. Check and freeze it first",
        )


class DatasetFrozenError(AppError):
    """A change to a frozen dataset."""

    code = "datasets.frozen"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"数据“{name}”已启用并冻结。要改动请另发一期",
            f"The dataset \"{name}\" is frozen. Issue a new one to change anything",
        )


class DatasetInUseError(AppError):
    """A dataset on which plans stand."""

    code = "datasets.in_use"


class DatasetStaleError(AppError):
    """A dataset that somebody changed since it was read."""

    code = "datasets.stale"

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"数据已被改动（现为第 {revision} 次修改）。请重新载入后再改",
            f"The dataset was changed meanwhile (now at revision {revision}). Load it again before changing it",
        )


class NotCheckedError(AppError):
    """A dataset whose files were not checked since they changed."""

    code = "datasets.not_checked"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"数据“{name}”在最近一次改动后还没有检查", f"The dataset \"{name}\" was not checked since it changed"
        )


class BasisOpenError(AppError):
    """Nobody said what the household counts count."""

    code = "datasets.basis_open"


class ErrorsOpenError(AppError):
    """Errors that nobody accepted."""

    code = "datasets.errors_open"


class CannotPlanError(AppError):
    """Ground on which nothing could be planned."""

    code = "datasets.cannot_plan"


class InputInvalidError(AppError):
    """A role, a file or a column that does not exist."""

    code = "datasets.input_invalid"


class FileNotFoundInDatasetError(AppError):
    """No file of the dataset under this identifier."""

    code = "datasets.file_unknown"


class UploadTooLargeError(AppError):
    """More bytes than the server takes."""

    code = "uploads.too_large"

    def __init__(self, limit_mb: int) -> None:
        super().__init__(
            f"上传超过 {limit_mb} MB。请只提供所需图层，或由管理员调整 SIZHI_UPLOAD_LIMIT_MB",
            f"The upload is larger than {limit_mb} MB. Hand in only the layers needed, or have SIZHI_UPLOAD_LIMIT_MB "
            "raised",
        )
