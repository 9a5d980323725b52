// A scanner for machines without Python: what stands at the start of lines,
// outside of texts. It finds no mistakes; where it is not sure it says that a
// name is there.

package pybuild

import (
	"regexp"
	"strings"
)

var (
	scanDef    = regexp.MustCompile(`^(async\s+)?def\s+(\w+)\s*\(`)
	scanClass  = regexp.MustCompile(`^class\s+(\w+)`)
	scanAssign = regexp.MustCompile(`^(\w+)\s*(?::[^=]*)?=[^=]`)
	scanImport = regexp.MustCompile(`^\s*import\s+(.+)`)
	scanFrom   = regexp.MustCompile(`^\s*from\s+(\.*)\s*([\w.]*)\s+import\s+(.+)`)
	scanBlock  = regexp.MustCompile(`^(?:if|try|with|for|while|else|elif|except|finally|match)\b.*`)
)

// scan reads a module line by line.
func scan(text string) *module {
	m := &module{}
	inBlock := false // of statements that are reached at import
	for _, line := range logicalLines(text) {
		top := line.text == strings.TrimLeft(line.text, " \t")
		code := line.text
		if top {
			inBlock = scanBlock.MatchString(code)
		} else if inBlock {
			code = strings.TrimLeft(code, " \t") // perhaps within a function of the block: better too many names
		}
		if found := scanFrom.FindStringSubmatch(code); found != nil {
			m.from(found, line.number, top || inBlock)
			continue
		}
		if found := scanImport.FindStringSubmatch(code); found != nil {
			for _, part := range strings.Split(found[1], ",") {
				path, as := alias(part)
				m.Imports = append(m.Imports, imported{Module: path, Line: line.number})
				if as == "" {
					as, _, _ = strings.Cut(path, ".")
				}
				if top || inBlock {
					m.Names = append(m.Names, name{Name: as, Line: line.number, Kind: "import", Fits: true})
				}
			}
			continue
		}
		if !top && !inBlock {
			continue
		}
		if found := scanDef.FindStringSubmatch(code); found != nil {
			kind := "def"
			if found[1] != "" {
				kind = "async"
			}
			m.Names = append(m.Names, name{Name: found[2], Line: line.number, Kind: kind, Fits: true})
		} else if found := scanClass.FindStringSubmatch(code); found != nil {
			m.Names = append(m.Names, name{Name: found[1], Line: line.number, Kind: "class", Fits: true})
		} else if found := scanAssign.FindStringSubmatch(code); found != nil {
			m.Names = append(m.Names, name{Name: found[1], Line: line.number, Kind: "value", Fits: true})
		}
	}
	return m
}

// from takes in "from PATH import NAMES".
func (m *module) from(found []string, line int, defines bool) {
	i := imported{Level: len(found[1]), Module: found[2], Line: line}
	for _, part := range strings.Split(strings.Trim(found[3], "() \t"), ",") {
		from, as := alias(part)
		switch {
		case from == "":
		case from == "*":
			m.Star = m.Star || defines
		default:
			i.Names = append(i.Names, from)
			if as == "" {
				as = from
			}
			if defines {
				m.Names = append(m.Names, name{Name: as, Line: line, Kind: "import", Fits: true})
			}
		}
	}
	m.Imports = append(m.Imports, i)
}

// alias splits "a.b as c".
func alias(part string) (path, as string) {
	fields := strings.Fields(part)
	switch {
	case len(fields) == 0:
		return "", ""
	case len(fields) >= 3 && fields[1] == "as":
		return fields[0], fields[2]
	}
	return fields[0], ""
}

type codeLine struct {
	number int
	text   string
}

// logicalLines returns the lines of a module without comments and without what
// stands in texts; lines within brackets are joined to the one that opens them.
func logicalLines(text string) []codeLine {
	var lines []codeLine
	var current strings.Builder
	number, start, depth := 1, 1, 0
	end := func() {
		if strings.TrimSpace(current.String()) != "" {
			lines = append(lines, codeLine{start, current.String()})
		}
		current.Reset()
	}
	for i := 0; i < len(text); i++ {
		if current.Len() == 0 {
			start = number
		}
		switch c := text[i]; c {
		case '\n':
			number++
			if depth > 0 {
				current.WriteByte(' ')
			} else {
				end()
			}
		case '#':
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case '\\':
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
				number++
				current.WriteByte(' ')
			}
		case '"', '\'':
			n := literal(text[i:])
			number += strings.Count(text[i:i+n], "\n")
			current.WriteString(`""`)
			i += n - 1
		case '\r':
		default:
			switch c {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth = max(0, depth-1)
			}
			current.WriteByte(c)
		}
	}
	end()
	return lines
}

// literal returns the length of the text literal that s begins with.
func literal(s string) int {
	quote := s[:1]
	if strings.HasPrefix(s, strings.Repeat(quote, 3)) {
		quote = s[:3]
	}
	for i := len(quote); i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case strings.HasPrefix(s[i:], quote):
			return i + len(quote)
		case s[i] == '\n' && len(quote) == 1:
			return i // not closed: a mistake
		}
	}
	return len(s)
}
