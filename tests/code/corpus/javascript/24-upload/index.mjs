import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

const client = new S3Client({});

export const handler = async ({ name }) => {
  const response = await fetch("https://files.example.com/latest");
  const upload = new Upload({
    client,
    params: { Bucket: process.env.MIRROR_BUCKET, Key: "mirror/" + name, Body: response.body },
  });
  await upload.done();
  return { name };
};
