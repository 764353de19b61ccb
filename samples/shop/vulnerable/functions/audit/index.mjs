// Every change of an order, written down once and never overwritten.
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const dynamodb = new DynamoDBClient({});

export const handler = async (event) => {
  for (const record of event.Records) {
    try {
      await keep(record);
    } catch (error) {
      if (error.name === "ConditionalCheckFailedException") continue;
      console.error(JSON.stringify({ message: "change not kept", reason: error.message }));
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
};

const keep = ({ eventName, dynamodb: change }) =>
  dynamodb.send(
    new PutItemCommand({
      TableName: process.env.AUDIT_TABLE,
      Item: {
        orderId: change.Keys.orderId,
        sequence: { S: change.SequenceNumber },
        what: { S: eventName },
        before: { S: change.OldImage?.status?.S ?? "-" },
        after: { S: change.NewImage?.status?.S ?? "-" },
      },
      ConditionExpression: "attribute_not_exists(orderId)",
    }),
  );
