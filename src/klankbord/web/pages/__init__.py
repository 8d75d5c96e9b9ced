"""The pages, a folder each: routes, view and template."""
