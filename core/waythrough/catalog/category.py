"""What kinds of services there are: the closed list that the catalogue is sorted by."""

from enum import StrEnum


class Category(StrEnum):
    """Kind of service; the order is that of the screens."""

    MESSENGER = "messenger"
    SOCIAL = "social"
    VIDEO = "video"  # also music and live streams
    NEWS = "news"
    KNOWLEDGE = "knowledge"  # encyclopedias, search, learning
    MAIL = "mail"
    CLOUD = "cloud"  # files kept and shared
    WORK = "work"  # meetings, teams, documents
    AI = "ai"
    COMMERCE = "commerce"  # payment, trade, donations
    DEVELOPER = "developer"
    GAMES = "games"
    TOOLS = "tools"  # app stores, updates, name services, safety
    CIRCUMVENTION = "circumvention"
    RIGHTS = "rights"
    OTHER = "other"  # what a user adds without saying
