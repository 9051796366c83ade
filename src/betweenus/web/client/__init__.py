"""Pages for clients, phone first: where am I, diary, questionnaires, focus, letters."""
