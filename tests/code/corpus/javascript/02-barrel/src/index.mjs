import { findCustomer as find, rename } from "./store/index.mjs";

export const handler = async ({ pathParameters, httpMethod, body }) => {
  const { id } = pathParameters;
  if (httpMethod === "PUT") {
    await rename(id, JSON.parse(body).name);
  }
  return { statusCode: 200, body: JSON.stringify(await find(id)) };
};
