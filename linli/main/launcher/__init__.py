"""Starting and stopping Linli on one machine: the database server, its logins and the processes of a city."""
