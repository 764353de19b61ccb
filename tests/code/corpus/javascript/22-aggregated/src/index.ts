import { S3 } from "@aws-sdk/client-s3";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDB } from "@aws-sdk/client-dynamodb";

const s3 = new S3({});
const users = new cognito.CognitoIdentityProvider({});
const dynamo = new DynamoDB({});

interface Input {
  readonly name: string;
  readonly remove?: boolean;
}

export const handler = async ({ name, remove }: Input): Promise<number> => {
  const found = await users.adminGetUser({ UserPoolId: process.env.POOL_ID, Username: name });
  if (remove) {
    await dynamo.deleteItem({ TableName: "profiles", Key: { name: { S: found.Username! } } });
    await s3.deleteObject({ Bucket: "avatars", Key: `${name}.png` });
  }
  const listed = await s3.listObjectsV2({ Bucket: "avatars" });
  return listed.KeyCount ?? 0;
};
