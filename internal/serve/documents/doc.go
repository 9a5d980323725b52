// Package documents has the documents of the APIs of a cloud assembly: those that
// a synth wrote, and for any other API one that is made of its template.
//
//	all, err := documents.Read("cdk.out")
//	for _, d := range all {
//		fmt.Println(d.Path, d.Kind, d.Schemas)
//	}
//
// It is what the command prints, makes clients of and compares.
package documents
