import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const client = new S3Client({ region: process.env.AWS_REGION });
const Bucket = process.env.DOCUMENTS!;

export async function handler(event: { id: string; upload: boolean }) {
  const Key = `documents/${event.id}`;
  if (event.upload) {
    return createPresignedPost(client, { Bucket, Key, Expires: 60 });
  }
  await client.send(new HeadObjectCommand({ Bucket, Key }));
  const command = new GetObjectCommand({ Bucket, Key });
  return { url: await getSignedUrl(client, command, { expiresIn: 60 }) };
}
