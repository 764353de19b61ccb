const { S3Client, GetObjectCommand, PutObjectCommand } = require("@aws-sdk/client-s3");
const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns");

const s3 = new S3Client({});
const sns = new SNSClient({});
const BUCKET = process.env.BUCKET;

const load = (key) => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key })).then((found) => found.Body.transformToString());

function complain(error) {
  return sns.send(new PublishCommand({ TopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms", Message: error.message }));
}

function save(parts) {
  return s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "joined/all.txt", Body: parts.join("") }));
}

exports.handler = (event) =>
  Promise.all(event.keys.map((key) => load(key)))
    .then(save)
    .then(() => ({ ok: true }))
    .catch(complain);
