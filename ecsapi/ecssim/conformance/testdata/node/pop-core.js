'use strict';

// Makes calls with @alicloud/pop-core: node pop-core.js GET|POST
const { RPCClient } = require('@alicloud/pop-core');

const method = process.argv[2];

require('./lines')({
  open: ({ endpoint, key }) => new RPCClient({
    endpoint,
    apiVersion: '2014-05-26',
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    securityToken: key.token,
  }),
  call: (client, { action, params }) => client.request(action, params, { method, timeout: 60000 }),
  tell: (e) => ({
    class: e.name,
    code: e.code,
    status: e.entry && e.entry.response.statusCode,
    requestId: e.data && e.data.RequestId,
  }),
});
