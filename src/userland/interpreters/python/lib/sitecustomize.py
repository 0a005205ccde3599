# Debian installs Apport's hook here, where there is Apport.
