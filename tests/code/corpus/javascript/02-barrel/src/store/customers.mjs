import { DynamoDBClient as Client } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand as Get } from "@aws-sdk/lib-dynamodb";

export const documents = DynamoDBDocumentClient.from(new Client({}));
export const table = "customers";

export async function get(id) {
  const { Item } = await documents.send(new Get({ TableName: table, Key: { id } }));
  return Item;
}
