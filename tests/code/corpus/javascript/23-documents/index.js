const { DynamoDB } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocument } = require("@aws-sdk/lib-dynamodb");

const documents = DynamoDBDocument.from(new DynamoDB({}), { marshallOptions: { removeUndefinedValues: true } });
const carts = process.env.CARTS_TABLE ?? "carts-dev";

exports.handler = async (event) => {
  const id = event.requestContext?.authorizer?.sub ?? "nobody";
  const cart = await documents.get({ TableName: carts, Key: { id } });
  const items = cart.Item?.items ?? [];
  items.push(event.item);
  await documents.transactWrite({
    TransactItems: [
      { Put: { TableName: carts, Item: { id, items } } },
      { Update: { TableName: "stock", Key: { sku: event.item }, UpdateExpression: "ADD held :one", ExpressionAttributeValues: { ":one": 1 } } },
    ],
  });
  return items.length;
};
