const { S3Client, paginateListObjectsV2, waitUntilObjectExists } = require("@aws-sdk/client-s3");
const { DynamoDBClient, CreateTableCommand, waitUntilTableExists } = require("@aws-sdk/client-dynamodb");

const s3 = new S3Client({});
const dynamo = new DynamoDBClient({});

async function table(name) {
  await dynamo.send(new CreateTableCommand({ TableName: name, BillingMode: "PAY_PER_REQUEST" }));
  await waitUntilTableExists({ client: dynamo, maxWaitTime: 60 }, { TableName: name });
}

exports.handler = async () => {
  await table("monthly");
  await waitUntilObjectExists({ client: s3, maxWaitTime: 30 }, { Bucket: "ready", Key: "marker" });
  const names = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: process.env.READY_BUCKET })) {
    names.push(...page.Contents.map(({ Key }) => Key));
  }
  return names;
};
