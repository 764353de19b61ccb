import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { S3Client, DeleteObjectCommand } from "@aws-sdk/client-s3";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const s3 = new S3Client({});

async function* expired(owner) {
  const pages = paginateQuery({ client }, { TableName: process.env.FILES_TABLE, IndexName: "by-owner", KeyConditionExpression: "#o = :o", ExpressionAttributeNames: { "#o": "owner" }, ExpressionAttributeValues: { ":o": owner } });
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      if (item.expires < Date.now()) yield item;
    }
  }
}

export async function handler({ owner }) {
  let count = 0;
  for await (const { key } of expired(owner)) {
    await s3.send(new DeleteObjectCommand({ Bucket: "files", Key: key }));
    count += 1;
  }
  return { count };
}
