module.exports.bucket = "uploads";
