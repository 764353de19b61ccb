import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { documents, table } from "./customers.mjs";

export function rename(id, name) {
  return documents.send(new UpdateCommand({
    TableName: table,
    Key: { id },
    UpdateExpression: "SET #n = :n",
    ExpressionAttributeNames: { "#n": "name" },
    ExpressionAttributeValues: { ":n": name },
  }));
}
