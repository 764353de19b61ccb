const middy = require("@middy/core");
const ssm = require("@middy/ssm");
const secretsManager = require("@middy/secrets-manager");
const { Client } = require("pg");
const mysql = require("mysql2");
const Redis = require("redis");
const { Mailer } = require("./mailer");

const mailer = new Mailer();

async function work(event) {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  const cache = Redis.createClient({ socket: { host: "cache.example.com", port: 6379 } });
  const pool = mysql.createPool({ host: process.env.MYSQL_HOST });
  await client.connect();
  await mailer.send(event.to, "Done");
  pool.end();
  return cache.isOpen;
}

exports.handler = middy()
  .use(secretsManager({ fetchData: { password: process.env.PASSWORD_SECRET } }))
  .use(ssm({ fetchData: { all: "/pool/" } }))
  .handler(work);
