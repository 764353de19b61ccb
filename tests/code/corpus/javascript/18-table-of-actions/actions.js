const { DynamoDBClient, PutItemCommand, DeleteItemCommand, QueryCommand, ScanCommand } = require("@aws-sdk/client-dynamodb");

const client = new DynamoDBClient({});
const TableName = process.env.NOTES_TABLE;

async function create({ body }) {
  return client.send(new PutItemCommand({ TableName, Item: { id: { S: body } } }));
}

async function remove({ pathParameters: { id } }) {
  return client.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
}

async function list() {
  return client.send(new QueryCommand({ TableName, KeyConditionExpression: "id = :id", ExpressionAttributeValues: { ":id": { S: "all" } } }));
}

async function everything() {
  return client.send(new ScanCommand({ TableName }));
}

module.exports = { create, remove, list, everything };
