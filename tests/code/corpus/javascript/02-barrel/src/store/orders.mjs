import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { documents } from "./customers.mjs";

export const drop = (id) => documents.send(new DeleteCommand({ TableName: "orders", Key: { id } }));
