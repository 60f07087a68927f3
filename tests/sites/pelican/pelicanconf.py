import os

AUTHOR = 'Ada Quay'
SITENAME = 'The ' \
           'Mole'
SITEURL = os.environ.get('URL', '')
PATH = 'content'
TIMEZONE = 'Europe/Paris'
DEFAULT_LANG = 'en'
ARTICLE_URL = '{date:%Y}/{date:%b}/{slug}/'
ARTICLE_SAVE_AS = '{date:%Y}/{date:%b}/{slug}/index.html'
FEED_ALL_ATOM = 'feeds/all.atom.xml'
FEED_ALL_RSS = 'feeds/all.rss.xml'
TAG_FEED_ATOM = 'feeds/tag/{slug}.atom.xml'
RSS_FEED_SUMMARY_ONLY = False
FILENAME_METADATA = r'(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)'
THEME = 'simple'
STATIC_PATHS = ['images']
