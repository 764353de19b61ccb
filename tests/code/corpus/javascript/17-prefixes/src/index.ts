import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { bucketOf, keyOf, type Kind } from "./names";

const s3 = new S3Client({});

export const handler = async (event: { kind: Kind; year: number; id: string }): Promise<string[]> => {
  const { kind, year, id } = event;
  const Bucket = bucketOf(kind);
  await s3.send(new GetObjectCommand({ Bucket, Key: keyOf(year, id) }));
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${year}/` }));
  return (listed.Contents ?? []).map((each) => each.Key!);
};
