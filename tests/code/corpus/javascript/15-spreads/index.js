const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");
const { DynamoDBClient, ScanCommand } = require("@aws-sdk/client-dynamodb");

const base = { TableName: "subscriptions", Limit: 25 };
const events = new EventBridgeClient({});
const dynamo = new DynamoDBClient({});

function scan({ limit, ...more }) {
  const input = { ...base, ...more, ...(limit && { Limit: limit }) };
  return dynamo.send(new ScanCommand(input));
}

const envelope = (source, ...details) => details.map((detail) => ({ Source: source, DetailType: "due", Detail: detail, EventBusName: process.env.BUS_NAME }));

exports.handler = async ({ limit }) => {
  const { Items } = await scan({ limit, ConsistentRead: true });
  const due = Items.filter((item) => item.due.BOOL).map((item) => item.id.S);
  await events.send(new PutEventsCommand({ Entries: [...envelope("billing", ...due)] }));
};
