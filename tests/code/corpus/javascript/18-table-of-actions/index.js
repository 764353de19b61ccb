const { create, remove, list } = require("./actions");

const actions = {
  POST: create,
  DELETE: remove,
  GET: list,
};

exports.handler = async (event) => {
  const action = actions[event.httpMethod];
  if (!action) {
    return { statusCode: 405 };
  }
  return { statusCode: 200, body: JSON.stringify(await action(event)) };
};
