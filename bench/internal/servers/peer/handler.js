exports.hello = async (event) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ hello: event.pathParameters.name }),
});

exports.message = async (event) => ({ statusCode: 200, body: JSON.stringify({ hello: JSON.parse(event.body).name }) });
