// Package mapping evaluates the parameter mappings of HTTP APIs: values such as
// "$request.header.x", "${request.path.id}-$context.stage", and what they are
// put to, such as "append:header.x".
//
//	m, problems := mapping.Parse(map[string]string{"overwrite:header.user": "$context.authorizer.sub"})
//	request = request.Apply(m, values)
//
// Source: API Gateway developer guide, "Transform API requests and responses
// for HTTP APIs".
package mapping
