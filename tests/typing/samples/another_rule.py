"""A program that adds a routing rule at run time."""

from trackpost import RESOURCE_ROUTING_MAP

RESOURCE_ROUTING_MAP["notion"] = ("notion_page", "page_id")  # must be reported: the table is read-only
