'use strict';

// Makes calls with @alicloud/ecs20140526: node ecs20140526.js V3|V1
//
// Parameters and answers have the names of the API here; in between they are
// the client's own types, which refuse a value of another type.
const ecs = require('@alicloud/ecs20140526');
const { $OpenApiUtil } = require('@alicloud/openapi-core');
const { cast } = require('@darabonba/typescript');

const v1 = process.argv[2] === 'V1';

require('./lines')({
  open: ({ endpoint, key }) => new ecs.default(new $OpenApiUtil.Config({
    protocol: 'http',
    endpoint: endpoint.replace('http://', ''),
    regionId: 'cn-hangzhou',
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    securityToken: key.token,
    signatureAlgorithm: v1 ? 'v2' : undefined, // what the client calls version 1
    readTimeout: 60000,
  })),
  call: async (client, { action, params }) => {
    const request = cast(params, new ecs[action + 'Request']({}));
    const response = await client[action[0].toLowerCase() + action.slice(1)](request);
    return response.body.toMap();
  },
  tell: ({ name, code, statusCode, data, retryAfter }) => ({
    class: name,
    code,
    status: statusCode,
    requestId: data && data.RequestId,
    retryAfter,
  }),
});
