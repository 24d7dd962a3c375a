"""What the desk says in other languages than French: gettext catalogues."""
