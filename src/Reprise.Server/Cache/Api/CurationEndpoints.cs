using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Cache.Curation;
using Reprise.Cache.Policies;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Interactions;
using Reprise.Server.Retention;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>Evicts, pins, edits and judges cached answers.</summary>
internal static class CurationEndpoints
{
    private const int MostContent = 1 << 20;
    private const int MostReason = 64 * 1024;

    public static IEndpointRouteBuilder MapCacheCuration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cache").WithTags("cache");
        group.MapPost("evict", EvictAsync).WithName("evictFromCache").Needs(Permission.Analyse).WithSummary("Stop giving answers, by filter, tag, model, source, age or policy, or all at once")
            .WithDescription("What is selected gets the label `cache`: `evicted`, which every server obeys and which `unpin` takes back. With `all`, or a policy and nothing else, a new generation begins "
                + "instead: everything kept so far is left behind at once, however much it is, and nothing takes that back. Works for 20 seconds at most; `complete` is false when there is more to do, and the "
                + "same request goes on with it. It is on the audit log.").Problems(400, 404, 415, 503);
        group.MapPost("pin", (HttpContext http, InteractionReads reads, CacheCuration curation, PinDocument request, CancellationToken cancellationToken) => PinAsync(http, reads, curation, request, isPin: true, cancellationToken))
            .WithName("pinCached").Needs(Permission.Analyse).WithSummary("Give this answer whatever its age, before all others to the same question").Problems(400, 404, 415, 503);
        group.MapPost("unpin", (HttpContext http, InteractionReads reads, CacheCuration curation, PinDocument request, CancellationToken cancellationToken) => PinAsync(http, reads, curation, request, isPin: false, cancellationToken))
            .WithName("unpinCached").Needs(Permission.Analyse).WithSummary("Take back a pin or an eviction").Problems(400, 404, 415, 503);
        group.MapPost("edit", EditAsync).WithName("editCached").Needs(Permission.Analyse).WithSummary("Give this text instead of the recorded answer").Problems(400, 404, 413, 415, 503);
        routes.MapPost("/api/interactions/{id}/quality", JudgeAsync).WithTags("facts").WithName("updateInteractionQuality").Needs(Permission.Review).WithSummary("Say how good an answer is; the latest word counts")
            .WithDescription("Adds an evaluation `quality_score`. The cache gives an answer only while its quality, after decay, is at least what the policy asks.").Problems(400, 404, 415, 503);
        return routes;
    }

    private static async Task<Ok<EvictionResult>> EvictAsync(
        HttpContext http, CacheCuration curation, CachePolicies policies, HeldEntries held, InteractionReads reads, TimeProvider time, EvictionDocument request, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (request.Policy is { } policy) PolicyEndpoints.Known(policies, project, policy);
        if (request.SelectsNothing && (request.All || request.Policy is not null))
        {
            var entries = held.Count(project, request.Policy);
            return TypedResults.Ok(await curation.PurgeAsync(project, request.Policy, request.DryRun, http.Caller().Actor, cancellationToken) with { Evicted = entries });
        }

        if (request.All) throw ApiProblem.InvalidParameter("all", "Everything at once and a selection do not go together; leave out one of them.");
        if (request.SelectsNothing) throw ApiProblem.InvalidParameter("q", "Say what to evict with q, tag, model, source, older_than, from, to or policy, or everything with all.");
        var selection = await SelectionAsync(project, request, reads, time, cancellationToken);
        var (began, isFirst) = (time.GetTimestamp(), true);
        return TypedResults.Ok(await curation.EvictAsync(selection, request.DryRun, http.Caller().Actor, MayGoOn, cancellationToken));

        bool MayGoOn()
        {
            var mayGoOn = isFirst || time.GetElapsedTime(began) < RetentionService.Patience;
            isFirst = false;
            return mayGoOn;
        }
    }

    private static async Task<CacheSelection> SelectionAsync(string project, EvictionDocument request, InteractionReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        List<Filter> parts = [ListQuery.Filter(request.Q, time)];
        if (!string.IsNullOrEmpty(request.Tag)) parts.Add(Is("tag", request.Tag));
        if (!string.IsNullOrEmpty(request.Model)) parts.Add(Is("model", request.Model));
        if (!string.IsNullOrEmpty(request.Source)) parts.Add(Is("id", (await AnswerAsync(reads, project, request.Source, cancellationToken)).Id.ToString()));
        var to = ListQuery.Time("to", request.To, time);
        if (!string.IsNullOrEmpty(request.OlderThan))
        {
            var age = ListQuery.Span(request.OlderThan) ?? throw ApiProblem.InvalidParameter("older_than", $"'{ApiProblem.Short(request.OlderThan)}' is no age; expected such as 12h or 7d.");
            var oldest = time.GetUtcNow() - age;
            to = to < oldest ? to : oldest;
        }

        return new CacheSelection { Project = project, Filter = new AndFilter(parts), From = ListQuery.Time("from", request.From, time), To = to, Policy = request.Policy };
    }

    private static async Task<Ok<CachedAnswerDocument>> PinAsync(HttpContext http, InteractionReads reads, CacheCuration curation, PinDocument request, bool isPin, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(reads, RequestProject.ProjectOf(http), request.InteractionId, cancellationToken);
        await (isPin ? curation.PinAsync(answer, http.Caller().Actor, cancellationToken) : curation.UnpinAsync(answer, http.Caller().Actor, cancellationToken));
        return TypedResults.Ok(new CachedAnswerDocument { InteractionId = answer.Id.ToString() });
    }

    private static async Task<Ok<CachedAnswerDocument>> EditAsync(HttpContext http, InteractionReads reads, CacheCuration curation, EditDocument request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Content)) throw ApiProblem.InvalidParameter("content", "There is no text to give; to give no answer at all, evict it.");
        if (request.Content.Length > MostContent) throw ApiProblem.TooLarge($"The text has more than {MostContent:N0} characters.");
        var answer = await AnswerAsync(reads, RequestProject.ProjectOf(http), request.InteractionId, cancellationToken);
        await curation.EditAsync(answer, request.Content, http.Caller().Actor, cancellationToken);
        return TypedResults.Ok(new CachedAnswerDocument { InteractionId = answer.Id.ToString() });
    }

    private static async Task<Created<FactDocument>> JudgeAsync(
        HttpContext http, InteractionReads reads, CacheCuration curation, [Description(Describe.Id)] string id, QualityDocument request, CancellationToken cancellationToken)
    {
        if (request.QualityScore is not (>= 0 and <= 1)) throw ApiProblem.InvalidParameter("quality_score", FormattableString.Invariant($"{request.QualityScore} is no quality; expected 0 to 1."));
        if (request.Reason?.Length > MostReason || request.Author?.Length > 256) throw ApiProblem.InvalidParameter("reason", "A reason has at most 65,536 characters and an author 256.");
        var record = await reads.RecordAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        var fact = await curation.JudgeAsync(record.Interaction, request.QualityScore, request.Author, request.Reason, cancellationToken);
        return TypedResults.Created($"/api/interactions/{record.Interaction.Id}/facts", FactDocuments.Of(fact));
    }

    /// <summary>The interaction that holds the answer: of a hit, where it came from.</summary>
    private static async Task<Interaction> AnswerAsync(InteractionReads reads, string project, string? id, CancellationToken cancellationToken)
    {
        var interaction = (await reads.RecordAsync(project, id ?? "", cancellationToken)).Interaction;
        return interaction.Cache is { Status: "hit" or "semantic", SourceInteractionId: { } source } ? (await reads.RecordAsync(project, source.ToString(), cancellationToken)).Interaction : interaction;
    }

    private static FieldFilter Is(string field, string value) => new(FilterFields.Find(field)!, FilterOperator.Equal, value);
}
