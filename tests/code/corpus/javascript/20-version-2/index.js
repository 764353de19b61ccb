const { DynamoDB } = require("aws-sdk");
const S3 = require("aws-sdk/clients/s3");
const SNS = require("aws-sdk").SNS;

const documents = new DynamoDB.DocumentClient({ region: "eu-central-1" });
const s3 = new S3();
const sns = new SNS();

async function user(id) {
  const { Item } = await documents.get({ TableName: process.env.USERS_TABLE, Key: { id } }).promise();
  return Item;
}

module.exports.handler = async (event) => {
  const found = await user(event.id);
  const params = { Bucket: "exports", Key: "users/" + event.id + ".json", Body: JSON.stringify(found) };
  await s3.putObject(params).promise();
  await documents.update({ TableName: process.env.USERS_TABLE, Key: { id: event.id }, UpdateExpression: "SET exported = :t", ExpressionAttributeValues: { ":t": true } }).promise();
  await sns.publish({ TopicArn: process.env.EXPORTED_TOPIC, Message: event.id }).promise();
};
