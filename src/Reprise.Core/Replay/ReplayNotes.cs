using System.Globalization;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Replay;

/// <summary>What is to be known before the two sides of a replay are compared, each a sentence without content.</summary>
internal static class ReplayNotes
{
    private const int MostModels = 8;

    public static IEnumerable<string> OfOriginal(RecordedInteraction original)
    {
        var i = original.Interaction;
        if (i.Status == InteractionStatus.Cancelled) yield return "The original was broken off by its client: its answer is what had arrived by then.";
        else if (i.Status == InteractionStatus.Timeout) yield return "The original timed out: its answer is what had arrived by then.";
        else if (i.Status == InteractionStatus.Error) yield return "The original failed; there is no answer of it to compare with.";
        if (original.Response is null && i.ResponseBytes > 0) yield return "The original's answer is no longer on record; only the replay's is shown.";
        else if (original.Response is null && i.Status == InteractionStatus.Success) yield return "The original's answer is not on record; only the replay's is shown.";
        else if (original.Response is { } body && i.Status == InteractionStatus.Success && !IsWhole(i, body)) yield return "The original's answer is not whole on record; it is compared up to where it ends.";
        if (i.Cache is { IsHit: true }) yield return "The original was answered from the cache: its latency and cost are the cache's.";
    }

    public static IEnumerable<string> OfReplay(ReplayRequest request, RecordedInteraction replay)
    {
        var i = replay.Interaction;
        if (i.Provider is { } provider && !provider.Equals(request.Provider, StringComparison.OrdinalIgnoreCase)) yield return $"'{request.Provider}' failed, and its fallback '{provider}' answered.";
        if (i.Cache is { IsHit: true }) yield return "The replay was answered from the cache: its latency and cost are the cache's.";
        if (CutNotes.IsAnswerCut(i.RecordError)) yield return "The replay's answer is longer than what is recorded of one; it is compared up to there.";
    }

    /// <summary>That not all that was ordered was sent. Only messages that were written for people are told.</summary>
    public static string OfFault(int sent, int ordered, Exception fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"Only {sent} of {ordered} were sent: {(fault is ReplayException ? fault.Message : "a fault within the server ended it.")}");

    /// <summary>Which models the provider has answered with, when it refused this one; null when it did not.</summary>
    public static async Task<string?> OfModelAsync(IInteractionStore store, RecordedInteraction replay, CancellationToken cancellationToken)
    {
        var i = replay.Interaction;
        if (!RefusesModel(i) || i.Provider is not { } provider) return null;
        var query = new AggregateQuery { Project = i.Project, Filter = new AndFilter([Is("provider", provider), Is("status", Words.Of(InteractionStatus.Success))]), GroupBy = ["model"], Limit = MostModels };
        var rows = (await store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows;
        var models = rows.Select(static row => row.Group[0]).OfType<string>().ToList();
        var asked = i.Model is { } model ? $"'{model}'" : "the model";
        return models.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{provider} does not know {asked}; no other model of it is on record.")
            : string.Create(CultureInfo.InvariantCulture, $"{provider} does not know {asked}. On record it has answered with: {string.Join(", ", models)}.");
    }

    private static bool RefusesModel(Interaction i)
    {
        if (i.HttpStatus is not (400 or 404 or 422)) return false;
        return i.ErrorCode?.Contains("model", StringComparison.OrdinalIgnoreCase) == true || i.ErrorMessage?.Contains("model", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static bool IsWhole(Interaction i, Body body) =>
        DecodedBody.Find(body, out var fault) is { } decoded && fault is null && DialectCatalog.OfRecord(i.Dialect).ReadResponse(new WireResponse(i.HttpStatus ?? 200, decoded, body.ContentType)).IsComplete
        && !CutNotes.IsAnswerCut(i.RecordError);

    private static FieldFilter Is(string field, string value) => new(FilterFields.Find(field)!, FilterOperator.Equal, value);
}
