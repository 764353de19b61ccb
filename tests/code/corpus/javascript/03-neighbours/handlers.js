const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
const { S3Client, DeleteObjectCommand } = require("@aws-sdk/client-s3");
const { queueUrl, bucket } = require("./lib");

const sqs = new SQSClient({});
const s3 = new S3Client({});

async function create(event) {
  const message = { kind: "created", detail: event };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: JSON.stringify(message) }));
  return { queued: true };
}

async function remove(event) {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: event.key }));
}

const audit = (event) => sqs.send(new SendMessageCommand({ QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/audit", MessageBody: event }));

module.exports = { create, remove };
