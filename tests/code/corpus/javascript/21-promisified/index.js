const { promisify } = require("util");
const Lambda = require("aws-sdk/clients/lambda");
const DynamoDB = require("aws-sdk/clients/dynamodb");

const lambda = new Lambda();
const documents = new DynamoDB.DocumentClient();
const invoke = promisify(lambda.invoke).bind(lambda);

const remember = (id) =>
  new Promise((resolve, reject) => {
    documents.put({ TableName: "seen", Item: { id } }, (error) => (error ? reject(error) : resolve(id)));
  });

const known = async (id) => {
  const found = await documents.get({ TableName: "seen", Key: { id } }).promise();
  return found.Item !== undefined;
};

exports.handler = async (event) =>
  (await known(event.id)) ||
  remember(event.id).then((id) => invoke({ FunctionName: process.env.WORKER, InvocationType: "Event", Payload: JSON.stringify({ id }) }));
