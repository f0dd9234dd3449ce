"""GitHub's published GraphQL schema over a `Forum`: execution, limits and points as GitHub documents them.

A field that is not modelled is an error, never a silent null.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    build_ast_schema,
    execute_sync,
    get_named_type,
    parse,
    validate,
)
from graphql.execution.values import get_argument_values, get_variable_values
from tests.github.forum import (
    REACTIONS,
    Account,
    Category,
    Discussion,
    DiscussionComment,
    Forum,
    ForumError,
    Node,
    Poll,
    PollOption,
    PullRequest,
    ReactionMade,
    Repository,
    Review,
    Words,
)

PUBLISHED = Path(__file__).parents[1] / "node_modules" / "@octokit" / "graphql-schema" / "schema.graphql"
PAGE = 100
NODES = 500_000
MINIMIZED = {"OFF_TOPIC": "off-topic"}


@cache
def published_schema() -> GraphQLSchema:
    """GitHub's schema as npm's @octokit/graphql-schema publishes it."""
    return build_ast_schema(parse(PUBLISHED.read_text(encoding="utf-8"), no_location=True), assume_valid=True)


@cache
def parsed(query: str) -> tuple[DocumentNode, tuple[GraphQLError, ...]]:
    """The query, and what the schema says against it."""
    document = parse(query)
    return document, tuple(validate(published_schema(), document))


class Refused(Exception):  # noqa: N818 – GitHub's refusal of a query as a whole
    def __init__(self, type: str, message: str) -> None:
        super().__init__(message)
        self.type = type


# what a query costs


@dataclass
class Cost:
    requests: int = 0
    nodes: int = 0

    @property
    def points(self) -> int:
        """One point a hundred requests, rounded, at least one."""
        return max(1, (self.requests + 50) // 100)


def weigh(document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """What GitHub reckons for the query: a request for each connection under each of its parents.

    Raises Refused where a connection has no ``first`` or ``last``, or one over 100, or where all
    of them together reach more than 500,000 nodes.
    """
    schema = published_schema()
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    coerced = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    if isinstance(coerced, list):
        raise Refused("BAD_REQUEST", coerced[0].message)
    cost = Cost()

    def walk(selection: SelectionSetNode, parent: Any, times: int) -> None:
        for chosen in selection.selections:
            if not isinstance(chosen, FieldNode):
                name = getattr(chosen, "name", None)
                inner = fragments[name.value] if name else chosen
                condition = inner.type_condition  # type: ignore[attr-defined]
                walk(inner.selection_set, schema.type_map[condition.name.value] if condition else parent, times)  # type: ignore[attr-defined]
                continue
            if chosen.name.value.startswith("__") or chosen.selection_set is None:
                continue
            definition = parent.fields[chosen.name.value]
            kind = get_named_type(definition.type)
            arguments = get_argument_values(definition, chosen, coerced)
            below = times
            if kind.name.endswith("Connection"):
                cost.requests += times
                size = arguments.get("first", arguments.get("last"))
                wanted = {each.name.value for each in chosen.selection_set.selections if isinstance(each, FieldNode)}
                if size is None and wanted - {"totalCount"}:
                    raise Refused(
                        "MISSING_PAGINATION_BOUNDARIES",
                        f"You must provide a `first` or `last` value to properly paginate the `{chosen.name.value}` "
                        "connection.",
                    )
                if size is not None and not 1 <= size <= PAGE:
                    raise Refused(
                        "EXCESSIVE_PAGINATION",
                        f"Requesting {size} records on the `{chosen.name.value}` connection exceeds the `first` limit "
                        f"of {PAGE} records.",
                    )
                below = times * (size or 0)
                cost.nodes += below
            elif chosen.name.value == "nodes" and "ids" in arguments:
                if len(arguments["ids"]) > PAGE:
                    raise Refused("ARGUMENT_LIMIT", f"You may not provide more than {PAGE} node ids.")
                below = times * len(arguments["ids"])
                cost.nodes += below
            walk(chosen.selection_set, kind, below)

    walk(
        operation.selection_set, schema.query_type if operation.operation.value == "query" else schema.mutation_type, 1
    )
    if cost.nodes > NODES:
        raise Refused(
            "MAX_NODE_LIMIT_EXCEEDED",
            f"This query requests up to {cost.nodes:,} possible nodes which exceeds the maximum limit of {NODES:,}.",
        )
    return cost


# execution


@dataclass
class Request:
    """What resolvers may ask about the request they answer."""

    forum: Forum
    viewer: Account
    new_ids: bool
    shifting: bool
    rate: Callable[[], dict[str, Any]]


class Connection:
    """A page of a list. A cursor names the item it stands behind; with `shifting` only its place."""

    def __init__(
        self,
        items: Sequence[Any],
        shifting: bool,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **_: Any,
    ) -> None:
        self.total, self.shifting = len(items), shifting
        start = self.position(items, after) if after else 0
        end = self.position(items, before) - 1 if before else len(items)
        if first is not None:
            end = min(end, start + first)
        elif last is not None:
            start = max(start, end - last)
        self.start, self.end, self.items = start, end, list(items[start:end])

    def position(self, items: Sequence[Any], cursor: str) -> int:
        name, _, place = base64.b64decode(cursor).decode().removeprefix("cursor:").partition("|")
        if not self.shifting:
            for at, item in enumerate(items):
                if name_of(item) == name:
                    return at + 1
        return min(int(place), len(items))

    def cursor(self, at: int) -> str:
        return base64.b64encode(f"cursor:{name_of(self.items[at])}|{self.start + at + 1}".encode()).decode()

    def resolve(self, name: str) -> Any:
        match name:
            case "totalCount":
                return self.total
            case "nodes":
                return self.items
            case "edges":
                return [{"node": item, "cursor": self.cursor(at)} for at, item in enumerate(self.items)]
            case "pageInfo":
                return {
                    "hasNextPage": self.end < self.total,
                    "hasPreviousPage": self.start > 0,
                    "startCursor": self.cursor(0) if self.items else None,
                    "endCursor": self.cursor(len(self.items) - 1) if self.items else None,
                }
        raise KeyError(name)


def name_of(item: Any) -> str:
    return item.id if isinstance(item, Node) else str(item)


def run(request: Request, document: DocumentNode, variables: Mapping[str, Any]) -> ExecutionResult:
    """The answer to a query that the schema allows."""
    return execute_sync(
        published_schema(),
        document,
        context_value=request,
        variable_values=dict(variables),
        field_resolver=resolve,
        type_resolver=type_name,
    )


TYPES = {
    PollOption: "DiscussionPollOption",
    Poll: "DiscussionPoll",
    Category: "DiscussionCategory",
    ReactionMade: "Reaction",
    Review: "PullRequestReview",
}


def type_name(value: Any, *_: Any) -> str:
    if isinstance(value, Account):
        return value.kind
    return TYPES.get(type(value), type(value).__name__)


def resolve(source: Any, info: Any, **arguments: Any) -> Any:
    """Any field of any type, by the tables below."""
    request: Request = info.context
    name: str = info.field_name
    try:
        if isinstance(source, Connection):
            return source.resolve(name)
        if isinstance(source, Mapping):
            return source[name]
        if source is None:
            return ROOTS[name](request, **arguments)
        if name == "id":
            return source.id if request.new_ids else source.old_id
        for kind in type(source).__mro__:
            if reader := FIELDS.get((kind, name)):
                return reader(source, request, **arguments)
    except ForumError as error:
        raise GraphQLError(str(error), extensions={"type": error.type}, original_error=error) from error
    raise GraphQLError(f"the test GitHub has no {info.parent_type.name}.{name}")


def shown(account: Account | None) -> Account | None:
    """Whoever left is null."""
    return account if account and not account.deleted else None


def connect(items: Sequence[Any], request: Request, **arguments: Any) -> Connection:
    return Connection(items, request.shifting, **arguments)


def find_repository(request: Request, owner: str, name: str, **_: Any) -> Repository:
    found = request.forum.repositories.get(f"{owner}/{name}")
    if found is None:
        raise ForumError(f"Could not resolve to a Repository with the name '{owner}/{name}'.", "NOT_FOUND")
    return found


def find_discussion(repository: Repository, request: Request, number: int) -> Discussion:
    for discussion in repository.discussions:
        if discussion.number == number:
            return discussion
    moved = repository.moved.get(number)
    if moved is not None and request.forum.follows_transfers and moved.id in request.forum.nodes:
        return moved
    raise ForumError(f"Could not resolve to a Discussion with the number of {number}.", "NOT_FOUND")


def list_discussions(
    repository: Repository,
    request: Request,
    orderBy: dict[str, str] | None = None,
    categoryId: str | None = None,
    **arguments: Any,
) -> Connection:
    items = [each for each in repository.discussions if categoryId in (None, each.category.id, each.category.old_id)]
    order = orderBy or {"field": "UPDATED_AT", "direction": "DESC"}
    items.sort(
        key=lambda each: (each.updated if order["field"] == "UPDATED_AT" else each.created, each.number_),
        reverse=order["direction"] == "DESC",
    )
    return connect(items, request, **arguments)


def list_pulls(
    repository: Repository, request: Request, orderBy: Any = None, states: Any = None, **arguments: Any
) -> Connection:
    assert orderBy == {"field": "UPDATED_AT", "direction": "DESC"}
    pulls = [each for each in repository.pulls if states is None or each.state in states]
    return connect(sorted(pulls, key=lambda each: each.updated, reverse=True), request, **arguments)


def read_nodes(request: Request, ids: list[str]) -> Iterator[Any]:
    """Each node by its id; for one that is not there null and an error at its place."""
    return [  # type: ignore[return-value]
        request.forum.nodes.get(id)
        or GraphQLError(f"Could not resolve to a node with the global id of '{id}'", extensions={"type": "NOT_FOUND"})
        for id in ids
    ]


def stamp(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def page_of(discussion: Discussion, request: Request) -> str:
    return f"{request.forum.url}/{discussion.repository.full_name}/discussions/{discussion.number}"


def reaction_groups(words: Words, request: Request) -> list[dict[str, Any]]:
    found = {kind: [each for each in words.reactions if each.kind == kind] for kind in REACTIONS}
    return [
        {
            "content": kind,
            "createdAt": stamp(min((each.at for each in made), default=None)),
            "reactors": lambda info, made=made, **arguments: connect(
                [each.account for each in made], info.context, **arguments
            ),
        }
        for kind, made in found.items()
    ]


ROOTS: dict[str, Callable[..., Any]] = {
    "repository": find_repository,
    "node": lambda request, id: request.forum.get(id),
    "nodes": read_nodes,
    "rateLimit": lambda request, **_: request.rate(),
    "viewer": lambda request: request.viewer,
}

FIELDS: dict[tuple[type, str], Callable[..., Any]] = {
    (Account, "login"): lambda each, request: each.login,
    (Account, "databaseId"): lambda each, request: each.number_,
    (Account, "createdAt"): lambda each, request: stamp(each.created),
    (Account, "user"): lambda each, request: None,
    (Account, "avatarUrl"): lambda each, request, **_: "https://avatars.githubusercontent.com/u/1",
    (Category, "name"): lambda each, request: each.name,
    (Category, "slug"): lambda each, request: each.slug,
    (Category, "isAnswerable"): lambda each, request: each.answerable,
    (Repository, "name"): lambda each, request: each.name,
    (Repository, "nameWithOwner"): lambda each, request: each.full_name,
    (Repository, "discussion"): find_discussion,
    (Repository, "discussions"): list_discussions,
    (Repository, "discussionCategories"): lambda each, request, **arguments: connect(
        each.categories, request, **arguments
    ),
    (Repository, "hasDiscussionsEnabled"): lambda each, request: True,
    (Repository, "pullRequests"): list_pulls,
    (Words, "body"): lambda each, request: each.body,
    (Words, "author"): lambda each, request: None if getattr(each, "deleted", None) else shown(each.author),
    (Words, "createdAt"): lambda each, request: stamp(each.created),
    (Words, "updatedAt"): lambda each, request: stamp(each.updated),
    (Words, "lastEditedAt"): lambda each, request: stamp(each.edited),
    (Words, "databaseId"): lambda each, request: each.number_,
    (Words, "upvoteCount"): lambda each, request: len(each.upvotes),
    (Words, "reactions"): lambda each, request, **arguments: connect(each.reactions, request, **arguments),
    (Words, "reactionGroups"): reaction_groups,
    (Discussion, "number"): lambda each, request: each.number,
    (Discussion, "title"): lambda each, request: each.title,
    (Discussion, "category"): lambda each, request: each.category,
    (Discussion, "repository"): lambda each, request: each.repository,
    (Discussion, "url"): page_of,
    (Discussion, "closed"): lambda each, request: each.closed is not None,
    (Discussion, "stateReason"): lambda each, request: each.closed,
    (Discussion, "locked"): lambda each, request: each.locked,
    (Discussion, "isAnswered"): lambda each, request: each.answer is not None if each.category.answerable else None,
    (Discussion, "answer"): lambda each, request: each.answer,
    (Discussion, "answerChosenAt"): lambda each, request: stamp(each.answer_at),
    (Discussion, "answerChosenBy"): lambda each, request: shown(each.answer_by),
    (Discussion, "poll"): lambda each, request: each.poll,
    (Discussion, "labels"): lambda each, request, **arguments: connect(
        [{"name": name} for name in each.labels], request, **arguments
    ),
    (Discussion, "comments"): lambda each, request, **arguments: connect(each.comments, request, **arguments),
    (DiscussionComment, "discussion"): lambda each, request: each.discussion,
    (DiscussionComment, "replyTo"): lambda each, request: each.parent,
    (DiscussionComment, "replies"): lambda each, request, **arguments: connect(each.replies, request, **arguments),
    (DiscussionComment, "deletedAt"): lambda each, request: stamp(each.deleted),
    (DiscussionComment, "isMinimized"): lambda each, request: each.minimized is not None,
    (DiscussionComment, "minimizedReason"): lambda each, request: MINIMIZED.get(
        each.minimized, (each.minimized or "").lower() or None
    ),
    (DiscussionComment, "isAnswer"): lambda each, request: each.discussion.answer is each,
    (DiscussionComment, "url"): lambda each, request: (
        f"{page_of(each.discussion, request)}#discussioncomment-{each.number_}"
    ),
    (Poll, "question"): lambda each, request: each.question,
    (Poll, "totalVoteCount"): lambda each, request: sum(len(option.votes) for option in each.options),
    (Poll, "options"): lambda each, request, **arguments: connect(each.options, request, **arguments),
    (PollOption, "option"): lambda each, request: each.text,
    (PollOption, "totalVoteCount"): lambda each, request: len(each.votes),
    (ReactionMade, "content"): lambda each, request: each.kind,
    (ReactionMade, "createdAt"): lambda each, request: stamp(each.at),
    (ReactionMade, "user"): lambda each, request: shown(each.account),
    (PullRequest, "number"): lambda each, request: each.number,
    (PullRequest, "state"): lambda each, request: each.state,
    (PullRequest, "updatedAt"): lambda each, request: stamp(each.updated),
    (PullRequest, "reviews"): lambda each, request, **arguments: connect(each.reviews, request, **arguments),
    (PullRequest, "files"): lambda each, request, **arguments: connect(
        [{"path": path} for path in each.files], request, **arguments
    ),
    (Review, "author"): lambda each, request: shown(each.author),
    (Review, "state"): lambda each, request: each.state,
    (Review, "submittedAt"): lambda each, request: stamp(each.at),
}


# mutations


def mutation(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def enter(act: Callable[..., Any]) -> Callable[..., Any]:
        def resolver(request: Request, input: dict[str, Any]) -> Any:
            given = {**input}
            client = given.pop("clientMutationId", None)
            return {"clientMutationId": client, **act(request, request.forum, **given)}

        ROOTS[name] = resolver
        return act

    return enter


@mutation("createDiscussion")
def _(request: Request, forum: Forum, repositoryId: str, categoryId: str, title: str, body: str) -> Any:
    repository, category = forum.get(repositoryId), forum.get(categoryId)
    return {"discussion": forum.open(repository, request.viewer, title, body, category)}  # type: ignore[arg-type]


@mutation("updateDiscussion")
def _(
    request: Request,
    forum: Forum,
    discussionId: str,
    title: str | None = None,
    body: str | None = None,
    categoryId: str | None = None,
) -> Any:
    discussion: Any = forum.get(discussionId)
    if title is not None:
        forum.retitle(discussion, title)
    if body is not None:
        forum.edit(discussion, body)
    if categoryId is not None:
        forum.move(discussion, forum.get(categoryId))  # type: ignore[arg-type]
    return {"discussion": discussion}


@mutation("deleteDiscussion")
def _(request: Request, forum: Forum, id: str) -> Any:
    discussion: Any = forum.get(id)
    forum.delete(discussion)
    return {"discussion": discussion}


@mutation("closeDiscussion")
def _(request: Request, forum: Forum, discussionId: str, reason: str = "RESOLVED") -> Any:
    discussion: Any = forum.get(discussionId)
    forum.close(discussion, reason)
    return {"discussion": discussion}


@mutation("addDiscussionComment")
def _(request: Request, forum: Forum, discussionId: str, body: str, replyToId: str | None = None) -> Any:
    discussion: Any = forum.get(discussionId)
    parent: Any = forum.get(replyToId) if replyToId else None
    return {"comment": forum.comment(discussion, request.viewer, body, parent)}


@mutation("updateDiscussionComment")
def _(request: Request, forum: Forum, commentId: str, body: str) -> Any:
    comment: Any = forum.get(commentId)
    forum.edit(comment, body)
    return {"comment": comment}


@mutation("deleteDiscussionComment")
def _(request: Request, forum: Forum, id: str) -> Any:
    comment: Any = forum.get(id)
    forum.delete_comment(comment)
    return {"comment": comment}


@mutation("minimizeComment")
def _(request: Request, forum: Forum, subjectId: str, classifier: str) -> Any:
    comment: Any = forum.get(subjectId)
    forum.minimize(comment, classifier)
    return {"minimizedComment": comment}


@mutation("unminimizeComment")
def _(request: Request, forum: Forum, subjectId: str) -> Any:
    comment: Any = forum.get(subjectId)
    forum.minimize(comment, None)
    return {"unminimizedComment": comment}


@mutation("markDiscussionCommentAsAnswer")
def _(request: Request, forum: Forum, id: str) -> Any:
    comment: Any = forum.get(id)
    forum.mark(comment, request.viewer)
    return {"discussion": comment.discussion}


@mutation("unmarkDiscussionCommentAsAnswer")
def _(request: Request, forum: Forum, id: str) -> Any:
    comment: Any = forum.get(id)
    forum.unmark(comment.discussion)
    return {"discussion": comment.discussion}


@mutation("addReaction")
def _(request: Request, forum: Forum, subjectId: str, content: str) -> Any:
    subject: Any = forum.get(subjectId)
    forum.react(subject, request.viewer, content)
    return {"subject": subject}


@mutation("removeReaction")
def _(request: Request, forum: Forum, subjectId: str, content: str) -> Any:
    subject: Any = forum.get(subjectId)
    forum.unreact(subject, request.viewer, content)
    return {"subject": subject}


@mutation("addUpvote")
def _(request: Request, forum: Forum, subjectId: str) -> Any:
    subject: Any = forum.get(subjectId)
    forum.upvote(subject, request.viewer)
    return {"subject": subject}


@mutation("removeUpvote")
def _(request: Request, forum: Forum, subjectId: str) -> Any:
    subject: Any = forum.get(subjectId)
    forum.unvote(subject, request.viewer)
    return {"subject": subject}


@mutation("addDiscussionPollVote")
def _(request: Request, forum: Forum, pollOptionId: str) -> Any:
    option: Any = forum.get(pollOptionId)
    for repository in forum.repositories.values():
        for discussion in repository.discussions:
            if discussion.poll and option in discussion.poll.options:
                forum.vote(discussion, request.viewer, discussion.poll.options.index(option))
    return {"pollOption": option}


@mutation("lockLockable")
def _(request: Request, forum: Forum, lockableId: str, lockReason: str | None = None) -> Any:
    discussion: Any = forum.get(lockableId)
    forum.lock(discussion, True)
    return {"lockedRecord": discussion}


@mutation("unlockLockable")
def _(request: Request, forum: Forum, lockableId: str) -> Any:
    discussion: Any = forum.get(lockableId)
    forum.lock(discussion, False)
    return {"unlockedRecord": discussion}


def object_type(name: str) -> GraphQLObjectType:
    """A type of the published schema by name."""
    found = published_schema().type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found
