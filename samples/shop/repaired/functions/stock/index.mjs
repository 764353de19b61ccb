// Take the goods of an order out of stock, or put them back.
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const dynamodb = new DynamoDBClient({});

export const handler = async ({ action, lines }) => {
  if (action === "release") {
    for (const line of lines) await move(line, line.quantity);
    return { released: lines.length };
  }
  const taken = [];
  for (const line of lines) {
    try {
      await move(line, -line.quantity);
      taken.push(line);
    } catch (error) {
      for (const done of taken) await move(done, done.quantity);
      throw error;
    }
  }
  return { reserved: taken.length };
};

const move = ({ productId, quantity }, by) =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.PRODUCTS_TABLE,
      Key: { productId: { S: productId } },
      UpdateExpression: "SET stock = stock + :by",
      ConditionExpression: "stock >= :least",
      ExpressionAttributeValues: {
        ":by": { N: String(by) },
        ":least": { N: String(by < 0 ? quantity : 0) },
      },
    }),
  );
