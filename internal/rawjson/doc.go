// Package rawjson reads JSON text in place: it finds where values begin and
// end, checks them on the way, and decodes only those that are asked for.
//
// It accepts what encoding/json accepts and refuses what encoding/json
// refuses; the fuzz targets hold it to that. What it hands out are pieces of
// the text it was given, so the text must never change: it's a string.
package rawjson
