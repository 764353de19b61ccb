// A member's basket: read it, put a line in, take one out.
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const dynamodb = new DynamoDBClient({});
const DAYS = 24 * 60 * 60;

export const handler = async (event) => {
  const userId = event.requestContext.authorizer.claims.sub;
  const productId = event.pathParameters?.productId;
  if (event.httpMethod === "GET") return reply(200, await read(userId));
  if (event.httpMethod === "DELETE") {
    await remove(userId, productId);
    return reply(204, {});
  }
  const quantity = Number(JSON.parse(event.body).quantity);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 20) {
    return reply(400, { error: "quantity is 1 to 20" });
  }
  const cents = await price(productId);
  if (cents === undefined) return reply(404, { error: "no such product" });
  await put(userId, productId, quantity, cents);
  return reply(200, { productId, quantity, cents });
};

async function read(userId) {
  const found = await dynamodb.send(
    new GetItemCommand({ TableName: process.env.BASKETS_TABLE, Key: { userId: { S: userId } } }),
  );
  const lines = found.Item?.lines?.M ?? {};
  return Object.entries(lines).map(([productId, line]) => ({
    productId,
    quantity: Number(line.M.quantity.N),
    cents: Number(line.M.cents.N),
  }));
}

async function price(productId) {
  const found = await dynamodb.send(
    new GetItemCommand({ TableName: process.env.PRODUCTS_TABLE, Key: { productId: { S: productId } } }),
  );
  return found.Item?.cents?.N;
}

async function put(userId, productId, quantity, cents) {
  const expires = Math.floor(Date.now() / 1000) + 30 * DAYS;
  await update(userId, "SET #lines = if_not_exists(#lines, :none), expires = :expires", { "#lines": "lines" }, {
    ":none": { M: {} },
    ":expires": { N: String(expires) },
  });
  await update(userId, "SET #lines.#product = :line", { "#lines": "lines", "#product": productId }, {
    ":line": { M: { quantity: { N: String(quantity) }, cents: { N: cents } } },
  });
}

const remove = (userId, productId) =>
  update(userId, "REMOVE #lines.#product", { "#lines": "lines", "#product": productId });

const update = (userId, expression, names, values) =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.BASKETS_TABLE,
      Key: { userId: { S: userId } },
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }),
  );

const reply = (statusCode, body) => ({
  statusCode,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
