const { randomUUID } = require("node:crypto");
const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const { toItem } = require("./item");

const { TABLE_NAME, AWS_REGION: region } = process.env;
const client = new DynamoDBClient({ region });

exports.handler = async (event) => {
  const order = { ...JSON.parse(event.body), id: randomUUID() };
  await client.send(
    new PutItemCommand({
      TableName: TABLE_NAME,
      Item: toItem(order),
      ConditionExpression: "attribute_not_exists(id)",
    }),
  );
  return { statusCode: 201, body: JSON.stringify({ id: order.id }) };
};
