"""Where facts, terms, shared elements, pictures and labels are used: exact to the element, drafts
and scheduled revisions included."""
