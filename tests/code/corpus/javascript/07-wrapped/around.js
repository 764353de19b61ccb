exports.withLog = (inner) => async (...args) => {
  console.log("start", ...args);
  try {
    return await inner(...args);
  } finally {
    console.log("end");
  }
};

exports.retry = async function retry(times, action) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= times) throw error;
    }
  }
};
