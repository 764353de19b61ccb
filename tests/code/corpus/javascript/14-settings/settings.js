const { SECRET_ID: secretId = "shop/default", ...rest } = process.env;
const { PARAMETER_NAME } = rest;

exports.settings = { secretId, parameter: { name: PARAMETER_NAME } };
