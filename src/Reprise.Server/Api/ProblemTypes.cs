using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Access;

namespace Reprise.Server.Api;

/// <summary>What a problem means, in general.</summary>
internal sealed record ProblemTypeDocument
{
    public required string Type { get; init; }
    public required IReadOnlyList<int> Status { get; init; }
    public required string Meaning { get; init; }
}

/// <summary>Every type of problem the API answers with, so that the address in a problem's <c>type</c> leads somewhere. <c>docs/api.md</c> has the same list.</summary>
internal static class ProblemTypes
{
    public static IReadOnlyList<ProblemTypeDocument> All { get; } =
    [
        New("invalid-filter", "the filter has a mistake; `position` counts from 0, `suggestion` where there is one", 400),
        New("invalid-parameter", "a parameter cannot be used; `parameter` names it", 400),
        New("invalid-project", "not a project name", 400),
        New("invalid-request", "the request or its JSON cannot be read", 400, 415),
        New("invalid-records", "no record of an ingest could be read; `errors` as in its answer", 400),
        New("invalid-fact", "the fact makes no sense", 400),
        New("invalid-prices", "the price file has mistakes; `errors` has each with its `line`, `field` and `message`", 400),
        New("invalid-retention", "the policy cannot be used; `parameter` names the value", 400),
        New("invalid-cache-policy", "the policy cannot be used; `parameter` names the value", 400),
        New("invalid-security-policy", "the policy cannot be followed; `parameter` names the member", 400),
        New("security-policy-not-set", "the project has no security policy", 404),
        New("invalid-rules", "the YARA rules do not compile; the detail says where", 400),
        New("invalid-privacy-policy", "the policy cannot be followed; `parameter` names the member", 400),
        New("privacy-policy-not-set", "nothing was set there", 404),
        New("opt-out-not-found", "nobody of that id has opted out in this project", 404),
        New("interaction-not-found", "there is none in this project", 404),
        New("session-not-found", "there is none in this project", 404),
        New("body-not-found", "the interaction has no such body", 404),
        New("hold-not-found", "there is none of that name in this project", 404),
        New("retention-not-set", "nothing was set at run time for that scope and kind", 404),
        New("cache-policy-unreadable", "what is set of the policy was written by another version; set it whole, or take it back", 409),
        New("cache-policy-not-found", "the project has no policy of that name, or nothing was set of it at run time", 404),
        New("encryption", "keys do not allow what was asked: encryption is off, or the master key is another one", 409),
        New("proof-not-found", "the interaction has no entry in the proof", 404),
        New("not-provable", "the record is not what its entry in the proof says, or the proof cannot be written", 409),
        New("proof-off", "nothing is proven on this server", 409),
        New("hold-exists", "the project has a hold of that name", 409),
        New("erasure-not-found", "there is none of that id in this project", 404),
        New("experiment-not-found", "the project has no experiment of that name", 404),
        New("experiment-exists", "the project had an experiment of that name", 409),
        New("experiment-running", "another experiment deals out this project's traffic", 409),
        New("not-replayable", "it cannot be replayed as asked; `code` says why in one word, `still_works` what could be done instead", 400, 404, 409),
        New("call-refused", "a call to a provider could not be made; the detail says why", 409),
        New("invalid-route", "the route cannot be used; the detail says why", 400),
        New("route-not-found", "the project has no route of that name", 404),
        New("evaluation-rule-not-found", "the project has no rule of that name", 404),
        New("invalid-dataset", "the version cannot be made; `errors` has the first lines of a file that cannot be used, each with `line` and `message`", 400),
        New("invalid-prompt", "the prompt cannot be set, rendered or tried so; the detail says why", 400),
        New("prompt-not-found", "the project has no prompt of that name, or the prompt no such version or label", 404),
        New("dataset-not-found", "the project has no dataset of that name, or the dataset no such version", 404),
        New("held", "some of what was to be deleted is held, so nothing was; `holds` has names and counts", 409),
        New("not-leading", "several servers share the database, and another one does this", 409),
        New("retention-running", "a run of retention is under way", 409),
        New("run-not-found", "the project has no such run, or no such dataset", 404),
        New("run-refused", "a run of replays cannot begin, resume or stop now; `code` says why, `still_works` what could be done instead", 409),
        New("too-large", "more than the limit the detail names; send it in parts", 413),
        New("unsupported-media-type", "not a content type or encoding we read", 415),
        New("foreign-host", "the request names a host that is not ours", 421),
        New("foreign-origin", "a browser says that a page of another origin asked", 403),
        New("not-local", "from another machine", 403),
        New("sign-in-required", "the server does not know who asks: send a key, or sign in", 401),
        New("key-refused", "there is no such key, or it has expired or was revoked; or two different keys were sent", 401),
        New("sign-in-refused", "the name or the password is not right", 401),
        New("too-many-attempts", "too many attempts to sign in; `Retry-After` says when to try again", 429),
        New("not-signed-in", "only somebody who has signed in can do this", 409),
        New("not-allowed", "whoever asks may not do this in this project", 403),
        New("project-not-allowed", "the key is for another project", 403),
        New("provider-not-found", "nobody of that name vouches for people here", 404),
        New("provider-unusable", "the provider that vouches for people cannot be asked", 502),
        New("sign-in-not-found", "there is none of that id, or it is over", 404),
        New("user-not-found", "there is none of that name", 404),
        New("user-exists", "there is a user of that name", 409),
        New("last-administrator", "somebody must be left who can let others in", 409),
        New("batch-not-found", "there is none of that id in this project", 404),
        New("batch-refused", "the batch cannot be taken; `code` says why in one word", 409),
        New("key-not-found", "there is none of that id in this project", 404),
        New("key-exists", "there is a valid key of that name", 409),
        New("member-not-found", "the user has no role in this project that was given here", 404),
        New("project-not-found", "nothing is set up for a project of that name", 404),
        New("store-unavailable", "the store is down; `Retry-After` says when to try again. An ingest says how many were `stored`", 503),
        New("cache-not-ready", "the cache of this server is not open yet; `Retry-After` says when to try again", 503),
        New("data-folder-unavailable", "the data folder cannot be written; nothing has changed", 503),
        New("internal", "our mistake; the log has it under the trace id", 500),
    ];

    public static IEndpointRouteBuilder MapProblemTypes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/problems/{type}", Find).Needs(Permission.Public).ExcludeFromDescription();
        return routes;
    }

    private static Results<Ok<ProblemTypeDocument>, NotFound> Find(string type) =>
        All.FirstOrDefault(known => known.Type == $"/problems/{type}") is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();

    private static ProblemTypeDocument New(string type, string meaning, params IReadOnlyList<int> status) => new() { Type = $"/problems/{type}", Status = status, Meaning = meaning };
}
