const axios = require("axios");
const https = require("https");

const api = axios.create({ baseURL: "https://api.example.com/v2" });
const BASE = process.env.RATES_URL;

function ping(path) {
  return new Promise((resolve, reject) => {
    const request = https.request({ hostname: "ping.example.net", path, method: "POST" }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on("error", reject);
    request.end();
  });
}

exports.handler = async (event) => {
  const { data } = await axios.get(`https://shop.example.org/items/${event.id}`);
  await api.post("/orders", { id: event.id });
  const rates = await fetch(BASE);
  await ping("/" + event.id);
  return { data, rates: await rates.json() };
};
