// Package vtl runs API Gateway's mapping templates: the language of Apache Velocity 1.7
// with $input, $util, $context and $stageVariables.
//
//	t, err := vtl.Parse("POST /todos", `{"id": "$context.requestId", "todo": $input.json('$')}`)
//	if err != nil {
//		return err // POST /todos:1:8: unexpected ...
//	}
//	body, err := t.Execute(ctx, &vtl.Input{
//		Body:    `{"title": "milk"}`,
//		Context: vtl.NewMap("requestId", "4f2c"),
//	})
//
// # What it is true to
//
// Lexer and parser make the tokens and trees that Velocity's grammar makes, with its
// states, its longest matches and its way of eating white space, so that also what looks
// wrong is printed, or refused, as it is there. Values have the methods of Java's String,
// Integer, Long, BigInteger, Double, List and Map and print as Java 17 prints them. There
// is no getClass, no reflection and no file.
//
// One rule makes Velocity 1.7 API Gateway's: a reference without a value is the empty
// string, wherever it stands. So it prints nothing, equals "" and is true in #if. This
// fits all that has been recorded on AWS; it is a fit and no proof.
//
// Assumed, since nobody has recorded it: escapeJavaScript also puts a backslash before "/"
// and writes \uXXXX beyond ASCII (the words of the developer guide are those of a library
// that does so); $input.params tells upper from lower case; $input.json writes U+2028 and
// U+2029 as escapes; a macro calls itself 20 deep at most.
//
// # Bounds
//
// A template is at most 300 KB, its output 10 MB. Rendering is bounded in steps, in values
// made, in nesting and in time, so that no template hangs the server or takes its memory.
package vtl
