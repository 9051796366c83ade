"""Pages for supervisors: their supervisees' cases, comments, countersignatures."""
