const { bucket } = require("./names");

exports.bucket = bucket;
exports.queueUrl = () => process.env.QUEUE_URL;
exports.unused = () => process.env.OTHER;
