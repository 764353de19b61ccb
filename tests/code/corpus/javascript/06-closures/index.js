const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { makeCounter } = require("./counter");

const client = new DynamoDBClient({});
const visits = makeCounter(client, "visits");
const errors = makeCounter(client, process.env.ERRORS_TABLE);

exports.handler = async (event) => {
  try {
    return await visits.add(event.page);
  } catch (error) {
    await errors.add(error.name);
    throw error;
  }
};
