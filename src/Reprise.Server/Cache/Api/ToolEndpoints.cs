using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Cache;
using Reprise.Cache.Tools;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Cache.Tools;
using Reprise.Wire;

namespace Reprise.Server.Cache.Api;

/// <summary>Finds what tools answered before.</summary>
internal static class ToolEndpoints
{
    private const int MostFound = 50;
    private const double MostHours = 24 * 36_500;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public static IEndpointRouteBuilder MapCacheTools(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cache").WithTags("tools");
        group.MapPost("find", FindAsync).WithName("findSimilarInteractions").Needs(Permission.Read).WithSummary("Calls of a tool with the same or a like input")
            .WithDescription("Calls are logged with `POST /api/interactions`. What was logged before this request is found.").Problems(400, 415, 503);
        group.MapPost("lookup", LookupAsync).WithName("getCachedResult").Needs(Permission.Record).WithSummary("The one answer to use instead of calling a tool, if there is one")
            .WithDescription("Near enough, good, new, of a call that ended well, and, where the input is worded differently, right by the same guards and the same judge as everywhere in the cache. "
                + "`reason` says why there is none.").Problems(400, 415, 503);
        return routes;
    }

    private static async Task<Ok<SimilarInteractionListDocument>> FindAsync(
        HttpContext http, ToolAnswers answers, ToolFill fill, CacheOpening opening, TimeProvider time, FindSimilarDocument request, CancellationToken cancellationToken)
    {
        if (!opening.IsOpen) throw CacheReads.NotReady();
        var most = request.TopK ?? 5;
        if (most is < 1 or > MostFound) throw ApiProblem.InvalidParameter("top_k", $"{most} is out of range; expected 1 to {MostFound}.");
        var question = QuestionOf(http, request.ToolId, request.Input, request.SimilarityThreshold ?? 0.85, request.MinQuality, request.MaxAgeHours, request.Inputs) with { RequireSuccess = request.RequireSuccess ?? true };
        await fill.SettleAsync(s_patience, time, cancellationToken);
        var found = await answers.FindAsync(question, most, cancellationToken);
        return TypedResults.Ok(new SimilarInteractionListDocument { Items = [.. found.Select(Of)] });
    }

    private static async Task<Ok<CachedResultDocument>> LookupAsync(
        HttpContext http, ToolAnswers answers, ToolFill fill, CacheOpening opening, TimeProvider time, CachedResultRequestDocument request, CancellationToken cancellationToken)
    {
        if (request.AcceptedWrongRate is not (null or (>= 0 and <= 0.5))) throw ApiProblem.InvalidParameter("accepted_wrong_rate", FormattableString.Invariant($"{request.AcceptedWrongRate} is no such share; expected 0 to 0.5."));
        var question = QuestionOf(http, request.ToolId, request.Input, request.SimilarityThreshold ?? 0.95, request.MinQuality, request.MaxAgeHours ?? 24, request.Inputs);
        // Its caller has a tool to ask instead.
        if (!opening.IsOpen) return TypedResults.Ok(new CachedResultDocument { Hit = false, Reason = CacheReasons.Busy });
        await fill.SettleAsync(s_patience, time, cancellationToken);
        var found = await answers.GetAsync(question, request.AcceptedWrongRate, cancellationToken);
        return TypedResults.Ok(new CachedResultDocument { Hit = found.Answer is not null, Similarity = found.Similarity, Reason = found.Reason, Answer = found.Answer is { } answer ? Of(answer) : null });
    }

    private static ToolQuestion QuestionOf(
        HttpContext http, string toolId, JsonElement input, double threshold, double? quality, double? hours, IReadOnlyDictionary<string, string>? inputs)
    {
        if (string.IsNullOrEmpty(toolId)) throw ApiProblem.InvalidParameter("tool_id", "Say which tool.");
        if (input.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) throw ApiProblem.InvalidParameter("input", "Say what the tool would be given: a text or any JSON.");
        if (!(threshold >= -1 && threshold <= 1)) throw ApiProblem.InvalidParameter("similarity_threshold", FormattableString.Invariant($"{threshold} is no similarity; expected -1 to 1."));
        if (quality is not (null or (>= 0 and <= 1))) throw ApiProblem.InvalidParameter("min_quality", FormattableString.Invariant($"{quality} is no quality; expected 0 to 1."));
        if (hours is not (null or (>= 0 and <= MostHours))) throw ApiProblem.InvalidParameter("max_age_hours", FormattableString.Invariant($"{hours} is no age; expected 0 (no limit) to {MostHours} hours."));
        return new ToolQuestion
        {
            Project = RequestProject.ProjectOf(http),
            ToolId = toolId,
            Input = ToolInput.Of(input),
            Threshold = threshold,
            MinQuality = quality,
            MaxAge = hours is > 0 and { } age ? TimeSpan.FromHours(age) : null,
            Inputs = inputs is { Count: > 0 } ? [.. inputs.OrderBy(static pair => pair.Key, StringComparer.Ordinal)] : null,
        };
    }

    private static SimilarInteractionDocument Of(ToolAnswer answer)
    {
        var call = answer.Record.Interaction;
        return new SimilarInteractionDocument
        {
            InteractionId = call.Id.ToString(),
            Timestamp = call.Timestamp,
            Success = call.Status == InteractionStatus.Success,
            Similarity = Math.Round(answer.Similarity, 4),
            QualityScore = Math.Round(answer.Quality, 4),
            Rank = Math.Round(answer.Rank, 4),
            Probability = Math.Round(answer.Probability, 4),
            Reason = answer.Reason,
            Input = Value(answer.Record.Request is { } request && DecodedBody.Find(request) is { } asked ? ToolInput.Of(asked) : null),
            Output = answer.Content is { } content ? Text(content) : answer.Record.Response is { } response && DecodedBody.Find(response) is { } body ? Value(System.Text.Encoding.UTF8.GetString(body.Span)) : null,
        };
    }

    /// <summary>JSON as JSON, and what is none as a text.</summary>
    private static JsonElement? Value(string? text)
    {
        if (text is null) return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return Text(text);
        }
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, ApiJson.Default.String);
}
