// Parsing directives.

package vtl

import "strings"

// directives are the directives beside #if and #set; blocks end with #end.
var directives = map[string]int{
	"foreach": isBlock, "macro": isBlock, "define": isBlock, "literal": isBlock,
	"include": isLine, "parse": isLine, "evaluate": isLine, "stop": isLine, "break": isLine,
}

const (
	isLine  = 1
	isBlock = 2
)

// argument is an argument of a directive or macro.
type argument struct {
	expr        // nil if it is a word
	word        string
	source      string // the text of a macro's argument
	first, last *token
}

// directive parses #name(...) and, of a block, all to its #end. What has no parentheses
// is text unless a macro of the name exists when it is rendered.
func (p *parser) directive() renderer {
	first := p.take()
	name := cut1(first.image)
	if first.kind == tBracketedWord {
		name = first.image[2 : len(first.image)-1]
	}
	kind := directives[name]
	if kind == 0 && strings.HasPrefix(name, "@") {
		kind = isBlock
	}
	p.lex.state = inDirective
	if !p.lex.parenFollows() {
		if name == "macro" {
			p.fail("#macro needs a name in parentheses")
		}
		p.lex.pop()
		return p.finish(name, first, nil, nil)
	}
	p.accept(tSpace)
	p.expect(tParenOpen, `"("`)
	args := p.arguments(name)
	p.accept(tSpace)
	p.expect(tParenClose, `")"`)
	if kind != isBlock {
		return p.finish(name, first, args, nil)
	}
	body := p.statements()
	p.expect(tEnd, "#end")
	return p.finish(name, first, args, &body)
}

func (p *parser) arguments(name string) (args []argument) {
	for {
		n := 1
		if p.ahead(n).kind == tSpace {
			n++
		}
		comma := p.ahead(n).kind == tComma
		if !comma && !startsOperand(p.ahead(n).kind) && p.ahead(n).kind != tWord {
			return args
		}
		p.accept(tSpace)
		if p.accept(tComma) {
			p.accept(tSpace)
		}
		a := argument{first: p.ahead(1)}
		if p.peek() == tWord {
			a.word = p.ahead(1).image
			known := directives[name] != 0 || p.tree.defined && p.tree.macros[name] != nil
			if known && !(name == "macro" && len(args) == 0) && !(name == "foreach" && len(args) == 1) {
				p.fail("unexpected word " + quote(a.word) + " in #" + name)
			}
			p.take()
		} else {
			if name == "macro" && len(args) == 0 {
				p.fail("the first argument of #macro is its name, a word without quotes")
			}
			a.expr = p.operand()
		}
		a.last = p.cur
		args = append(args, a)
	}
}

// finish makes the node of a directive whose parts have been read.
func (p *parser) finish(name string, first *token, args []argument, body *block) renderer {
	fail := func(message string) { panic(syntaxError{first.offset, "#" + name + message}) }
	switch name {
	case "foreach":
		if body == nil {
			fail(" needs ($item in $list)")
		}
		return newForeach(args, body)
	case "macro":
		if len(args) < 1 || body == nil {
			fail(" needs a name")
		}
		if p.tree.names == nil {
			p.tree.names = map[string]bool{}
		}
		p.tree.names[args[0].word] = true
		p.tree.addMacro(args, body)
		return textNode("")
	case "define":
		if len(args) != 1 || body == nil {
			fail(" needs one reference: #define($name)")
		}
		return &defineNode{name: cut1(args[0].first.image), body: body}
	case "literal":
		switch {
		case body == nil:
			fail(" needs parentheses and an #end")
		case len(args) > 0:
			return textNode(literal(args[0].first, args[0].last))
		case p.blockFirst.offset > p.blockLast.offset:
			fail(" has nothing in it")
		}
		return textNode(literal(p.blockFirst, p.blockLast))
	case "include", "parse":
		if len(args) == 0 && name == "include" {
			return textNode("")
		}
		message := "#" + name + " is not allowed: API Gateway has no files to read"
		if p.tree.refused == nil {
			p.tree.refused = &syntaxError{first.offset, message}
		}
		return failNode(message)
	case "evaluate":
		if len(args) != 1 {
			fail(" needs one argument")
		}
		switch args[0].expr.(type) {
		case plainString, *stringNode, *refNode:
		default:
			fail(" needs a string or a reference")
		}
		return &evaluateNode{args[0].expr}
	case "stop":
		if len(args) > 1 {
			fail(" takes one message")
		}
		return &stopNode{}
	case "break":
		if len(args) > 1 {
			fail(" takes one scope")
		}
		n := &breakNode{}
		if len(args) == 1 {
			n.scope = args[0].expr
		}
		return n
	}
	if strings.HasPrefix(name, "@") && body == nil {
		return textNode("#" + name)
	}
	c := &macroCall{name: strings.TrimPrefix(name, "@"), args: args, body: body, literal: rawLiteral(first, p.cur)}
	for i, a := range args {
		if a.expr == nil {
			c.badArg = a.word
		}
		args[i].source = literal(a.first, a.last)
		args[i].first, args[i].last = nil, nil
	}
	return c
}
