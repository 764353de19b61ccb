const { DynamoDBClient, GetItemCommand, PutItemCommand, DeleteItemCommand } = require("@aws-sdk/client-dynamodb");

const client = new DynamoDBClient({});
const TableName = process.env.ITEMS;

exports.find = async function find(id) {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  return Item;
};

exports.add = async function add(item) {
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: item.id } } }));
};

exports.drop = async function drop(id) {
  await client.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
};
