"""Everything Candor ever asks GitHub, in GitHub's own words. The tests hold each against GitHub's published schema.

All sizes and cursors are variables, so that a query's text never changes and what it costs can be chosen.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Query(NamedTuple):
    """A query or mutation by name. ``lacks`` are paths whose first part may be missing without the answer being
    incomplete: what is asked for by its id may be gone."""

    name: str
    text: str
    lacks: tuple[str, ...] = ()


WHO = """
fragment Who on Actor {
  __typename
  login
  ... on User { databaseId createdAt }
  ... on Bot { databaseId createdAt }
  ... on Mannequin { databaseId createdAt }
  ... on Organization { databaseId createdAt }
  ... on EnterpriseUserAccount { user { databaseId createdAt } }
}
"""

HEAD = """
fragment Head on Discussion {
  id number updatedAt lastEditedAt title closed stateReason locked upvoteCount
  category { slug }
  answer { id }
  comments { totalCount }
  reactions { totalCount }
}
"""

COMMENT = """
fragment Words on DiscussionComment {
  id databaseId url
  author { ...Who }
  createdAt lastEditedAt deletedAt body upvoteCount isMinimized minimizedReason
  reactions { totalCount }
}
"""

SWEEP: Final = Query(
    "Sweep",
    HEAD
    + """
query Sweep($owner: String!, $name: String!, $size: Int!, $after: String, $order: DiscussionOrder!) {
  repository(owner: $owner, name: $name) {
    discussions(first: $size, after: $after, orderBy: $order) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...Head }
    }
  }
  rateLimit { cost limit remaining resetAt }
}""",
)
"""The repository's discussions, a page at a time: enough of each to tell whether it changed."""

FIND: Final = Query(
    "Find",
    HEAD
    + """
query Find($owner: String!, $name: String!, $number: Int!, $ids: [ID!]!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    discussion(number: $number) { ...Head repository { nameWithOwner } }
  }
  nodes(ids: $ids) { ... on Discussion { ...Head repository { nameWithOwner } } }
  rateLimit { cost limit remaining resetAt }
}""",
    ("repository.discussion", "nodes"),
)
"""Where a discussion is now, by the number and the id it had."""

THREADS: Final = Query(
    "Threads",
    WHO
    + HEAD
    + COMMENT
    + """
query Threads($ids: [ID!]!, $size: Int!, $after: String) {
  nodes(ids: $ids) {
    ... on Discussion {
      ...Head
      url body createdAt answerChosenAt
      author { ...Who }
      answerChosenBy { ...Who }
      labels(first: 100) { totalCount nodes { name } }
      poll { question totalVoteCount options(first: 100) { totalCount nodes { option totalVoteCount } } }
      page: comments(first: $size, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ...Words replies { totalCount } }
      }
    }
  }
  rateLimit { cost limit remaining resetAt }
}""",
    ("nodes",),
)
"""Discussions by id with a page of their comments."""

REPLIES: Final = Query(
    "Replies",
    WHO
    + COMMENT
    + """
query Replies($ids: [ID!]!, $size: Int!, $after: String) {
  nodes(ids: $ids) {
    id
    ... on DiscussionComment {
      page: replies(first: $size, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ...Words }
      }
    }
  }
  rateLimit { cost limit remaining resetAt }
}""",
    ("nodes",),
)

REACTIONS: Final = Query(
    "Reactions",
    """
query Reactions($ids: [ID!]!, $size: Int!, $after: String) {
  nodes(ids: $ids) {
    id
    ... on Reactable {
      page: reactions(first: $size, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id content createdAt user { __typename login databaseId createdAt } }
      }
    }
  }
  rateLimit { cost limit remaining resetAt }
}""",
    ("nodes",),
)

LOCATE: Final = Query(
    "Locate",
    """
query Locate($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on DiscussionComment { discussion { id } } }
  rateLimit { cost limit remaining resetAt }
}""",
    ("nodes",),
)
"""Which comments there still are, and in which discussion."""

PULLS: Final = Query(
    "Pulls",
    WHO
    + """
query Pulls($owner: String!, $name: String!, $size: Int!, $inner: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $size, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id number state updatedAt
        reviews(first: $inner) { totalCount nodes { author { ...Who } state submittedAt } }
        files(first: $inner) { totalCount nodes { path } }
      }
    }
  }
  rateLimit { cost limit remaining resetAt }
}""",
)
"""Pull requests with their reviews and the files they touch, newest change first: closed ones too, since their reviews
no longer count."""

CATEGORIES: Final = Query(
    "Categories",
    """
query Categories($owner: String!, $name: String!, $after: String) {
  viewer { databaseId }
  repository(owner: $owner, name: $name) {
    id hasDiscussionsEnabled
    discussionCategories(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id name slug isAnswerable }
    }
  }
  rateLimit { cost limit remaining resetAt }
}""",
)

CREATE: Final = Query(
    "Create",
    """
mutation Create($repository: ID!, $category: ID!, $title: String!, $body: String!) {
  createDiscussion(input: {repositoryId: $repository, categoryId: $category, title: $title, body: $body}) {
    discussion { id number url }
  }
}""",
)

ALL: Final = (SWEEP, FIND, THREADS, REPLIES, REACTIONS, LOCATE, PULLS, CATEGORIES, CREATE)
