// Lets staff through, and nobody else.
import { CognitoJwtVerifier } from "aws-jwt-verify";

const verifier = CognitoJwtVerifier.create({
  userPoolId: process.env.USER_POOL_ID,
  clientId: process.env.CLIENT_ID,
  tokenUse: "id",
});

export const handler = async (event) => {
  let claims;
  try {
    claims = await verifier.verify(event.authorizationToken.replace(/^Bearer /, ""));
  } catch {
    throw new Error("Unauthorized");
  }
  if (claims["custom:is_staff"] !== "yes") throw new Error("Unauthorized");
  const [, , , region, account, path] = event.methodArn.split(":");
  const [api, stage] = path.split("/");
  const partition = event.methodArn.split(":")[1];
  return {
    principalId: claims.sub,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "execute-api:Invoke",
          Resource: `arn:${partition}:execute-api:${region}:${account}:${api}/${stage}/*/admin/*`,
        },
      ],
    },
  };
};
