"""Second stage, structure: lines → paragraphs → items in their places (sections, items, sub-items)."""
