import { DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";

export default async function cleanup(): Promise<void> {
  await new S3Client({}).send(new DeleteBucketCommand({ Bucket: "members-old" }));
}
