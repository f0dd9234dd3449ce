import json
from pathlib import Path

SITENAME = "Forum"
SITEURL = "https://forum.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "."
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []

FORUM = json.loads(Path("names.json").read_text("utf-8"))

ARTICLE_URL = "questions/{slug}/"
ARTICLE_SAVE_AS = "questions/{slug}/index.html"
INDEX_SAVE_AS = "questions/index.html"
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = "{slug}/index.html"
AUTHOR_URL = "members/{slug}/"
AUTHOR_SAVE_AS = "members/{slug}/index.html"
YEAR_ARCHIVE_URL = "years/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
DIRECT_TEMPLATES = ["index", "sitemap"]

DEFAULT_PAGINATION = 50
PAGINATED_TEMPLATES = {"index": 50, "tag": 50, "category": 50, "period_archives": 50}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_ATOM = "feed.xml"
TAG_FEED_ATOM = "topics/{slug}/feed.xml"
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = 20
