// Package shelves has the books of the library.
package shelves

import (
	"strings"
	"time"
)

// Genre is what a book is about.
type Genre string

// The genres.
const (
	Novel   Genre = "novel"
	Poetry  Genre = "poetry"
	Science Genre = "science"
)

// Book is a book of the library.
type Book struct {
	ISBN    string    `json:"isbn" example:"978-0-14-143951-8"`
	Title   string    `json:"title"`
	Genre   Genre     `json:"genre"`
	Year    int32     `json:"year"`
	Authors []string  `json:"authors,omitempty"`
	Added   time.Time `json:"added"`
	Sequel  *Book     `json:"sequel,omitempty"` // the next of its series
}

var added = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

var all = []Book{
	{"978-0-14-143951-8", "Pride and Prejudice", Novel, 1813, []string{"Jane Austen"}, added, nil},
	{"978-0-19-953556-9", "Faust I", Poetry, 1808, []string{"Johann Wolfgang von Goethe"}, added,
		&Book{"978-0-19-953620-7", "Faust II", Poetry, 1832, nil, added, nil}},
	{"978-0-19-921922-0", "On the Origin of Species", Science, 1859, []string{"Charles Darwin"}, added, nil},
}

// All returns the books.
func All() []Book { return all }

// Find returns the book with an ISBN.
func Find(isbn string) (Book, bool) {
	for _, b := range all {
		if b.ISBN == isbn {
			return b, true
		}
	}
	return Book{}, false
}

// Search returns the books that have a text in their titles.
func Search(text string) []Book {
	found := []Book{}
	for _, b := range all {
		if strings.Contains(strings.ToLower(b.Title), strings.ToLower(text)) {
			found = append(found, b)
		}
	}
	return found
}
