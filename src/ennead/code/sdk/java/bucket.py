"""S3's own ways: methods of 1.x under other names than the operations', presigned URLs, and uploads in parts."""

from __future__ import annotations

from ennead.code.hosts.java_chains import chain, start
from ennead.code.sdk import tables
from ennead.code.sdk.java import positional
from ennead.code.sdk.java.fields import Fields
from ennead.code.sdk.java.request import MULTIPART, Answer, Asked, first, request
from ennead.code.values import Known, Record, Ref, Value, options, text

_VERSION2 = {
    "getObjectAsBytes": "GetObject",
    "putObjectWithResponse": "PutObject",
}
_VERSION1 = {
    "getObjectAsString": "GetObject",
    "getObjectMetadata": "HeadObject",
    "doesObjectExist": "HeadObject",
    "doesBucketExist": "HeadBucket",
    "doesBucketExistV2": "GetBucketAcl",
    "initiateMultipartUpload": "CreateMultipartUpload",
    "listNextBatchOfObjects": "ListObjects",
    "listNextBatchOfVersions": "ListObjectVersions",
    "listVersions": "ListObjectVersions",
    "deleteVersion": "DeleteObject",
    "copyPart": "UploadPartCopy",
    "restoreObjectV2": "RestoreObject",
    "setObjectAcl": "PutObjectAcl",
    "setObjectTagging": "PutObjectTagging",
    "setObjectRetention": "PutObjectRetention",
    "setObjectLegalHold": "PutObjectLegalHold",
    "getS3AccountOwner": "ListBuckets",
    "getBucketTaggingConfiguration": "GetBucketTagging",
    "setBucketTaggingConfiguration": "PutBucketTagging",
    "deleteBucketTaggingConfiguration": "DeleteBucketTagging",
    "getBucketVersioningConfiguration": "GetBucketVersioning",
    "setBucketVersioningConfiguration": "PutBucketVersioning",
    "getBucketWebsiteConfiguration": "GetBucketWebsite",
    "setBucketWebsiteConfiguration": "PutBucketWebsite",
    "deleteBucketWebsiteConfiguration": "DeleteBucketWebsite",
    "getBucketLoggingConfiguration": "GetBucketLogging",
    "setBucketLoggingConfiguration": "PutBucketLogging",
    "getBucketAccelerateConfiguration": "GetBucketAccelerateConfiguration",
    "getBucketCrossOriginConfiguration": "GetBucketCors",
    "setBucketCrossOriginConfiguration": "PutBucketCors",
    "deleteBucketCrossOriginConfiguration": "DeleteBucketCors",
    "deleteBucketLifecycleConfiguration": "DeleteBucketLifecycle",
    "getBucketReplicationConfiguration": "GetBucketReplication",
    "setBucketReplicationConfiguration": "PutBucketReplication",
    "deleteBucketReplicationConfiguration": "DeleteBucketReplication",
}
_VERBS = {"GET": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject", "HEAD": "HeadObject"}


def operation(method: str, sdk: str) -> str | None:
    """The operation behind a method that has another name; None where it has the operation's own."""
    if sdk == "java2":
        return _VERSION2.get(method)
    found = _VERSION1.get(method)
    if found is not None or not method.startswith("set"):
        return found
    service = tables.service("s3")
    return service.operation_of_camel(f"put{method[3:]}") if service is not None else None


def presigned(asked: Asked) -> Answer:
    """1.x: `generatePresignedUrl(bucket, key, expiration, method)`, or with a request that has a method."""
    given = first(asked.fact)
    for option in options(given) if given is not None else (None,):
        begun = start(chain(option).root) if option is not None else None
        if begun is not None and begun.cls.endswith("GeneratePresignedUrlRequest") and option is not None:
            raw = asked.fields.raw(option) or {}
            verb = next((args[0] for name, args in raw.items() if name.lower() == "method"), None)
        else:
            names = ("Bucket", "Key", "expiration", "Method")
            raw = {name: (value,) for name, value in zip(names, asked.fact.args, strict=False)}
            verb = first(asked.fact, 3)
        for name in _verbs(verb):
            told = asked.fields.named({k: v for k, v in raw.items() if k.lower() != "method"}, "s3", _VERBS[name])
            yield from request(asked.fact, "s3", _VERBS[name], told, how="presigned", sdk="java1")


def _verbs(value: Value | None) -> tuple[str, ...]:
    """The verbs that it may be; GET where none is given, each of the usual two where it is not told."""
    if value is None:
        return ("GET",)
    names: list[str] = []
    for option in options(value):
        name = option.path[-1] if isinstance(option, Ref) and option.path else text(option)
        names += [name] if name in _VERBS else ["GET", "PUT"]
    return tuple(dict.fromkeys(names))


# -- transfers --------------------------------------------------------------------------------------------------------

_UPLOADS = {"upload": "putObjectRequest", "uploadFile": "putObjectRequest"}
_DOWNLOADS = {"download": "getObjectRequest", "downloadFile": "getObjectRequest"}
_FOLDERS = {"uploadDirectory", "downloadDirectory"}


def transfer(asked: Asked) -> Answer:
    """2.x: `S3TransferManager`."""
    given = first(asked.fact)
    for option in options(given) if given is not None else (None,):
        if asked.method in _UPLOADS:
            yield from _each(asked, MULTIPART, option, _UPLOADS[asked.method])
        elif asked.method in _DOWNLOADS:
            yield from _each(asked, ("GetObject",), option, _DOWNLOADS[asked.method])
        elif asked.method == "copy":
            yield from _each(asked, ("CopyObject",), option, "copyObjectRequest")
        elif asked.method in _FOLDERS:
            operations = MULTIPART if asked.method == "uploadDirectory" else ("ListObjectsV2", "GetObject")
            told = _folder(asked.fields, option, asked.method)
            for name in operations:
                yield from request(asked.fact, "s3", name, told, how="transfer", sdk="java2")


def _each(asked: Asked, operations: tuple[str, ...], value: Value | None, field: str) -> Answer:
    raw = asked.fields.raw(value, asked.method) if value is not None else None
    inner = (raw or {}).get(field)
    for name in operations:
        told = asked.fields.record(inner[0], "s3", name, field) if inner else Record((), open=True)
        yield from request(asked.fact, "s3", name, told, how="transfer", sdk="java2")


def _folder(fields: Fields, value: Value | None, method: str) -> Record:
    raw = fields.raw(value, method) if value is not None else None
    bucket = (raw or {}).get("bucket")
    return Record(((Known("Bucket"), bucket[0]),)) if bucket else Record((), open=True)


_MANAGER1 = {
    "upload": (MULTIPART, ("Bucket", "Key")),
    "download": (("GetObject", "HeadObject"), ("Bucket", "Key")),
    "copy": (("HeadObject", "CopyObject"), positional.CONSTRUCTORS["CopyObjectRequest"]),
    "uploadDirectory": (MULTIPART, ("Bucket",)),
    "uploadFileList": (MULTIPART, ("Bucket",)),
    "downloadDirectory": (("ListObjects", "GetObject"), ("Bucket",)),
    "abortMultipartUploads": (("ListMultipartUploads", "AbortMultipartUpload"), ("Bucket",)),
}


def manager(asked: Asked) -> Answer:
    """1.x: `TransferManager`."""
    if asked.method not in _MANAGER1:
        return
    operations, names = _MANAGER1[asked.method]
    given = first(asked.fact)
    for option in options(given) if given is not None else (None,):
        for name in operations:
            told = _manager_fields(asked, option, names, name)
            yield from request(asked.fact, "s3", name, told, how="transfer", sdk="java1")


def _manager_fields(asked: Asked, value: Value | None, names: tuple[str, ...], operation_name: str) -> Record:
    begun = start(chain(value).root) if value is not None else None
    if value is not None and begun is not None and begun.cls.endswith("Request"):
        told = asked.fields.record(value, "s3", operation_name)
    else:
        raw = {name: (one,) for name, one in zip(names, asked.fact.args, strict=False)}
        told = asked.fields.named(raw, "s3", operation_name)
    if operation_name == "HeadObject" and asked.method == "copy":
        source = told.get("CopySource")
        return source if isinstance(source, Record) else Record((), open=True)
    return told
