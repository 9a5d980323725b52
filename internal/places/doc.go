// Package places says where the user's source declares the parts of an API: what a
// synth writes into the assembly, as one entry of metadata for each API, and what
// the local server reads.
//
//	api.Node().AddMetadata(jsii.String(places.Metadata), p, nil)
package places
