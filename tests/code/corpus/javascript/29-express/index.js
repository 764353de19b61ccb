const express = require("express");
const serverless = require("serverless-http");
const { find, add } = require("./store");

const app = express();
app.use(express.json());

app.get("/items/:id", async (request, response) => {
  response.json(await find(request.params.id));
});

app.post("/items", (request, response, next) => {
  add(request.body)
    .then(() => response.status(201).end())
    .catch(next);
});

module.exports.handler = serverless(app);
