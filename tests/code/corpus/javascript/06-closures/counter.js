const { UpdateItemCommand, DeleteItemCommand } = require("@aws-sdk/client-dynamodb");

function makeCounter(client, table) {
  function add(name) {
    return client.send(new UpdateItemCommand({
      TableName: table,
      Key: { name: { S: name } },
      UpdateExpression: "ADD hits :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    }));
  }

  function reset(name) {
    return client.send(new DeleteItemCommand({ TableName: table, Key: { name: { S: name } } }));
  }

  return { add, reset };
}

module.exports = { makeCounter };
