"""Pages for anybody: the first page, referring oneself, help in a crisis."""
