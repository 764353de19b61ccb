import { CopyObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client({});
const bucket = process.env.ARCHIVE_BUCKET || "archive";

export function archive(id) {
  return s3
    .send(new CopyObjectCommand({ Bucket: bucket, Key: `done/${id}.json`, CopySource: "inbox/current.json" }))
    .then(() => ({ archived: id }));
}

export function restore(id) {
  return s3.send(new CopyObjectCommand({ Bucket: "inbox", Key: id, CopySource: `archive/${id}` }));
}
